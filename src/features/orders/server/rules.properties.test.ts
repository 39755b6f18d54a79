import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sumCents } from "@/lib/money";
import { settleLines, statusAfterRefunds, type CardPart, type LineToSettle, type SettlingCard } from "./rules";

const cents = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 500 }));

/** A line of a stage or a baptême as its order planned it: cards first, the money for what they leave of what is due now. */
const anyLine = fc
  .record({
    dueNowCents: cents,
    balanceCents: cents,
    nowOnCards: fc.record({ x: cents, y: cents }),
    balanceOnCards: fc.record({ x: cents, y: cents }),
    byActivityCard: fc.boolean(),
    placeAvailable: fc.boolean(),
  })
  .map((spec) => (id: string): LineToSettle => {
    const { dueNowCents, balanceCents, placeAvailable } = spec;
    const cardParts = spec.byActivityCard
      ? plannedParts({ [`activity for ${id}`]: dueNowCents }, "DUE_NOW", dueNowCents).concat(
          plannedParts({ [`activity for ${id}`]: balanceCents }, "BALANCE", balanceCents),
        )
      : plannedParts(spec.nowOnCards, "DUE_NOW", dueNowCents).concat(
          plannedParts(spec.balanceOnCards, "BALANCE", balanceCents),
        );
    const moneyCents = dueNowCents - sumOf(cardParts.filter(({ part }) => part === "DUE_NOW"));
    return { id, dueNowCents, placeAvailable, moneyCents, cardParts };
  });

function plannedParts(onCards: Record<string, number>, part: CardPart["part"], mostCents: number): CardPart[] {
  let openCents = mostCents;
  return Object.entries(onCards).flatMap(([giftCardId, wantedCents]) => {
    const amountCents = Math.min(wantedCents, openCents);
    openCents -= amountCents;
    return amountCents > 0 ? [{ giftCardId, part, amountCents }] : [];
  });
}

const leftOnCard = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 1_500 }));

/** An order and what is left of its cards by the time its money comes: all, some or nothing. */
const anyOrder = fc
  .record({
    lines: fc.array(anyLine, { maxLength: 6 }),
    x: leftOnCard,
    y: leftOnCard,
    unspent: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
  })
  .map(({ lines, x, y, unspent }) => {
    const named = lines.map((line, index) => line(`line ${index}`));
    const cards: SettlingCard[] = [
      { id: "x", kind: "AMOUNT", availableCents: x },
      { id: "y", kind: "AMOUNT", availableCents: y },
      ...named.map(({ id }, index): SettlingCard => ({
        id: `activity for ${id}`,
        kind: "ACTIVITY",
        availableCents: unspent[index] ? 1 : 0,
      })),
    ];
    return { lines: named, cards };
  });

const sumOf = (parts: readonly { amountCents: number }[]) => sumCents(parts.map(({ amountCents }) => amountCents));
const plannedFor = (line: LineToSettle) => line.moneyCents + sumOf(line.cardParts);

