import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { cartItems } from "@/db/schema/cart";
import { giftCardEntries } from "@/db/schema/gift-card-entries";
import { transaction } from "@/db/transaction";
import { now } from "@/lib/clock";
import { givenBapteme, givenCart, givenGiftCard, givenStage } from "../../../../tests/support/given";
import { priceCart } from "./price-cart";
import { removeBoughtItems } from "./remove-bought-items";

test("what was bought leaves the cart; what was added since stays, and so does a card that still holds something", async () => {
  const [usedUp, leftOver, unused] = [await givenGiftCard(), await givenGiftCard(), await givenGiftCard()];
  const cart = await givenCart({
    items: [{ stage: await givenStage() }, { bapteme: await givenBapteme() }],
    giftCards: [usedUp, leftOver, unused],
  });
  const [bought, addedSince] = cart.items;
  await db()
    .insert(giftCardEntries)
    .values({ giftCardId: usedUp.id, kind: "ADJUST", amountCents: -usedUp.balanceCents, createdAt: now() });

  await transaction((tx) => removeBoughtItems(tx, cart.sessionId, [bought?.id ?? ""], [usedUp.id, leftOver.id]));

  const left = await priceCart(db(), cart.sessionId, now(), { lockGiftCards: false });
  expect(left.items.map(({ id }) => id)).toEqual([addedSince?.id]);
  expect(left.giftCards.map(({ id }) => id)).toEqual([leftOver.id, unused.id]);
});

test("an order takes nothing out of another visitor's cart", async () => {
  const usedUp = await givenGiftCard({ amountCents: 100 });
  const [mine, theirs] = [await givenCart({ giftCards: [usedUp] }), await givenCart({ giftCards: [usedUp] })];
  const itemId = theirs.items[0]?.id ?? "";
  await db()
    .insert(giftCardEntries)
    .values({ giftCardId: usedUp.id, kind: "ADJUST", amountCents: -100, createdAt: now() });

  await transaction((tx) => removeBoughtItems(tx, mine.sessionId, [itemId], [usedUp.id]));

  expect(await db().$count(cartItems, eq(cartItems.id, itemId))).toBe(1);
  expect((await priceCart(db(), theirs.sessionId, now(), { lockGiftCards: false })).giftCards).toHaveLength(1);
  expect((await priceCart(db(), mine.sessionId, now(), { lockGiftCards: false })).giftCards).toEqual([]);
});
