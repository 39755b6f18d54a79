import { eq, sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { cartSessions } from "@/db/schema/cart-sessions";
import { addMs, DAY_MS, now } from "@/lib/clock";
import { givenOrderIsClosed } from "../../../../tests/support/closed-order";
import { givenCart } from "../../../../tests/support/given";
import { expectInvariants } from "../../../../tests/support/invariants";
import { givenOrder, givenPlaced } from "../../../../tests/support/orders";
import { whileLocked } from "../../../../tests/support/while-locked";
import { removeOldCarts } from "./jobs";

afterEach(() => expectInvariants());

/** A cart that nobody has used for a long time, with an order that has ended. */
async function givenOldCart() {
  const cart = await givenCart({ lastUsedAt: addMs(now(), -40 * DAY_MS) });
  const order = await givenOrder({ cart });
  await givenOrderIsClosed(order);
  return { sessionId: cart.sessionId, lockOfOrder: sql`select from orders where id = ${order.id} for update` };
}
const stands = async (sessionId: string) =>
  (await db().select().from(cartSessions).where(eq(cartSessions.id, sessionId))).length === 1;

test("whoever removes old carts waits for those who are at their orders, before the carts: orders first, as everywhere", async () => {
  const { sessionId, lockOfOrder } = await givenOldCart();

  const { statements } = await whileLocked(lockOfOrder, removeOldCarts);

  expect(statements).toEqual([expect.stringMatching(/from "orders" .* for update$/)]);
  expect(await stands(sessionId)).toBe(false);
});

test("an old cart of which an order can be paid is passed over: its removal waits for nobody at that order", async () => {
  const cart = await givenCart();
  const order = await givenOrder({ cart });
  await db()
    .update(cartSessions)
    .set({ lastUsedAt: addMs(now(), -40 * DAY_MS) })
    .where(eq(cartSessions.id, cart.sessionId));

  const { waited, outcome } = await whileLocked(
    sql`select from orders where id = ${order.id} for update`,
    removeOldCarts,
  );

  expect({ waited, outcome }).toEqual({ waited: false, outcome: 0 });
  expect(await stands(cart.sessionId)).toBe(true);
});

test("a cart that is used again while its removal waits stays", async () => {
  const { sessionId, lockOfOrder } = await givenOldCart();

  await whileLocked(lockOfOrder, removeOldCarts, (tx) =>
    tx.update(cartSessions).set({ lastUsedAt: now() }).where(eq(cartSessions.id, sessionId)),
  );

  expect(await stands(sessionId)).toBe(true);
});

test("a cart of which an order is made while its removal waits stays", async () => {
  const { sessionId, lockOfOrder } = await givenOldCart();

  await whileLocked(lockOfOrder, removeOldCarts, (tx) => givenPlaced(tx, sessionId));

  expect(await stands(sessionId)).toBe(true);
});
