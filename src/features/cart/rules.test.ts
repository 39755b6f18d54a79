import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BAPTEME_CATEGORIES } from "@/db/schema/catalogue-words";
import type { GiftCardSpec } from "@/db/schema/snapshots";
import { sumCents } from "@/lib/money";
import type { CoveragePart, ItemPrice } from "./priced-cart";
import { availableOf, coverCart, priceItem, totalsOf } from "./rules";

type Item = Parameters<typeof coverCart>[0][number] & ItemPrice;
type Card = Parameters<typeof coverCart>[1][number];

const price = (offer: Parameters<typeof priceItem>[0]): ItemPrice => {
  const priced = priceItem(offer);
  if (priced === null) throw new Error("this offer has a price");
  return priced;
};

const stage = (id: string, stageType: "INITIATION" | "PROGRESSION" | "AUTONOMIE", priceCents = 45_000, offered: "DOUBLE" | typeof stageType = stageType): Item => ({
  id, type: "STAGE", stageType, category: null, stage: { type: offered }, ...price({ type: "STAGE", priceCents, depositCents: 10_000 }),
});
const bapteme = (id: string, category: (typeof BAPTEME_CATEGORIES)[number], { categoryPriceCents = 11_000, video = false } = {}): Item => ({
  id, type: "BAPTEME", stageType: null, category, stage: null, ...price({ type: "BAPTEME", categoryPriceCents, depositCents: 3_500, videoPriceCents: 2_500, video }),
});
const toBuy = (id: string, amountCents: number): Item => ({
  id, type: "GIFT_CARD", stageType: null, category: null, stage: null, ...price({ type: "GIFT_CARD", giftCard: { kind: "AMOUNT", amountCents }, activityPrice: null }),
});
const amountCard = (id: string, availableCents: number): Card => ({ id, spec: { kind: "AMOUNT", amountCents: 50_000 }, availableCents });
const activityCard = (id: string, spec: Extract<GiftCardSpec, { kind: "ACTIVITY" }>, availableCents = 11_000): Card => ({ id, spec, availableCents });
const forStage = (stageType: "INITIATION" | "PROGRESSION" | "AUTONOMIE" | "DOUBLE") => ({ kind: "ACTIVITY" as const, activity: "STAGE" as const, stageType });
const forBapteme = (category: (typeof BAPTEME_CATEGORIES)[number], video = false) => ({ kind: "ACTIVITY" as const, activity: "BAPTEME" as const, category, video });

const paidOf = (coverage: CoveragePart[], itemId: string) => sumCents(coverage.filter((part) => part.itemId === itemId).map(({ amountCents }) => amountCents));

describe("what an item costs", () => {
  test("a stage: its deposit now, the rest at the school", () => {
    expect(priceItem({ type: "STAGE", priceCents: 45_000, depositCents: 10_000 })).toEqual({ priceCents: 45_000, dueNowCents: 10_000, balanceCents: 35_000, videoCents: 0 });
  });

  test("a baptême with video: the deposit and the whole video now", () => {
    expect(priceItem({ type: "BAPTEME", categoryPriceCents: 11_000, depositCents: 3_500, videoPriceCents: 2_500, video: true })).toEqual({
      priceCents: 13_500, dueNowCents: 6_000, balanceCents: 7_500, videoCents: 2_500,
    });
  });

  test("a baptême cheaper than the deposit is paid in full now", () => {
    expect(priceItem({ type: "BAPTEME", categoryPriceCents: 3_000, depositCents: 3_500, videoPriceCents: 2_500, video: false })).toEqual({
      priceCents: 3_000, dueNowCents: 3_000, balanceCents: 0, videoCents: 0,
    });
  });

  test("a gift card is paid in full now, an activity at today's price, its video on top", () => {
    expect(priceItem({ type: "GIFT_CARD", giftCard: { kind: "AMOUNT", amountCents: 5_000 }, activityPrice: null })).toMatchObject({ priceCents: 5_000, dueNowCents: 5_000, balanceCents: 0 });
    const activityPrice = { priceCents: 11_000, videoPriceCents: 2_500 };
    expect(priceItem({ type: "GIFT_CARD", giftCard: forBapteme("AVENTURE", true), activityPrice })).toMatchObject({ priceCents: 13_500, dueNowCents: 13_500, balanceCents: 0 });
    expect(priceItem({ type: "GIFT_CARD", giftCard: forBapteme("AVENTURE"), activityPrice })).toMatchObject({ priceCents: 11_000, dueNowCents: 11_000, balanceCents: 0 });
  });

  test("what the school no longer offers has no price", () => {
    expect(priceItem({ type: "BAPTEME", categoryPriceCents: null, depositCents: 3_500, videoPriceCents: 2_500, video: false })).toBeNull();
    expect(priceItem({ type: "GIFT_CARD", giftCard: forStage("DOUBLE"), activityPrice: null })).toBeNull();
  });
});

