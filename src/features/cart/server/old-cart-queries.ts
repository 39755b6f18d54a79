import { and, asc, inArray, isNotNull, lt, notExists, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { cartItems } from "@/db/schema/cart";
import { cartSessions } from "@/db/schema/cart-sessions";
import { orders } from "@/db/schema/orders";

export async function findOldCarts(tx: Tx, lastUsedBefore: Date, most: number): Promise<string[]> {
  const rows = await tx
    .select({ id: cartSessions.id })
    .from(cartSessions)
    .where(and(lt(cartSessions.lastUsedAt, lastUsedBefore), noPayableOrder(tx)))
    .orderBy(asc(cartSessions.lastUsedAt))
    .limit(most);
  return rows.map(({ id }) => id);
}

export async function lockOrdersOfCarts(tx: Tx, cartIds: string[]): Promise<void> {
  await tx
    .select({ id: orders.id })
    .from(orders)
    .where(inArray(orders.cartSessionId, cartIds))
    .orderBy(asc(orders.id))
    .for("update");
}

/** Those that are still old; one that somebody is at is being used. */
export async function lockOldCarts(tx: Tx, cartIds: string[], lastUsedBefore: Date): Promise<string[]> {
  const rows = await tx
    .select({ id: cartSessions.id })
    .from(cartSessions)
    .where(and(inArray(cartSessions.id, cartIds), lt(cartSessions.lastUsedAt, lastUsedBefore)))
    .orderBy(asc(cartSessions.id))
    .for("update", { skipLocked: true });
  if (rows.length === 0) return [];
  // Asked again now that no order can be made of them any more: one may have been, just before the lock.
  const ids = rows.map(({ id }) => id);
  const withoutOrder = await tx
    .select({ id: cartSessions.id })
    .from(cartSessions)
    .where(and(inArray(cartSessions.id, ids), noPayableOrder(tx)));
  return withoutOrder.map(({ id }) => id);
}

export async function findItemsOfCarts(tx: Tx, cartIds: string[]): Promise<string[]> {
  if (cartIds.length === 0) return [];
  const rows = await tx.select({ id: cartItems.id }).from(cartItems).where(inArray(cartItems.cartSessionId, cartIds));
  return rows.map(({ id }) => id);
}

/** Their items and the gift cards on them go with them (foreign keys). */
export async function deleteCarts(tx: Tx, cartIds: string[]): Promise<number> {
  if (cartIds.length === 0) return 0;
  const { rowCount } = await tx.delete(cartSessions).where(inArray(cartSessions.id, cartIds));
  return rowCount ?? 0;
}

const noPayableOrder = (tx: Tx): SQL =>
  notExists(
    tx
      .select({ one: sql`1` })
      .from(orders)
      .where(and(sql`${orders.cartSessionId} = ${cartSessions.id}`, isNotNull(orders.payableUntil))),
  );
