import { transaction } from "@/db/transaction";
import { releaseHoldsOfItems } from "@/features/bookings/server/release-holds";
import { addMs, DAY_MS, now } from "@/lib/clock";
import { config } from "@/lib/config";
import { deleteCarts, findItemsOfCarts, findOldCarts, lockOldCarts, lockOrdersOfCarts } from "./old-cart-queries";

/** Carts removed in one batch. Removing one touches its items, holds and orders. */
const BATCH = 100;

/**
 * Removes carts that nobody has used for a long time; never one of which an order can still be paid, for the payment empties it.
 * Its orders stay, without their cart. Returns how many were removed.
 */
export async function removeOldCarts(): Promise<number> {
  const at = now();
  const lastUsedBefore = addMs(at, -config().CART_DAYS * DAY_MS);
  return transaction(async (tx) => {
    const candidates = await findOldCarts(tx, lastUsedBefore, BATCH);
    if (candidates.length === 0) return 0;
    // Removing a cart writes to its orders, and orders come before carts in the lock order.
    await lockOrdersOfCarts(tx, candidates);
    const locked = await lockOldCarts(tx, candidates, lastUsedBefore);
    await releaseHoldsOfItems(tx, await findItemsOfCarts(tx, locked));
    return deleteCarts(tx, locked);
  });
}
