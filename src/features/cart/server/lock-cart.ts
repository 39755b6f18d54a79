import type { Tx } from "@/db/client";
import { statement } from "@/db/statement";

/**
 * Whoever changes a cart, or makes an order of it, waits here for the one who is at it: two tabs are one after the other.
 * False when the cart is gone.
 */
export async function lockCart(tx: Tx, sessionId: string): Promise<boolean> {
  return (await lock(tx, [sessionId])).length === 1;
}

const lock = statement("lock-cart", "select id from cart_sessions where id = $1 for update");
