import { describe, expect, test } from "vitest";
import { giftCardSpec } from "@/features/cart/schemas";
import type { GiftCardOffer } from "@/features/catalogue/gift-card-offer";
import { noGiftCard, OWN, priceCentsOf, toGiftCardItem } from "./gift-card-values";

const offers: GiftCardOffer[] = [
  { activity: "BAPTEME", category: "AVENTURE", priceCents: 11_000, videoPriceCents: 2_500 },
  { activity: "STAGE", stageType: "INITIATION", priceCents: 45_000 },
];

describe("what the form says", () => {
  test("an amount of one's own is whole cents, comma or not", () => {
    const item = toGiftCardItem({ ...noGiftCard, preset: OWN, ownEuros: "75,55", name: "Léa" }, offers);

    expect(item).toEqual({
      type: "GIFT_CARD",
      giftCard: { kind: "AMOUNT", amountCents: 7_555 },
      recipient: { name: "Léa" },
    });
  });

  test("an activity keeps its video, a stage has none, and both are what the contract asks", () => {
    const bapteme = toGiftCardItem(
      { ...noGiftCard, kind: "ACTIVITY", activity: "BAPTEME AVENTURE", video: true },
      offers,
    );
    const stage = toGiftCardItem(
      { ...noGiftCard, kind: "ACTIVITY", activity: "STAGE INITIATION", video: true },
      offers,
    );

    expect(bapteme?.giftCard).toEqual({ kind: "ACTIVITY", activity: "BAPTEME", category: "AVENTURE", video: true });
    expect([bapteme, stage].map((item) => giftCardSpec.safeParse(item?.giftCard).success)).toEqual([true, true]);
  });

  test("without a chosen activity there is nothing to send", () => {
    expect(toGiftCardItem({ ...noGiftCard, kind: "ACTIVITY" }, offers)).toBeUndefined();
  });
});

test("the price on show follows the answers", () => {
  const bapteme = { ...noGiftCard, kind: "ACTIVITY" as const, activity: "BAPTEME AVENTURE" };

  expect([
    priceCentsOf(noGiftCard, offers),
    priceCentsOf(bapteme, offers),
    priceCentsOf({ ...bapteme, video: true }, offers),
  ]).toEqual([10_000, 11_000, 13_500]);
  expect(priceCentsOf({ ...noGiftCard, preset: OWN, ownEuros: "beaucoup" }, offers)).toBeUndefined();
});
