import { eq, inArray } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { holds } from "@/db/schema/bookings";
import { cartItems } from "@/db/schema/cart";
import { cartSessions } from "@/db/schema/cart-sessions";
import { orders } from "@/db/schema/orders";
import { transaction } from "@/db/transaction";
import { addMinutes, addMs, DAY_MS, now, setClock } from "@/lib/clock";
import { setConfig } from "@/lib/config";
import { givenOrderIsClosed } from "../../../../tests/support/closed-order";
import { givenCart, givenGiftCard, givenStage } from "../../../../tests/support/given";
import { givenOrder } from "../../../../tests/support/orders";
import { removeOldCarts } from "./jobs";
import { lockCart } from "./lock-cart";

beforeEach(async () => {
  setClock(new Date("2027-03-10T12:00:00Z"));
  await db().delete(cartSessions);
});
afterEach(() => {
  setClock();
  setConfig();
});

const daysAgo = (days: number) => addMs(now(), -days * DAY_MS);
const stands = async ({ sessionId }: { sessionId: string }) =>
  (await db().$count(cartSessions, eq(cartSessions.id, sessionId))) === 1;
const lastUsed = ({ sessionId }: { sessionId: string }, lastUsedAt: Date) =>
  db().update(cartSessions).set({ lastUsedAt }).where(eq(cartSessions.id, sessionId));

test("a cart is removed thirty days after its last use, with its items, and its places are free", async () => {
  const stage = await givenStage();
  const old = await givenCart({
    items: [{ stage }, { stage, hold: "lapsed" }],
    giftCards: [await givenGiftCard()],
    lastUsedAt: addMinutes(daysAgo(30), -1),
  });
  const used = await givenCart({ items: [{ stage }], lastUsedAt: daysAgo(30) });

  expect(await removeOldCarts()).toBe(1);

  expect([await stands(old), await stands(used)]).toEqual([false, true]);
  expect(
    await db().$count(
      cartItems,
      inArray(
        cartItems.id,
        old.items.map(({ id }) => id),
      ),
    ),
  ).toBe(0);
  expect(await db().$count(holds, eq(holds.stageId, stage.id))).toBe(1);
  expect(await removeOldCarts()).toBe(0);
});

test("how long carts are kept is a setting", async () => {
  const cart = await givenCart({ lastUsedAt: daysAgo(2) });

  expect(await removeOldCarts()).toBe(0);
  setConfig({ CART_DAYS: 1.5 });
  expect(await removeOldCarts()).toBe(1);
  expect(await stands(cart)).toBe(false);
});

test("a cart stays while an order of it can still be paid; when that is over it goes, and the order stays without it", async () => {
  const cart = await givenCart();
  const order = await givenOrder({ cart });
  await lastUsed(cart, daysAgo(40));

  expect(await removeOldCarts()).toBe(0);
  expect(await stands(cart)).toBe(true);

  await givenOrderIsClosed(order);
  expect(await removeOldCarts()).toBe(1);
  expect(
    await db().select({ cartSessionId: orders.cartSessionId }).from(orders).where(eq(orders.id, order.id)),
  ).toEqual([{ cartSessionId: null }]);
});

test("a cart that somebody is using this moment is left for the next time", async () => {
  const cart = await givenCart({ lastUsedAt: daysAgo(40) });

  await transaction(async (tx) => {
    await lockCart(tx, { id: cart.sessionId });
    expect(await removeOldCarts()).toBe(0);
  });

  expect(await removeOldCarts()).toBe(1);
});

test("several workers at once remove each cart once", async () => {
  const carts = await Promise.all(
    Array.from({ length: 30 }, () =>
      givenCart({ items: [{ giftCard: { kind: "AMOUNT", amountCents: 5_000 } }], lastUsedAt: daysAgo(31) }),
    ),
  );

  const removed = await Promise.all([removeOldCarts(), removeOldCarts(), removeOldCarts()]);

  expect(removed.reduce((sum, count) => sum + count, 0)).toBe(carts.length);
});
