import fc from "fast-check";
import { expect, test } from "vitest";
import { sumCents } from "@/lib/money";
import { settleLines, type CardPart, type LineToSettle, type SettlingCard } from "./settle-lines";

const line = (id: string, moneyCents: number, more: Partial<LineToSettle> = {}): LineToSettle => ({
  id,
  dueNowCents: moneyCents,
  placeAvailable: true,
  moneyCents,
  cardParts: [],
  ...more,
});
const part = (giftCardId: string, amountCents: number, of: CardPart["part"] = "DUE_NOW"): CardPart => ({
  giftCardId,
  part: of,
  amountCents,
});

test("a line whose place is gone gets back what was paid online for it, and its gift card is not spent", () => {
  const settlement = settleLines(
    [
      line("a", 5_000, { dueNowCents: 10_000, placeAvailable: false, cardParts: [part("card", 5_000)] }),
      line("b", 10_000),
    ],
    [{ id: "card", kind: "AMOUNT", availableCents: 5_000 }],
  );

  expect(settlement.lines).toEqual([
    { id: "a", kind: "lost", reason: "PLACE_LOST", refundCents: 5_000 },
    { id: "b", kind: "honoured" },
  ]);
  expect(settlement.cardAllocations).toEqual([]);
});

test("when a card is spent elsewhere, lines are honoured from the first on and the last gets back what remains", () => {
  const settlement = settleLines(
    [line("a", 5_000, { dueNowCents: 10_000, cardParts: [part("card", 5_000)] }), line("b", 10_000)],
    [{ id: "card", kind: "AMOUNT", availableCents: 0 }],
  );

  expect(settlement.lines).toEqual([
    { id: "a", kind: "honoured" },
    { id: "b", kind: "lost", reason: "GIFT_CARD_SPENT", refundCents: 5_000 },
  ]);
});

test("the money of a line whose place is gone never pays for another line", () => {
  const settlement = settleLines(
    [
      line("a", 10_000, { placeAvailable: false }),
      line("b", 0, { dueNowCents: 10_000, cardParts: [part("card", 10_000)] }),
    ],
    [{ id: "card", kind: "AMOUNT", availableCents: 0 }],
  );

  expect(settlement.lines).toEqual([
    { id: "a", kind: "lost", reason: "PLACE_LOST", refundCents: 10_000 },
    { id: "b", kind: "lost", reason: "GIFT_CARD_SPENT", refundCents: 0 },
  ]);
});

test("a spent activity card loses its own line and no other", () => {
  const settlement = settleLines(
    [
      line("a", 0, { dueNowCents: 10_000, cardParts: [part("act", 10_000), part("act", 35_000, "BALANCE")] }),
      line("b", 10_000),
    ],
    [{ id: "act", kind: "ACTIVITY", availableCents: 0 }],
  );

  expect(settlement.lines).toEqual([
    { id: "a", kind: "lost", reason: "GIFT_CARD_SPENT", refundCents: 0 },
    { id: "b", kind: "honoured" },
  ]);
});

const anyOrder = fc
  .array(
    fc.record({
      due: fc.integer({ min: 1, max: 500 }),
      onCard: fc.integer({ min: 0, max: 500 }),
      card: fc.constantFrom("x", "y"),
      place: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .chain((specs) =>
    fc.record({
      specs: fc.constant(specs),
      x: fc.integer({ min: 0, max: 1_500 }),
      y: fc.integer({ min: 0, max: 1_500 }),
    }),
  )
  .map(({ specs, x, y }) => {
    const lines = specs.map((spec, index): LineToSettle => {
      const onCard = Math.min(spec.onCard, spec.due);
      return {
        id: `l${index}`,
        dueNowCents: spec.due,
        placeAvailable: spec.place,
        moneyCents: spec.due - onCard,
        cardParts: onCard > 0 ? [part(spec.card, onCard)] : [],
      };
    });
    const cards: SettlingCard[] = [
      { id: "x", kind: "AMOUNT", availableCents: x },
      { id: "y", kind: "AMOUNT", availableCents: y },
    ];
    return { lines, cards };
  });

test("money in = money for honoured lines + money given back, and no card gives more than it holds", () => {
  fc.assert(
    fc.property(anyOrder, ({ lines, cards }) => {
      const settlement = settleLines(lines, cards);

      expect(sumCents(settlement.moneyAllocations.map((allocation) => allocation.amountCents))).toBe(
        sumCents(lines.map((one) => one.moneyCents)),
      );
      expect(settlement.moneyAllocations.every((allocation) => allocation.amountCents > 0)).toBe(true);
      for (const card of cards)
        expect(
          sumCents(
            settlement.cardAllocations
              .filter((allocation) => allocation.giftCardId === card.id)
              .map((allocation) => allocation.amountCents),
          ),
        ).toBeLessThanOrEqual(card.availableCents);
    }),
  );
});

test("every honoured line is funded in full, no line without a place is honoured, no refund is more than was paid for its line", () => {
  fc.assert(
    fc.property(anyOrder, ({ lines, cards }) => {
      const settlement = settleLines(lines, cards);

      for (const settled of settlement.lines) {
        const original = lines.find((one) => one.id === settled.id);
        const funded = sumCents(
          [...settlement.moneyAllocations, ...settlement.cardAllocations]
            .filter((allocation) => allocation.lineId === settled.id)
            .map((allocation) => allocation.amountCents),
        );
        if (settled.kind === "honoured") {
          expect(original?.placeAvailable).toBe(true);
          expect(funded).toBe(
            (original?.moneyCents ?? 0) + sumCents((original?.cardParts ?? []).map((one) => one.amountCents)),
          );
        } else {
          expect(settled.refundCents).toBeGreaterThanOrEqual(0);
          expect(settled.refundCents).toBeLessThanOrEqual(original?.moneyCents ?? 0);
          expect(funded).toBe(settled.refundCents);
        }
      }
    }),
  );
});

test("with every place and every card still there, everything is honoured as it was planned", () => {
  fc.assert(
    fc.property(anyOrder, ({ lines }) => {
      const all = lines.map((one) => ({ ...one, placeAvailable: true }));

      const settlement = settleLines(all, [
        { id: "x", kind: "AMOUNT", availableCents: 1_000_000 },
        { id: "y", kind: "AMOUNT", availableCents: 1_000_000 },
      ]);

      expect(settlement.lines.every((settled) => settled.kind === "honoured")).toBe(true);
      for (const one of all)
        expect(
          sumCents(
            settlement.moneyAllocations
              .filter((allocation) => allocation.lineId === one.id)
              .map((allocation) => allocation.amountCents),
          ),
        ).toBe(one.moneyCents);
    }),
  );
});
