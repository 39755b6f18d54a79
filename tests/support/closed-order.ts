import { transaction } from "@/db/transaction";
import { closeOrder } from "@/features/orders/server/close-order";
import { lockOrder } from "@/features/orders/server/locked-order";
import { now } from "@/lib/clock";

/** Stripe has said that its PaymentIntent is cancelled: it keeps no place and no part of a gift card any more. */
export async function givenOrderIsClosed(order: { id: string }): Promise<void> {
  await transaction(async (tx) => {
    const locked = await lockOrder(tx, order.id);
    if (locked === null) throw new Error("no such order");
    await closeOrder(tx, locked, now());
  });
}
