import { changed, type Columns, type Conjunct, copied, type Row } from "./conjunct.ts";
import type { World } from "./world.ts";

/** Alternatives, each of which says several things. */
function alternative(
  table: string,
  check: string,
  conjuncts: [written: string, attempt: string, statement: Conjunct["statement"]][],
): Conjunct[] {
  const write = (texts: string[]) => `(${texts.join(" AND ")})`;
  const all = conjuncts.map(([written]) => written);
  return conjuncts.map(([written, attempt, statement]) => ({
    table,
    check,
    piece: write(all),
    instead: write(all.filter((one) => one !== written)),
    attempt,
    statement,
  }));
}

const GIFT_CARD = { kind: "AMOUNT", amountCents: 1 };
function thing(table: "cart_items" | "order_lines", type: string, row: Row, parts: Record<string, "there" | "not">) {
  const check = table === "cart_items" ? "cart_item_one_thing" : "order_line_one_thing";
  const attemptWith = (columns: Columns): Conjunct["statement"] =>
    table === "cart_items"
      ? (world) => changed(table, row(world), columns)
      : (world) => copied(table, row(world), { position: 99, ...columns });
  const valueOf = (column: string, world: World): unknown =>
    ({
      stage_id: world.elsewhere.id,
      bapteme_id: world.bapteme.id,
      gift_card: GIFT_CARD,
      participant: { firstName: "A" },
    })[column];
  return alternative(table, check, [
    [`(type = '${type}'::text)`, `call ${type} of ${table} something else`, attemptWith({ type: "KITE" })],
    ...Object.entries(parts).map(([column, wanted]): [string, string, Conjunct["statement"]] =>
      wanted === "there"
        ? [`(${column} IS NOT NULL)`, `leave out ${column} of ${type} of ${table}`, attemptWith({ [column]: null })]
        : [
            `(${column} IS NULL)`,
            `give ${column} to ${type} of ${table}`,
            (world) => attemptWith({ [column]: valueOf(column, world) })(world),
          ],
    ),
  ]);
}

export const THINGS: Conjunct[] = [
  ...thing("cart_items", "STAGE", ({ stageItemId }) => stageItemId, {
    stage_id: "there",
    stage_type: "there",
    bapteme_id: "not",
    gift_card: "not",
    participant: "there",
  }),
  ...thing("cart_items", "BAPTEME", ({ flightItemId }) => flightItemId, {
    bapteme_id: "there",
    category: "there",
    stage_id: "not",
    gift_card: "not",
    participant: "there",
  }),
  ...thing("cart_items", "GIFT_CARD", ({ giftCardItemId }) => giftCardItemId, {
    gift_card: "there",
    stage_id: "not",
    bapteme_id: "not",
    participant: "not",
  }),
  ...thing("order_lines", "STAGE", ({ stageLineId }) => stageLineId, {
    stage_id: "there",
    bapteme_id: "not",
    gift_card: "not",
  }),
  ...thing("order_lines", "BAPTEME", ({ flightLineId }) => flightLineId, {
    bapteme_id: "there",
    stage_id: "not",
    gift_card: "not",
  }),
  ...thing("order_lines", "GIFT_CARD", ({ giftCardLineId }) => giftCardLineId, {
    gift_card: "there",
    stage_id: "not",
    bapteme_id: "not",
  }),
];

const entry =
  (kind: string, amountCents: number, paidBy?: Row): Conjunct["statement"] =>
  (world) => ({
    text: "insert into gift_card_entries (gift_card_id, kind, amount_cents, payment_id, created_at) values ($1, $2, $3, $4, now())",
    values: [world.card.id, kind, amountCents, paidBy?.(world) ?? null],
  });
export const SIGNS: Conjunct[] = (
  [
    ["(kind = ANY (ARRAY['ISSUE'::text, 'RETURN'::text]))", ">", "RETURN", -1, 1],
    ["(kind = 'SPEND'::text)", "<", "SPEND", 1, -1],
    ["(kind = 'ADJUST'::text)", "<>", "ADJUST", 0, 1],
  ] as const
).flatMap(([kinds, sign, kind, wrongCents, rightCents]) =>
  alternative("gift_card_entries", "gift_card_entry_sign", [
    [kinds, `enter ${rightCents} as LOTTERY instead of ${kind}`, entry("LOTTERY", rightCents)],
    [
      `((amount_cents)::numeric ${sign} (0)::numeric)`,
      `enter ${wrongCents} as ${kind}`,
      entry(kind, wrongCents, kind === "SPEND" ? ({ cardPaymentId }) => cardPaymentId : undefined),
    ],
  ]),
);
