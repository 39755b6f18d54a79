import { db, type Tx } from "@/db/client";
import { transaction } from "@/db/transaction";
import type { EventSource } from "@/db/schema/processed-webhook-events";
import type { CancelReason } from "@/db/schema/status-words";
import { applyPaymentIntent } from "@/features/payments/server/apply-payment-intent";
import { addMs, now } from "@/lib/clock";
import { crashPoint } from "@/lib/crash-point";
import { cancelPaymentIntent } from "@/lib/stripe";
import { closeOrder } from "./close-order";
import { isPayable, lockOrder, stripePaymentOf, type LockedOrder } from "./locked-order";
import { paymentIntentOfOrder } from "./payment-intent-of-order";
import { forgetClosing, markOrderClosing } from "./queries";

export type Ended = "closed" | "paid" | "bank-is-processing" | "not-due";

/** While one worker or visitor is at it, others leave the order alone: longer than our calls to Stripe take, shorter than a minute. */
const LEASE_MS = 45_000;
const LONGEST_WAIT_MS = 10 * 60_000;
const ENDED_OR_UNDER_WAY: ReadonlySet<string> = new Set(["canceled", "succeeded", "processing"]);

/**
 * Ends an order that shall no longer be paid: its reason is committed, then its PaymentIntent is cancelled at Stripe, and only
 * when Stripe says that no money can come any more are its places and gift cards let go. If money was faster, the order is paid
 * instead. Killed at any line, it is done again from the start: cancelling twice is cancelling once.
 * @throws StripeUnavailable and the like: nothing is let go; the job comes back with back-off.
 */
export async function endOrder(orderId: string, reason: CancelReason, source: EventSource): Promise<Ended> {
  const order = await transaction((tx) => beginClosing(tx, orderId, reason));
  if (order === "bank-is-processing" || order === "not-due") return order;
  if (order === null) return "closed";
  if (!isPayable(order)) return order.paidAt === null ? "closed" : "paid";

  const payment = stripePaymentOf(order);
  const intent = payment === undefined ? null : await paymentIntentOfOrder({ ...order, payment });
  if (intent === null) {
    await transaction((tx) => closeNow(tx, orderId));
    return "closed";
  }
  // Stripe can sometimes cancel a bank debit that is under way, but it is the customer's answer to us: it is waited for.
  await crashPoint("reason-committed-before-cancel-at-stripe");
  const ended = ENDED_OR_UNDER_WAY.has(intent.status) ? intent : await cancelPaymentIntent(intent.id);
  await crashPoint("cancelled-at-stripe-before-release");
  const news = { intent: ended, livemode: ended.livemode, asked: true, source, event: null };
  switch (ended.status) {
    case "canceled":
      await applyPaymentIntent({ ...news, happened: "canceled" });
      return "closed";
    case "succeeded": {
      const applied = await applyPaymentIntent({ ...news, happened: "succeeded" });
      if (applied.outcome !== "parked") return "paid";
      // The money contradicts the order: it waits for staff, recorded; the places need not wait with it.
      await transaction((tx) => closeNow(tx, orderId));
      return "closed";
    }
    case "processing":
      await applyPaymentIntent({ ...news, happened: "processing" });
      // It is not being closed any more: if the bank says no, the visitor may try again.
      await forgetClosing(db(), orderId);
      return "bank-is-processing";
    default:
      throw new Error(`Stripe left a PaymentIntent ${ended.status} when asked to cancel it`);
  }
}

async function beginClosing(
  tx: Tx,
  orderId: string,
  reason: CancelReason,
): Promise<LockedOrder | null | "bank-is-processing" | "not-due"> {
  const order = await lockOrder(tx, orderId);
  if (order === null || order.payableUntil === null) return order;
  // Whoever found its time over may have found it a while ago: a declined attempt has given it more since.
  if (reason === "expired" && order.payableUntil > now()) return "not-due";
  if (stripePaymentOf(order)?.status === "PROCESSING") return "bank-is-processing";
  const wait = Math.min(LONGEST_WAIT_MS, LEASE_MS * 2 ** Math.min(order.closeAttempts, 8));
  await markOrderClosing(tx, orderId, reason, addMs(now(), wait));
  return order;
}

async function closeNow(tx: Tx, orderId: string): Promise<void> {
  const order = await lockOrder(tx, orderId);
  if (order !== null) await closeOrder(tx, order, now());
}