describe("an activity card", () => {
  test("pays the whole of the dearest item that it fits, deposit and balance, and no other", () => {
    const items = [bapteme("cheap", "AVENTURE", { categoryPriceCents: 10_000 }), bapteme("dear", "AVENTURE"), bapteme("dearest of another kind", "LONGUE_DUREE", { categoryPriceCents: 18_500 })];

    expect(coverCart(items, [activityCard("card", forBapteme("AVENTURE"))])).toEqual([
      { giftCardId: "card", itemId: "dear", part: "DUE_NOW", amountCents: 3_500 },
      { giftCardId: "card", itemId: "dear", part: "BALANCE", amountCents: 7_500 },
    ]);
  });

  test("leaves the video due now unless it includes it", () => {
    const items = [bapteme("filmed", "AVENTURE", { video: true })];

    const without = coverCart(items, [activityCard("card", forBapteme("AVENTURE", false))]);
    expect(totalsOf(items, without)).toEqual({ subtotalCents: 13_500, giftCardCents: 11_000, dueNowCents: 2_500, balanceCents: 0 });

    const withVideo = coverCart(items, [activityCard("card", forBapteme("AVENTURE", true))]);
    expect(totalsOf(items, withVideo)).toEqual({ subtotalCents: 13_500, giftCardCents: 13_500, dueNowCents: 0, balanceCents: 0 });
  });

  test("for a stage fits the type that the visitor chose; one for a double stage fits a double stage", () => {
    const chosen = stage("double", "PROGRESSION", 55_000, "DOUBLE");

    expect(paidOf(coverCart([chosen], [activityCard("card", forStage("PROGRESSION"))]), "double")).toBe(55_000);
    expect(paidOf(coverCart([chosen], [activityCard("card", forStage("DOUBLE"))]), "double")).toBe(55_000);
    expect(coverCart([chosen], [activityCard("card", forStage("INITIATION"))])).toEqual([]);
    expect(coverCart([stage("plain", "PROGRESSION")], [activityCard("card", forStage("DOUBLE"))])).toEqual([]);
  });

  test("of two, each pays another item, in the order in which they were put on the cart", () => {
    const items = [bapteme("cheap", "AVENTURE", { categoryPriceCents: 10_000 }), bapteme("dear", "AVENTURE")];

    const coverage = coverCart(items, [activityCard("first", forBapteme("AVENTURE")), activityCard("second", forBapteme("AVENTURE")), activityCard("third", forBapteme("AVENTURE"))]);

    expect(coverage.filter(({ part }) => part === "BALANCE").map(({ giftCardId, itemId }) => [giftCardId, itemId])).toEqual([["first", "dear"], ["second", "cheap"]]);
  });

  test("that is used up or kept elsewhere pays nothing, and never for a gift card to buy", () => {
    expect(coverCart([bapteme("one", "AVENTURE")], [activityCard("card", forBapteme("AVENTURE"), 0)])).toEqual([]);
    expect(coverCart([toBuy("one", 11_000)], [activityCard("card", forBapteme("AVENTURE"))])).toEqual([]);
  });
});

