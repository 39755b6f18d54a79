import type { Tx } from "@/db/client";
import { statement } from "@/db/statement";
import { type CartSession, THE_CART, valuesOf, type WhichCart } from "./session";

/**
 * Whoever changes a cart, or makes an order of it, waits here for the one who is at it: two tabs are one after the other.
 * Null when the cart is gone.
 */
export async function lockCart(tx: Tx, which: WhichCart): Promise<CartSession | null> {
  const [session] = await lock(tx, valuesOf(which));
  return session ?? null;
}

const lock = statement<CartSession>(
  "lock-cart",
  `select id, locale from cart_sessions where id = ${THE_CART} for update`,
);
