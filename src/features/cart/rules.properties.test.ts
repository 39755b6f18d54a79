import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BAPTEME_CATEGORIES } from "@/db/schema/catalogue-words";
import type { GiftCardSpec } from "@/db/schema/snapshots";
import { sumCents } from "@/lib/money";
import type { ItemPrice } from "./priced-cart";
import { availableOf, coverCart, priceItem, totalsOf } from "./rules";

type Item = Parameters<typeof coverCart>[0][number] & ItemPrice;
type Card = Parameters<typeof coverCart>[1][number];

const price = (offer: Parameters<typeof priceItem>[0]): ItemPrice => {
  const priced = priceItem(offer);
  if (priced === null) throw new Error("this offer has a price");
  return priced;
};

const forStage = (stageType: "INITIATION" | "PROGRESSION" | "AUTONOMIE" | "DOUBLE") => ({
  kind: "ACTIVITY" as const,
  activity: "STAGE" as const,
  stageType,
});
const forBapteme = (category: (typeof BAPTEME_CATEGORIES)[number], video = false) => ({
  kind: "ACTIVITY" as const,
  activity: "BAPTEME" as const,
  category,
  video,
});

describe("whatever is in the cart and on it", () => {
  const cents = fc.oneof(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 0, max: 100_000 }));
  const category = fc.constantFrom(...BAPTEME_CATEGORIES.slice(0, 2));
  const stageType = fc.constantFrom("INITIATION" as const, "PROGRESSION" as const);
  const anyItem: fc.Arbitrary<Omit<Item, "id">> = fc.oneof(
    fc
      .record({
        stageType,
        priceCents: cents,
        depositShare: fc.double({ min: 0, max: 1, noNaN: true }),
        double: fc.boolean(),
      })
      .map(({ stageType, priceCents, depositShare, double }) => ({
        type: "STAGE" as const,
        stageType,
        category: null,
        stage: { type: double ? ("DOUBLE" as const) : stageType },
        ...price({ type: "STAGE", priceCents, depositCents: Math.floor(priceCents * depositShare) }),
      })),
    fc
      .record({ category, categoryPriceCents: cents, depositCents: cents, videoPriceCents: cents, video: fc.boolean() })
      .map(({ category, ...offer }) => ({
        type: "BAPTEME" as const,
        stageType: null,
        category,
        stage: null,
        ...price({ type: "BAPTEME", ...offer }),
      })),
    cents.map((amountCents) => ({
      type: "GIFT_CARD" as const,
      stageType: null,
      category: null,
      stage: null,
      ...price({ type: "GIFT_CARD", giftCard: { kind: "AMOUNT", amountCents }, activityPrice: null }),
    })),
  );
  const anySpec: fc.Arbitrary<GiftCardSpec> = fc.oneof(
    fc.constant({ kind: "AMOUNT" as const, amountCents: 1 }),
    fc.constantFrom("INITIATION" as const, "PROGRESSION" as const, "DOUBLE" as const).map(forStage),
    fc.tuple(category, fc.boolean()).map(([one, video]) => forBapteme(one, video)),
  );
  const anyCart = fc
    .array(anyItem, { maxLength: 8 })
    .map((items): Item[] => items.map((item, index) => ({ ...item, id: `item ${index}` })));
  const anyCards = fc
    .array(fc.record({ spec: anySpec, availableCents: cents }), { maxLength: 5 })
    .map((cards): Card[] => cards.map((card, index) => ({ ...card, id: `card ${index}` })));

  test("the totals add up and nothing is negative", () => {
    fc.assert(
      fc.property(anyCart, anyCards, (items, cards) => {
        const coverage = coverCart(items, cards);
        const totals = totalsOf(items, coverage);

        expect(totals.subtotalCents).toBe(totals.giftCardCents + totals.dueNowCents + totals.balanceCents);
        expect(totals.subtotalCents).toBe(sumCents(items.map(({ priceCents }) => priceCents)));
        expect(Math.min(...Object.values(totals))).toBeGreaterThanOrEqual(0);
        for (const { amountCents } of coverage) expect(amountCents).toBeGreaterThan(0);
      }),
    );
  });

  test("no part of an item is paid twice", () => {
    fc.assert(
      fc.property(anyCart, anyCards, (items, cards) => {
        const coverage = coverCart(items, cards);
        for (const item of items) {
          const parts = coverage.filter(({ itemId }) => itemId === item.id);
          expect(
            sumCents(parts.filter(({ part }) => part === "DUE_NOW").map(({ amountCents }) => amountCents)),
          ).toBeLessThanOrEqual(item.dueNowCents);
          expect(
            sumCents(parts.filter(({ part }) => part === "BALANCE").map(({ amountCents }) => amountCents)),
          ).toBeLessThanOrEqual(item.balanceCents);
        }
        expect(new Set(coverage.map(({ giftCardId, itemId, part }) => `${giftCardId} ${itemId} ${part}`)).size).toBe(
          coverage.length,
        );
      }),
    );
  });

  test("an amount card pays no more than it holds, and all of it while anything is left to pay", () => {
    fc.assert(
      fc.property(anyCart, anyCards, (items, cards) => {
        const coverage = coverCart(items, cards);
        const { dueNowCents, balanceCents } = totalsOf(items, coverage);
        for (const card of cards.filter(({ spec }) => spec.kind === "AMOUNT")) {
          const used = sumCents(
            coverage.filter(({ giftCardId }) => giftCardId === card.id).map(({ amountCents }) => amountCents),
          );
          expect(used).toBeLessThanOrEqual(card.availableCents);
        }
        // What it does not give although something is left to pay is the cents that make the rest chargeable.
        const unusedCents =
          sumCents(cards.filter(({ spec }) => spec.kind === "AMOUNT").map((card) => card.availableCents)) -
          sumCents(
            coverage
              .filter(({ giftCardId }) => cards.some(({ id, spec }) => id === giftCardId && spec.kind === "AMOUNT"))
              .map(({ amountCents }) => amountCents),
          );
        if (dueNowCents + balanceCents > 0 && dueNowCents !== 50) expect(unusedCents).toBe(0);
        if (dueNowCents === 50) expect(unusedCents).toBeLessThan(50);
      }),
    );
  });

  test("what is left to pay now is nothing, or enough to be charged, as far as amount cards decide it", () => {
    fc.assert(
      fc.property(anyCart, anyCards, (items, cards) => {
        const coverage = coverCart(items, cards);
        const { dueNowCents } = totalsOf(items, coverage);
        const amountCards = new Set(cards.filter(({ spec }) => spec.kind === "AMOUNT").map(({ id }) => id));
        const paidNowCents = sumCents(
          coverage
            .filter(({ giftCardId, part }) => part === "DUE_NOW" && amountCards.has(giftCardId))
            .map(({ amountCents }) => amountCents),
        );
        if (dueNowCents > 0 && dueNowCents + paidNowCents >= 50) expect(dueNowCents).toBeGreaterThanOrEqual(50);
      }),
    );
  });

  test("an amount card touches no balance while anything is due now", () => {
    fc.assert(
      fc.property(anyCart, anyCards, (items, cards) => {
        const coverage = coverCart(items, cards);
        const amountCards = new Set(cards.filter(({ spec }) => spec.kind === "AMOUNT").map(({ id }) => id));
        const paysBalances = coverage.some(({ giftCardId, part }) => amountCards.has(giftCardId) && part === "BALANCE");
        if (paysBalances) expect(totalsOf(items, coverage).dueNowCents).toBe(0);
      }),
    );
  });

  test("an activity card pays one item at most, and that one alone among activity cards", () => {
    fc.assert(
      fc.property(anyCart, anyCards, (items, cards) => {
        const activityCards = cards.filter(({ spec }) => spec.kind === "ACTIVITY");
        const coverage = coverCart(items, activityCards);
        const pairs = [...new Set(coverage.map(({ giftCardId, itemId }) => `${giftCardId}|${itemId}`))].map((pair) =>
          pair.split("|"),
        );
        expect(new Set(pairs.map(([card]) => card)).size).toBe(pairs.length);
        expect(new Set(pairs.map(([, item]) => item)).size).toBe(pairs.length);
      }),
    );
  });
});