describe("an amount card", () => {
  test("pays all that is due now, in the cart's order, before any balance", () => {
    const items = [stage("stage", "INITIATION"), bapteme("flight", "AVENTURE"), toBuy("card to buy", 5_000)];

    expect(coverCart(items, [amountCard("card", 20_000)])).toEqual([
      { giftCardId: "card", itemId: "stage", part: "DUE_NOW", amountCents: 10_000 },
      { giftCardId: "card", itemId: "flight", part: "DUE_NOW", amountCents: 3_500 },
      { giftCardId: "card", itemId: "card to buy", part: "DUE_NOW", amountCents: 5_000 },
      { giftCardId: "card", itemId: "stage", part: "BALANCE", amountCents: 1_500 },
    ]);
  });

  test("leaves 50 cents, the least that can be charged, rather than a rest of a few cents", () => {
    const items = [stage("stage", "INITIATION")];

    const coverage = coverCart(items, [amountCard("almost", 9_980)]);

    expect(totalsOf(items, coverage)).toMatchObject({ dueNowCents: 50, giftCardCents: 9_950 });
  });

  test("goes on where the one before it ended", () => {
    const coverage = coverCart([stage("stage", "INITIATION")], [amountCard("small", 4_000), amountCard("large", 100_000)]);

    expect(coverage).toEqual([
      { giftCardId: "small", itemId: "stage", part: "DUE_NOW", amountCents: 4_000 },
      { giftCardId: "large", itemId: "stage", part: "DUE_NOW", amountCents: 6_000 },
      { giftCardId: "large", itemId: "stage", part: "BALANCE", amountCents: 35_000 },
    ]);
  });

  test("comes after every activity card, whatever the order in which they were put on the cart", () => {
    const items = [bapteme("filmed", "AVENTURE", { video: true }), stage("stage", "INITIATION")];

    const coverage = coverCart(items, [amountCard("amount", 3_000), activityCard("activity", forBapteme("AVENTURE"))]);

    expect(coverage.slice(2)).toEqual([
      { giftCardId: "amount", itemId: "filmed", part: "DUE_NOW", amountCents: 2_500 },
      { giftCardId: "amount", itemId: "stage", part: "DUE_NOW", amountCents: 500 },
    ]);
  });
});

describe("what is left of a card", () => {
  const noon = new Date("2027-01-01T12:00:00Z");
  const card = { kind: "AMOUNT" as const, balanceCents: 5_000, keptCents: 0, expiresAt: new Date("2027-01-01T12:00:01Z") };

  test("is its balance less what other orders keep, never below zero", () => {
    expect(availableOf({ ...card, keptCents: 2_000 }, noon)).toBe(3_000);
    expect(availableOf({ ...card, keptCents: 5_000 }, noon)).toBe(0);
    expect(availableOf({ ...card, keptCents: 6_000 }, noon)).toBe(0);
  });

  test("is nothing from the instant when it expires", () => {
    expect(availableOf({ ...card, expiresAt: noon }, noon)).toBe(0);
  });

  test("of an activity card is all or nothing, even when the price that an order keeps differs from what was paid for it", () => {
    expect(availableOf({ ...card, kind: "ACTIVITY" }, noon)).toBe(5_000);
    expect(availableOf({ ...card, kind: "ACTIVITY", keptCents: 4_000 }, noon)).toBe(0);
  });
});

