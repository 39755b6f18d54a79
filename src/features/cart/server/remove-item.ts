import { transaction } from "@/db/transaction";
import { releaseHoldsOfItems } from "@/features/bookings/server/release-holds";
import { lockItem } from "./item-in-cart";
import { deleteItem } from "./queries";

/** A visitor takes something out. Its place is free at once, unless an order that can still be paid needs it: then that order keeps it. */
export async function removeItem(token: string | undefined, itemId: string): Promise<void> {
  await transaction(async (tx) => {
    const { item } = await lockItem(tx, token, itemId);
    await releaseHoldsOfItems(tx, [item.id]);
    await deleteItem(tx, item.id);
  });
}
