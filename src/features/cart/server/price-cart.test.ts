import { expect, test } from "vitest";
import { transaction } from "@/db/transaction";
import { now } from "@/lib/clock";
import { givenBapteme, givenCart, givenGiftCard, givenStage } from "../../../../tests/support/given";
import { priceCart, priceCartForOrder } from "./price-cart";
import { findCartSession } from "./session";

test("a cart of everything is priced, covered and totalled in one reading", async () => {
  const stage = await givenStage({ type: "DOUBLE" });
  const bapteme = await givenBapteme();
  const forBapteme = await givenGiftCard({ kind: "ACTIVITY" });
  const amount = await givenGiftCard({ amountCents: 12_000 });
  const cart = await givenCart({
    items: [
      { stage, stageType: "PROGRESSION" },
      { bapteme, video: true },
      { giftCard: { kind: "AMOUNT", amountCents: 5_000 } },
    ],
    giftCards: [amount, forBapteme],
  });

  const priced = await priceCart(null, { id: cart.sessionId }, now());
  if (priced === null) throw new Error("a given cart has vanished");

  expect(
    priced.items.map(({ type, priceCents, dueNowCents, balanceCents, sellable }) => ({
      type,
      priceCents,
      dueNowCents,
      balanceCents,
      sellable,
    })),
  ).toEqual([
    { type: "STAGE", priceCents: 45_000, dueNowCents: 10_000, balanceCents: 35_000, sellable: true },
    { type: "BAPTEME", priceCents: 13_500, dueNowCents: 6_000, balanceCents: 7_500, sellable: true },
    { type: "GIFT_CARD", priceCents: 5_000, dueNowCents: 5_000, balanceCents: 0, sellable: true },
  ]);
  expect(priced.giftCards.map(({ id, usedCents }) => ({ id, usedCents }))).toEqual([
    { id: amount.id, usedCents: 12_000 },
    { id: forBapteme.id, usedCents: 11_000 },
  ]);
  // 21 000 due now, of which the activity card pays 3 500 and the amount card 12 000.
  expect(priced.totals).toEqual({
    subtotalCents: 63_500,
    giftCardCents: 23_000,
    dueNowCents: 5_500,
    balanceCents: 35_000,
  });
  expect(priced.shownDueNowCents).toBe(5_500);
  expect(priced.items[0]?.hold?.live).toBe(true);
  expect(priced.items[2]?.hold).toBeNull();
});

test("locked for an order, the cart reads the same", async () => {
  const cart = await givenCart({ giftCards: [await givenGiftCard(), await givenGiftCard()] });

  const locked = await transaction((tx) => priceCartForOrder(tx, cart.sessionId, now()));

  expect(locked).toEqual(await priceCart(null, { token: cart.token }, now()));
});

test("the cookie's token opens its cart, and no other text does", async () => {
  const cart = await givenCart();

  expect(await findCartSession(null, cart.token)).toEqual({ id: cart.sessionId, locale: "fr" });
  expect(await findCartSession(null, cart.sessionId)).toBeNull();
  expect(await findCartSession(null, "A".repeat(43))).toBeNull();
  expect(await findCartSession(null, undefined)).toBeNull();
});