describe("whatever is in the cart and on it", () => {
  const cents = fc.integer({ min: 0, max: 100_000 });
  const category = fc.constantFrom(...BAPTEME_CATEGORIES.slice(0, 2));
  const stageType = fc.constantFrom("INITIATION" as const, "PROGRESSION" as const);
  const anyItem: fc.Arbitrary<Omit<Item, "id">> = fc.oneof(
    fc.record({ stageType, priceCents: cents, depositShare: fc.double({ min: 0, max: 1, noNaN: true }), double: fc.boolean() }).map(({ stageType, priceCents, depositShare, double }) => ({
      type: "STAGE" as const, stageType, category: null, stage: { type: double ? ("DOUBLE" as const) : stageType }, ...price({ type: "STAGE", priceCents, depositCents: Math.floor(priceCents * depositShare) }),
    })),
    fc.record({ category, categoryPriceCents: cents, depositCents: cents, videoPriceCents: cents, video: fc.boolean() }).map(({ category, ...offer }) => ({
      type: "BAPTEME" as const, stageType: null, category, stage: null, ...price({ type: "BAPTEME", ...offer }),
    })),
    cents.map((amountCents) => ({ type: "GIFT_CARD" as const, stageType: null, category: null, stage: null, ...price({ type: "GIFT_CARD", giftCard: { kind: "AMOUNT", amountCents }, activityPrice: null }) })),
  );
  const anySpec: fc.Arbitrary<GiftCardSpec> = fc.oneof(
    fc.constant({ kind: "AMOUNT" as const, amountCents: 1 }),
    fc.constantFrom("INITIATION" as const, "PROGRESSION" as const, "DOUBLE" as const).map(forStage),
    fc.tuple(category, fc.boolean()).map(([one, video]) => forBapteme(one, video)),
  );
  const anyCart = fc.array(anyItem, { maxLength: 8 }).map((items): Item[] => items.map((item, index) => ({ ...item, id: `item ${index}` })));
  const anyCards = fc.array(fc.record({ spec: anySpec, availableCents: cents }), { maxLength: 5 }).map((cards): Card[] => cards.map((card, index) => ({ ...card, id: `card ${index}` })));

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
          expect(sumCents(parts.filter(({ part }) => part === "DUE_NOW").map(({ amountCents }) => amountCents))).toBeLessThanOrEqual(item.dueNowCents);
          expect(sumCents(parts.filter(({ part }) => part === "BALANCE").map(({ amountCents }) => amountCents))).toBeLessThanOrEqual(item.balanceCents);
        }
        expect(new Set(coverage.map(({ giftCardId, itemId, part }) => `${giftCardId} ${itemId} ${part}`)).size).toBe(coverage.length);
      }),
    );
  });

  test("an amount card pays no more than it holds, and all of it while anything is left to pay", () => {
    fc.assert(
      fc.property(anyCart, anyCards, (items, cards) => {
        const coverage = coverCart(items, cards);
        const { dueNowCents, balanceCents } = totalsOf(items, coverage);
        for (const card of cards.filter(({ spec }) => spec.kind === "AMOUNT")) {
          const used = sumCents(coverage.filter(({ giftCardId }) => giftCardId === card.id).map(({ amountCents }) => amountCents));
          expect(used).toBeLessThanOrEqual(card.availableCents);
        }
        // What it does not give although something is left to pay is the cents that make the rest chargeable.
        const unusedCents = sumCents(cards.filter(({ spec }) => spec.kind === "AMOUNT").map((card) => card.availableCents)) - sumCents(coverage.filter(({ giftCardId }) => cards.some(({ id, spec }) => id === giftCardId && spec.kind === "AMOUNT")).map(({ amountCents }) => amountCents));
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
        const paidNowByAmountCards = coverage.some(({ giftCardId, part }) => part === "DUE_NOW" && cards.some(({ id, spec }) => id === giftCardId && spec.kind === "AMOUNT"));
        if (paidNowByAmountCards && dueNowCents > 0) expect(dueNowCents).toBeGreaterThanOrEqual(50);
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
        const pairs = [...new Set(coverage.map(({ giftCardId, itemId }) => `${giftCardId}|${itemId}`))].map((pair) => pair.split("|"));
        expect(new Set(pairs.map(([card]) => card)).size).toBe(pairs.length);
        expect(new Set(pairs.map(([, item]) => item)).size).toBe(pairs.length);
      }),
    );
  });
});
