import { expect, test } from "vitest";
import { settleLines, type CardPart, type LineToSettle } from "./rules";

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

test("an activity card is used once, even if two lines count on it", () => {
  const planned = { dueNowCents: 10_000, cardParts: [part("act", 10_000), part("act", 35_000, "BALANCE")] };
  const settlement = settleLines(
    [line("a", 0, planned), line("b", 0, planned)],
    [{ id: "act", kind: "ACTIVITY", availableCents: 45_000 }],
  );

  expect(settlement.lines).toEqual([
    { id: "a", kind: "honoured" },
    { id: "b", kind: "lost", reason: "GIFT_CARD_SPENT", refundCents: 0 },
  ]);
  expect(settlement.cardAllocations.map(({ lineId }) => lineId)).toEqual(["a", "a"]);
});

test("what one line needed in a spent card's place is missing to the later ones, and no cent of it goes back twice", () => {
  const settlement = settleLines(
    [line("a", 0, { dueNowCents: 100, cardParts: [part("card", 100)] }), line("b", 60), line("c", 60)],
    [{ id: "card", kind: "AMOUNT", availableCents: 0 }],
  );

  expect(settlement.lines).toEqual([
    { id: "a", kind: "honoured" },
    { id: "b", kind: "lost", reason: "GIFT_CARD_SPENT", refundCents: 20 },
    { id: "c", kind: "lost", reason: "GIFT_CARD_SPENT", refundCents: 0 },
  ]);
});

test("an amount card that no longer reaches for two lines pays the first", () => {
  const settlement = settleLines(
    [
      line("a", 0, { dueNowCents: 100, cardParts: [part("card", 100)] }),
      line("b", 0, { dueNowCents: 100, cardParts: [part("card", 100)] }),
    ],
    [{ id: "card", kind: "AMOUNT", availableCents: 100 }],
  );

  expect(settlement.lines.map(({ kind }) => kind)).toEqual(["honoured", "lost"]);
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
