import type { Tx } from "@/db/client";
import { deleteHoldsOfItems } from "./hold-queries";

/**
 * The places of items that leave their cart go back to everybody, except those that an order or a booking needs: these lose
 * only their link to the item, when it is deleted. The caller has locked the cart.
 */
export async function releaseHoldsOfItems(tx: Tx, cartItemIds: string[]): Promise<void> {
  if (cartItemIds.length > 0) await deleteHoldsOfItems(tx, cartItemIds);
}
