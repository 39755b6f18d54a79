import { extendOrderPlaces } from "@/features/bookings/server/secure-places";
import { queueEmails } from "@/features/notifications/server/queue-emails";
import type { Tx } from "@/db/client";
import { addMinutes, later } from "@/lib/clock";
import { config } from "@/lib/config";
import { findOrderLines, type LockedOrder, type OrderPayment } from "./locked-order";
import { markOrderFailed, markOrderPending, markPaymentFailed, markPaymentProcessing } from "./queries";

/**
 * An attempt was declined. At Stripe that is not the end of a PaymentIntent, so it is not the order's: the cart and the places
 * stay, and the visitor may try again on the same PaymentIntent.
 */
export async function failPayment(
  tx: Tx,
  order: LockedOrder,
  payment: OrderPayment,
  failure: { code: string; message: string | null },
  now: Date,
): Promise<"failed" | "nothing-new"> {
  if (order.payableUntil === null) {
    // The order has ended meanwhile, one way or another; only an unpaid payment can still be told its reason.
    if (payment.status !== "PENDING" && payment.status !== "PROCESSING") return "nothing-new";
    await markPaymentFailed(tx, payment.id, failure);
    return "failed";
  }
  await markPaymentFailed(tx, payment.id, failure);
  const { RETRY_MINUTES } = config();
  await markOrderFailed(tx, order, later(order.payableUntil, addMinutes(now, RETRY_MINUTES)), now);
  const lineIds = (await findOrderLines(tx, order.id)).map((line) => line.id);
  await extendOrderPlaces(tx, lineIds, addMinutes(now, RETRY_MINUTES));
  await queueEmails(
    tx,
    [{ kind: "PAYMENT_FAILED", orderId: order.id, subjectId: order.id, locale: order.locale, notBefore: now }],
    now,
  );
  return "failed";
}

/** The bank takes days: the order waits, and keeps its places until the payment ends one way or the other. */
export async function holdForBank(
  tx: Tx,
  order: LockedOrder,
  payment: OrderPayment,
): Promise<"processing" | "nothing-new"> {
  if (order.payableUntil === null || payment.status === "PROCESSING") return "nothing-new";
  await markPaymentProcessing(tx, payment.id);
  if (order.status === "CANCELLED") await markOrderPending(tx, order.id);
  return "processing";
}