test("whatever the school asks, a deposit is never below zero nor above the price, and with the balance makes the price", () => {
  const cents = fc.integer({ min: 0, max: 100_000 });
  fc.assert(
    fc.property(cents, cents, cents, fc.boolean(), (priceCents, depositCents, videoPriceCents, video) => {
      const stage = price({ type: "STAGE", priceCents, depositCents });
      const bapteme = price({ type: "BAPTEME", categoryPriceCents: priceCents, depositCents, videoPriceCents, video });
      for (const one of [stage, bapteme]) {
        expect(Math.min(one.dueNowCents, one.balanceCents, one.videoCents)).toBeGreaterThanOrEqual(0);
        expect(one.dueNowCents + one.balanceCents).toBe(one.priceCents);
      }
      expect(stage.priceCents).toBe(priceCents);
      expect(stage.dueNowCents).toBe(Math.min(depositCents, priceCents));
      // A video is wholly due now: it moves the price and what is due by the same.
      expect(bapteme.priceCents - stage.priceCents).toBe(video ? videoPriceCents : 0);
      expect(bapteme.dueNowCents - stage.dueNowCents).toBe(video ? videoPriceCents : 0);
    }),
  );
});

test("whatever other orders keep of a gift card, what is left is between nothing and its balance, and nothing once it expired", () => {
  const now = new Date("2026-11-24T10:00:00Z");
  const cents = fc.nat({ max: 1_000 });
  fc.assert(
    fc.property(
      fc.constantFrom("AMOUNT" as const, "ACTIVITY" as const),
      cents,
      cents,
      fc.integer({ min: -2, max: 2 }),
      (kind, balanceCents, keptCents, endsInMs) => {
        const expiresAt = new Date(now.getTime() + endsInMs);
        const available = availableOf({ kind, balanceCents, keptCents, expiresAt }, now);
        expect(available).toBeGreaterThanOrEqual(0);
        expect(available).toBeLessThanOrEqual(balanceCents);
        if (endsInMs <= 0) expect(available).toBe(0);
        else if (kind === "AMOUNT") expect(available).toBe(Math.max(0, balanceCents - keptCents));
        else expect(available).toBe(keptCents > 0 ? 0 : balanceCents);
      },
    ),
  );
});