describe("whatever is left of an order when its money comes", () => {
  test("each line is honoured or lost, once, in the order's own order", () => {
    fc.assert(
      fc.property(anyOrder, ({ lines, cards }) => {
        expect(settleLines(lines, cards).lines.map(({ id }) => id)).toEqual(lines.map(({ id }) => id));
      }),
    );
  });

  test("a line is lost as PLACE_LOST exactly if its place is gone", () => {
    fc.assert(
      fc.property(anyOrder, ({ lines, cards }) => {
        const gone = lines.filter(({ placeAvailable }) => !placeAvailable).map(({ id }) => id);
        const lost = settleLines(lines, cards).lines.flatMap((line) =>
          line.kind === "lost" && line.reason === "PLACE_LOST" ? [line.id] : [],
        );
        expect(lost).toEqual(gone);
      }),
    );
  });

  test("the money splits over the lines to the cent, in parts of which none is empty", () => {
    fc.assert(
      fc.property(anyOrder, ({ lines, cards }) => {
        const { moneyAllocations, cardAllocations } = settleLines(lines, cards);
        expect(sumOf(moneyAllocations)).toBe(sumCents(lines.map(({ moneyCents }) => moneyCents)));
        for (const { amountCents } of [...moneyAllocations, ...cardAllocations]) expect(amountCents).toBeGreaterThan(0);
      }),
    );
  });

  test("an honoured line has its due part and its planned balance in full, a lost one exactly what goes back", () => {
    fc.assert(
      fc.property(anyOrder, ({ lines, cards }) => {
        const settlement = settleLines(lines, cards);
        for (const [index, line] of lines.entries()) {
          const got = [...settlement.moneyAllocations, ...settlement.cardAllocations].filter(
            ({ lineId }) => lineId === line.id,
          );
          const settled = settlement.lines[index];
          if (settled?.kind === "honoured") {
            expect(sumOf(got.filter(({ part }) => part === "DUE_NOW"))).toBe(line.dueNowCents);
            expect(sumOf(got)).toBe(plannedFor(line));
          } else {
            expect(sumOf(got)).toBe(settled?.refundCents);
            expect(got.every(({ part }) => part === "DUE_NOW")).toBe(true);
          }
        }
      }),
    );
  });

  test("nothing below zero and no more than was paid for it goes back to a line", () => {
    fc.assert(
      fc.property(anyOrder, ({ lines, cards }) => {
        for (const [index, settled] of settleLines(lines, cards).lines.entries()) {
          if (settled.kind === "honoured") continue;
          const paidCents = lines[index]?.moneyCents ?? Number.NaN;
          expect(settled.refundCents).toBeGreaterThanOrEqual(0);
          expect(settled.refundCents).toBeLessThanOrEqual(paidCents);
          if (settled.reason === "PLACE_LOST") expect(settled.refundCents).toBe(paidCents);
        }
      }),
    );
  });

  test("an amount card gives no more than it holds, an activity card only while it is unspent, neither more than planned", () => {
    fc.assert(
      fc.property(anyOrder, ({ lines, cards }) => {
        const { cardAllocations } = settleLines(lines, cards);
        for (const card of cards) {
          const given = cardAllocations.filter(({ giftCardId }) => giftCardId === card.id);
          if (card.kind === "AMOUNT") expect(sumOf(given)).toBeLessThanOrEqual(card.availableCents);
          else if (card.availableCents === 0) expect(given).toEqual([]);
          for (const one of given) {
            const planned = lines
              .find(({ id }) => id === one.lineId)
              ?.cardParts.find(({ giftCardId, part }) => giftCardId === card.id && part === one.part);
            expect(one.amountCents).toBeLessThanOrEqual(planned?.amountCents ?? 0);
          }
        }
      }),
    );
  });

  /** Counted again from the first line on, by what the settlement says was given before. */
  test("lines are honoured from the first on, and one is lost only where money and cards no longer reach", () => {
    fc.assert(
      fc.property(anyOrder, ({ lines, cards }) => {
        const settlement = settleLines(lines, cards);
        const leftOf = new Map(cards.map(({ id, availableCents }) => [id, availableCents]));
        let money = sumCents(lines.filter((line) => line.placeAvailable).map((line) => line.moneyCents));
        for (const [index, line] of lines.entries()) {
          if (!line.placeAvailable) continue;
          if (settlement.lines[index]?.kind === "honoured") {
            money -= sumOf(settlement.moneyAllocations.filter(({ lineId }) => lineId === line.id));
            for (const { giftCardId, amountCents } of settlement.cardAllocations.filter(
              ({ lineId }) => lineId === line.id,
            ))
              if (!giftCardId.startsWith("activity"))
                leftOf.set(giftCardId, (leftOf.get(giftCardId) ?? 0) - amountCents);
          } else expect(plannedFor(line)).toBeGreaterThan(money + reachOf(line, leftOf));
        }
        expect(money).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test("with every place and card still there, all is as it was planned", () => {
    fc.assert(
      fc.property(anyOrder, ({ lines, cards }) => {
        const kept = lines.map((line) => ({ ...line, placeAvailable: true }));
        const full = cards.map((card) => ({ ...card, availableCents: 1_000_000 }));
        const settlement = settleLines(kept, full);
        expect(settlement.lines.every(({ kind }) => kind === "honoured")).toBe(true);
        expect(settlement.cardAllocations).toEqual(
          kept.flatMap(({ id, cardParts }) => cardParts.map((part) => ({ lineId: id, ...part }))),
        );
        for (const line of kept)
          expect(sumOf(settlement.moneyAllocations.filter(({ lineId }) => lineId === line.id))).toBe(line.moneyCents);
      }),
    );
  });
});

/** What the cards can still give to a line whose parts are one activity card's, or amount cards'. */
function reachOf(line: LineToSettle, leftOf: Map<string, number>): number {
  const left = new Map(leftOf);
  return sumCents(
    line.cardParts.map(({ giftCardId, amountCents }) => {
      const available = left.get(giftCardId) ?? 0;
      if (giftCardId.startsWith("activity")) return available > 0 ? amountCents : 0;
      const given = Math.min(available, amountCents);
      left.set(giftCardId, available - given);
      return given;
    }),
  );
}

type PaidOrder = Parameters<typeof statusAfterRefunds>[0];
type Payment = PaidOrder["payments"][number];

const payment = (more: Partial<Payment>): Payment => ({
  id: "payment",
  orderId: "order",
  method: "STRIPE",
  status: "SUCCEEDED",
  amountCents: 0,
  currency: "eur",
  stripePaymentIntentId: null,
  giftCardId: null,
  coversOrder: true,
  receivedCents: 0,
  receivedCurrency: null,
  refundedCents: 0,
  createdAt: new Date(0),
  ...more,
});

/** Covering payments of which some went back, and others beside them that cover nothing. */
const anyPaidOrder = fc
  .record({
    covering: fc.array(
      fc.record({ receivedCents: fc.integer({ min: 1, max: 500 }), share: fc.constantFrom(0, 0.4, 1) }),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    beyondDueCents: fc.constantFrom(0, 0, 1, 50),
    onCardsShare: fc.double({ min: 0, max: 1, noNaN: true }),
    beside: fc.array(
      fc.constantFrom<Partial<Payment>>(
        { coversOrder: false },
        { coversOrder: false, refundedCents: 70, status: "REFUNDED" },
        { method: "MANUAL" },
        { method: "MANUAL", refundedCents: 70, status: "REFUNDED" },
        { status: "PENDING", receivedCents: null },
        { status: "PROCESSING", receivedCents: null },
        { status: "FAILED" },
        { status: "CANCELLED" },
      ),
      { maxLength: 3 },
    ),
  })
  .map(({ covering, beyondDueCents, onCardsShare, beside }) => {
    const payments = covering.map(({ receivedCents, share }) => {
      const refundedCents = Math.round(receivedCents * share);
      const status =
        refundedCents === 0 ? "SUCCEEDED" : refundedCents === receivedCents ? "REFUNDED" : "PARTIALLY_REFUNDED";
      return payment({ receivedCents, refundedCents, status });
    });
    const dueCents = Math.max(0, sumCents(covering.map(({ receivedCents }) => receivedCents)) - beyondDueCents);
    const giftCardCents = Math.floor(dueCents * onCardsShare);
    return {
      order: { dueNowCents: dueCents - giftCardCents, giftCardCents, payments },
      beside: beside.map((more) => payment({ receivedCents: 70, ...more })),
    };
  });

describe("whatever has gone back of an order's payments", () => {
  test("the order is PAID while what it asked for is kept, REFUNDED when nothing is, and between them otherwise", () => {
    fc.assert(
      fc.property(anyPaidOrder, ({ order }) => {
        const keptCents = sumCents(order.payments.map((one) => (one.receivedCents ?? 0) - one.refundedCents));
        const dueCents = order.dueNowCents + order.giftCardCents;
        const expected = keptCents >= dueCents ? "PAID" : keptCents === 0 ? "REFUNDED" : "PARTIALLY_REFUNDED";
        expect(statusAfterRefunds(order)).toBe(expected);
      }),
    );
  });

  test("payments that cover nothing of it, manual ones and ended attempts never change it", () => {
    fc.assert(
      fc.property(anyPaidOrder, ({ order, beside }) => {
        expect(statusAfterRefunds({ ...order, payments: [...beside, ...order.payments] })).toBe(
          statusAfterRefunds(order),
        );
      }),
    );
  });

  test("giving back more never moves it backwards", () => {
    const progress = { PAID: 0, PARTIALLY_REFUNDED: 1, REFUNDED: 2 };
    fc.assert(
      fc.property(anyPaidOrder, fc.nat({ max: 500 }), ({ order }, moreCents) => {
        const [first, ...rest] = order.payments;
        if (first === undefined) return;
        const refundedCents = Math.min(first.receivedCents ?? 0, first.refundedCents + moreCents);
        const after = { ...order, payments: [{ ...first, refundedCents }, ...rest] };
        expect(progress[statusAfterRefunds(after)]).toBeGreaterThanOrEqual(progress[statusAfterRefunds(order)]);
      }),
    );
  });

  test("money that came short and of which nothing went back is no refund", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 500 }), (receivedCents, missingCents) => {
        const order = { dueNowCents: receivedCents + missingCents, giftCardCents: 0 };
        expect(statusAfterRefunds({ ...order, payments: [payment({ receivedCents })] })).toBe("PAID");
      }),
    );
  });
});
