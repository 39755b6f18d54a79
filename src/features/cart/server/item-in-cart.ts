import type { Tx } from "@/db/client";
import { notFound } from "@/lib/errors";
import { isUuid } from "@/lib/validate";
import type { Cart, CartItem } from "../schemas";
import { lockCart } from "./lock-cart";
import { findItem, type ItemInCart } from "./queries";

export type ChangedItem = { item: CartItem; cart: Cart };

/**
 * An item of the visitor's own cart, which is locked from here on.
 * @throws Refusal `not_found`: without a cart, and for an item of another's, the same as for one that never was.
 */
export async function lockItem(
  tx: Tx,
  token: string | undefined,
  itemId: string,
): Promise<{ sessionId: string; item: ItemInCart }> {
  const session = isUuid(itemId) ? await lockCart(tx, { token }) : null;
  if (session === null) throw notFound();
  const item = await findItem(tx, session.id, itemId);
  if (item === null) throw notFound();
  return { sessionId: session.id, item };
}

/** The item within the cart that is answered with it. */
export function itemOf(cart: Cart, itemId: string): ChangedItem {
  const item = cart.items.find(({ id }) => id === itemId);
  if (item === undefined) throw new Error(`the item ${itemId} is not in its cart`);
  return { item, cart };
}
