import { changed, type Columns, type Conjunct, copied } from "./conjunct.ts";
import type { Statement, World } from "./world.ts";

/** Both ends of what a column may hold; `row` is copied or changed for it. */
function range(
  table: string,
  check: string,
  column: string,
  [low, high]: [low: number, high: number],
  statement: (world: World, columns: Columns) => Statement,
): Conjunct[] {
  const cents = column.endsWith("_cents");
  const written = (sign: string, bound: number) =>
    cents ? `((${column})::numeric ${sign} (${bound})::numeric)` : `(${column} ${sign} ${bound})`;
  const end = (sign: string, bound: number, value: number): Conjunct => ({
    table,
    check,
    piece: written(sign, bound),
    instead: "true",
    attempt: `write ${value} as ${column} of ${table}`,
    statement: (world) => statement(world, { [column]: value }),
  });
  return [end(">=", low, low - 1), end("<=", high, high + 1)];
}

const flight = (world: World, columns: Columns) => copied("baptemes", world.bapteme.id, columns);
const course = (world: World, columns: Columns) => copied("stages", world.stage.id, columns);
const cardPrice = (world: World, columns: Columns) => changed("gift_card_prices", world.giftCardPriceId, columns);

const MOST_CENTS = 10_000_000;

// That no price of a stage is below nothing says the deposit's check too, and that no order's sum is, its amounts'.
export const RANGES: Conjunct[] = [
  ...range("bapteme_categories", "bapteme_category_price_range", "price_cents", [0, MOST_CENTS], (world, columns) => ({
    text: "update bapteme_categories set price_cents = $2 where bapteme_id = $1",
    values: [world.bapteme.id, columns["price_cents"]],
  })),
  ...range("baptemes", "bapteme_deposit_range", "deposit_cents", [0, MOST_CENTS], flight),
  ...range("baptemes", "bapteme_video_price_range", "video_price_cents", [0, MOST_CENTS], flight),
  ...range("baptemes", "bapteme_duration_range", "duration_minutes", [1, 1_440], flight),
  ...range("baptemes", "bapteme_places_range", "places", [0, 1_000], flight),
  ...range("gift_card_prices", "gift_card_price_range", "price_cents", [1, MOST_CENTS], cardPrice),
  ...range("gift_card_prices", "gift_card_price_range", "video_price_cents", [0, MOST_CENTS], cardPrice),
  ...range("stages", "stage_price_range", "price_cents", [0, MOST_CENTS], course).slice(1),
  ...range("stages", "stage_places_range", "places", [0, 1_000], course),
  {
    table: "stages",
    check: "stage_deposit_within_price",
    piece: "((deposit_cents)::numeric >= (0)::numeric)",
    instead: "true",
    attempt: "ask a deposit below nothing for a stage",
    statement: (world) => course(world, { deposit_cents: -1 }),
  },
  {
    table: "stages",
    check: "stage_deposit_within_price",
    piece: "((deposit_cents)::numeric <= (price_cents)::numeric)",
    instead: "true",
    attempt: "ask a deposit above the price for a stage",
    statement: (world) => course(world, { deposit_cents: 45_001 }),
  },
  {
    table: "payments",
    check: "payment_refunded_within_received",
    piece: "((refunded_cents)::numeric >= (0)::numeric)",
    instead: "true",
    attempt: "refund less than nothing",
    statement: ({ paid }) => changed("payments", paid.paymentId, { refunded_cents: -1 }),
  },
  {
    table: "payments",
    check: "payment_refunded_within_received",
    piece: "((refunded_cents)::numeric <= COALESCE((received_cents)::numeric, (0)::numeric))",
    instead: "true",
    attempt: "refund a cent more than came",
    statement: ({ paid }) => changed("payments", paid.paymentId, { refunded_cents: 1_000_000 }),
  },
];

const LEAST = "LEAST(subtotal_cents, gift_card_cents, due_now_cents, balance_cents)";
export const AMOUNTS: Conjunct[] = [
  ...["gift_card_cents", "due_now_cents", "balance_cents"].map((column, index, all) => ({
    table: "orders",
    check: "order_amounts_not_negative",
    piece: LEAST,
    instead: `LEAST(subtotal_cents, ${all.filter((one) => one !== column).join(", ")})`,
    attempt: `write ${column} of an order below nothing`,
    statement: ({ order }: World) =>
      changed("orders", order.id, {
        gift_card_cents: 0,
        due_now_cents: 0,
        balance_cents: 0,
        subtotal_cents: 0,
        [column]: -1,
        [all[(index + 1) % all.length] ?? ""]: 1,
      }),
  })),
  ...(
    [
      [
        "((price_cents)::numeric = ((due_now_cents)::numeric + (balance_cents)::numeric))",
        "that is not its parts' sum",
        0,
        0,
      ],
      ["((due_now_cents)::numeric >= (0)::numeric)", "of which less than nothing is due now", -1, 101],
      ["((balance_cents)::numeric >= (0)::numeric)", "of which less than nothing is due later", 101, -1],
    ] as const
  ).map(([piece, what, dueNowCents, balanceCents]) => ({
    table: "order_lines",
    check: "order_line_amounts_add_up",
    piece,
    instead: "true",
    attempt: `write a line's price ${what}`,
    statement: ({ stageLineId }: World) =>
      copied("order_lines", stageLineId, {
        position: 99,
        price_cents: 100,
        due_now_cents: dueNowCents,
        balance_cents: balanceCents,
      }),
  })),
  ...(
    [
      ["(VALUE = trunc(VALUE))", "half a cent", "0.5"],
      ["(VALUE >= ('-1000000000000'::bigint)::numeric)", "less than a number holds", "-1000000000001"],
      ["(VALUE <= ('1000000000000'::bigint)::numeric)", "more than a number holds", "1000000000001"],
    ] as const
  ).map(([piece, what, cents]) => ({
    table: "cents",
    check: "cents_check",
    piece,
    instead: "true",
    attempt: `write ${what}`,
    statement: ({ cart }: World) => changed("cart_sessions", cart.sessionId, { shown_due_now_cents: cents }),
  })),
];
