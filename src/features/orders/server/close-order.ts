import { letGoOfOrderPlaces } from "@/features/bookings/server/secure-places";
import type { Tx } from "@/db/client";
import type { CancelReason } from "@/db/schema/status-words";
import { findOrderLines, isPayable, type LockedOrder } from "./locked-order";
import { markOrderClosed } from "./queries";

/**
 * The order can no longer be paid: Stripe has said that its PaymentIntent is cancelled. The reason is the one that was written
 * before Stripe was asked; without one, somebody cancelled at Stripe. A failed payment's reason stays, unless the visitor made
 * another order of the cart.
 */
export async function closeOrder(tx: Tx, order: LockedOrder, now: Date): Promise<"closed" | "closed-already"> {
  if (!isPayable(order)) return "closed-already";
  const reason = reasonOf(order);
  await markOrderClosed(tx, order, reason, now);
  const lineIds = (await findOrderLines(tx, order.id)).map((line) => line.id);
  // The time to pay is over: the places are for others. Else the visitor is still here, and the cart keeps them for their time.
  await letGoOfOrderPlaces(tx, lineIds, order.closeReason === "expired" ? "released" : "left-to-the-cart");
  return "closed";
}

function reasonOf(order: LockedOrder): CancelReason {
  if (order.closeReason === "replaced" || order.closeReason === "staff") return order.closeReason;
  if (order.status === "CANCELLED" && order.cancelReason !== null) return order.cancelReason;
  return order.closeReason ?? "payment_canceled";
}
