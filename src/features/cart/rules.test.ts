import { describe, expect, test } from "vitest";
import type { BaptemeCategory } from "@/db/schema/catalogue-words";
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

const stage = (
  id: string,
  stageType: "INITIATION" | "PROGRESSION" | "AUTONOMIE",
  priceCents = 45_000,
  offered: "DOUBLE" | typeof stageType = stageType,
): Item => ({
  id,
  type: "STAGE",
  stageType,
  category: null,
  stage: { type: offered },
  ...price({ type: "STAGE", priceCents, depositCents: 10_000 }),
});
const bapteme = (id: string, category: BaptemeCategory, { categoryPriceCents = 11_000, video = false } = {}): Item => ({
  id,
  type: "BAPTEME",
  stageType: null,
  category,
  stage: null,
  ...price({ type: "BAPTEME", categoryPriceCents, depositCents: 3_500, videoPriceCents: 2_500, video }),
});
const toBuy = (id: string, amountCents: number): Item => ({
  id,
  type: "GIFT_CARD",
  stageType: null,
  category: null,
  stage: null,
  ...price({ type: "GIFT_CARD", giftCard: { kind: "AMOUNT", amountCents }, activityPrice: null }),
});
const amountCard = (id: string, availableCents: number): Card => ({
  id,
  spec: { kind: "AMOUNT", amountCents: 50_000 },
  availableCents,
});
const activityCard = (
  id: string,
  spec: Extract<GiftCardSpec, { kind: "ACTIVITY" }>,
  availableCents = 11_000,
): Card => ({ id, spec, availableCents });
const forStage = (stageType: "INITIATION" | "PROGRESSION" | "AUTONOMIE" | "DOUBLE") => ({
  kind: "ACTIVITY" as const,
  activity: "STAGE" as const,
  stageType,
});
const forBapteme = (category: BaptemeCategory, video = false) => ({
  kind: "ACTIVITY" as const,
  activity: "BAPTEME" as const,
  category,
  video,
});

const paidOf = (coverage: CoveragePart[], itemId: string) =>
  sumCents(coverage.filter((part) => part.itemId === itemId).map(({ amountCents }) => amountCents));

describe("what an item costs", () => {
  test("a stage: its deposit now, the rest at the school", () => {
    expect(priceItem({ type: "STAGE", priceCents: 45_000, depositCents: 10_000 })).toEqual({
      priceCents: 45_000,
      dueNowCents: 10_000,
      balanceCents: 35_000,
      videoCents: 0,
    });
  });

  test("a baptême with video: the deposit and the whole video now", () => {
    expect(
      priceItem({
        type: "BAPTEME",
        categoryPriceCents: 11_000,
        depositCents: 3_500,
        videoPriceCents: 2_500,
        video: true,
      }),
    ).toEqual({
      priceCents: 13_500,
      dueNowCents: 6_000,
      balanceCents: 7_500,
      videoCents: 2_500,
    });
  });

  test("a baptême cheaper than the deposit is paid in full now", () => {
    expect(
      priceItem({
        type: "BAPTEME",
        categoryPriceCents: 3_000,
        depositCents: 3_500,
        videoPriceCents: 2_500,
        video: false,
      }),
    ).toEqual({
      priceCents: 3_000,
      dueNowCents: 3_000,
      balanceCents: 0,
      videoCents: 0,
    });
  });

  test("a gift card is paid in full now, an activity at today's price, its video on top", () => {
    expect(
      priceItem({ type: "GIFT_CARD", giftCard: { kind: "AMOUNT", amountCents: 5_000 }, activityPrice: null }),
    ).toMatchObject({ priceCents: 5_000, dueNowCents: 5_000, balanceCents: 0 });
    const activityPrice = { priceCents: 11_000, videoPriceCents: 2_500 };
    expect(priceItem({ type: "GIFT_CARD", giftCard: forBapteme("AVENTURE", true), activityPrice })).toMatchObject({
      priceCents: 13_500,
      dueNowCents: 13_500,
      balanceCents: 0,
    });
    expect(priceItem({ type: "GIFT_CARD", giftCard: forBapteme("AVENTURE"), activityPrice })).toMatchObject({
      priceCents: 11_000,
      dueNowCents: 11_000,
      balanceCents: 0,
    });
  });

  test("what the school no longer offers has no price", () => {
    expect(
      priceItem({
        type: "BAPTEME",
        categoryPriceCents: null,
        depositCents: 3_500,
        videoPriceCents: 2_500,
        video: false,
      }),
    ).toBeNull();
    expect(priceItem({ type: "GIFT_CARD", giftCard: forStage("DOUBLE"), activityPrice: null })).toBeNull();
  });
});

describe("an activity card", () => {
  test("pays the whole of the dearest item that it fits, deposit and balance, and no other", () => {
    const items = [
      bapteme("cheap", "AVENTURE", { categoryPriceCents: 10_000 }),
      bapteme("dear", "AVENTURE"),
      bapteme("dearest of another kind", "LONGUE_DUREE", { categoryPriceCents: 18_500 }),
    ];

    expect(coverCart(items, [activityCard("card", forBapteme("AVENTURE"))])).toEqual([
      { giftCardId: "card", itemId: "dear", part: "DUE_NOW", amountCents: 3_500 },
      { giftCardId: "card", itemId: "dear", part: "BALANCE", amountCents: 7_500 },
    ]);
  });

  test("leaves the video due now unless it includes it", () => {
    const items = [bapteme("filmed", "AVENTURE", { video: true })];

    const without = coverCart(items, [activityCard("card", forBapteme("AVENTURE", false))]);
    expect(totalsOf(items, without)).toEqual({
      subtotalCents: 13_500,
      giftCardCents: 11_000,
      dueNowCents: 2_500,
      balanceCents: 0,
    });

    const withVideo = coverCart(items, [activityCard("card", forBapteme("AVENTURE", true))]);
    expect(totalsOf(items, withVideo)).toEqual({
      subtotalCents: 13_500,
      giftCardCents: 13_500,
      dueNowCents: 0,
      balanceCents: 0,
    });
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

    const coverage = coverCart(items, [
      activityCard("first", forBapteme("AVENTURE")),
      activityCard("second", forBapteme("AVENTURE")),
      activityCard("third", forBapteme("AVENTURE")),
    ]);

    expect(
      coverage.filter(({ part }) => part === "BALANCE").map(({ giftCardId, itemId }) => [giftCardId, itemId]),
    ).toEqual([
      ["first", "dear"],
      ["second", "cheap"],
    ]);
  });

  test("for a stage pays no baptême, and one for a double stage none of which the stage is unknown", () => {
    const unknown = { ...stage("s", "INITIATION"), stage: null };
    const cards = [activityCard("c", forStage("PROGRESSION")), activityCard("d", forStage("DOUBLE"))];
    expect(coverCart([bapteme("b", "DUREE"), toBuy("g", 5_000), unknown], cards)).toEqual([]);
  });

  test("of items that are equally dear pays the first", () => {
    const coverage = coverCart(
      [bapteme("first", "DUREE"), bapteme("second", "DUREE")],
      [activityCard("c", forBapteme("DUREE"))],
    );
    expect(new Set(coverage.map(({ itemId }) => itemId))).toEqual(new Set(["first"]));
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

  test("takes those cents from the last card on, and one that then pays nothing is left out", () => {
    const coverage = coverCart(
      [toBuy("a", 100), toBuy("b", 60)],
      [amountCard("x", 100), amountCard("y", 15), amountCard("z", 25)],
    );
    expect(coverage).toEqual([
      { giftCardId: "x", itemId: "a", part: "DUE_NOW", amountCents: 100 },
      { giftCardId: "y", itemId: "b", part: "DUE_NOW", amountCents: 10 },
    ]);
  });

  test("pays nothing of a cart of which 50 cents are due and it could pay a part", () => {
    expect(coverCart([toBuy("a", 50)], [amountCard("x", 30)])).toEqual([]);
  });

  test("gives what it can where so little is due that nothing could be charged anyway", () => {
    const coverage = coverCart([toBuy("two cents", 2)], [amountCard("one cent", 1)]);

    expect(paidOf(coverage, "two cents")).toBe(1);
  });

  test("goes on where the one before it ended", () => {
    const coverage = coverCart(
      [stage("stage", "INITIATION")],
      [amountCard("small", 4_000), amountCard("large", 100_000)],
    );

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
  const card = {
    kind: "AMOUNT" as const,
    balanceCents: 5_000,
    keptCents: 0,
    expiresAt: new Date("2027-01-01T12:00:01Z"),
  };

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
