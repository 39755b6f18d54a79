import { db, type Tx } from "@/db/client";
import type { EventSource } from "@/db/schema/processed-webhook-events";
import { transaction } from "@/db/transaction";
import {
  findOrderOfPaymentIntent,
  lockOrderOf,
  type LockedOrder,
  type OrderPayment,
} from "@/features/orders/server/locked-order";
import { now } from "@/lib/clock";
import { retrievePaymentIntent, type RefundFacts } from "@/lib/stripe";
import { applyPaymentIntent } from "./apply-payment-intent";
import { claimedBefore } from "./claim-news";
import { PaymentNotSucceeded, type Applied, type TellingEvent } from "./news";
import { recordRefund } from "./record-refund";

type RefundNews = { paymentIntentId: string; refunds: RefundFacts[]; source: EventSource; event: TellingEvent | null };

/**
 * Refunds of one PaymentIntent, by whoever tells us. If the money itself has not been told yet (events come in any order), the
 * payment goes first, by the one way in.
 */
export async function applyRefunds(news: RefundNews): Promise<Applied> {
  if ((await findOrderOfPaymentIntent(db(), news.paymentIntentId)) === null)
    return { outcome: "ignored", effect: "foreign", orderId: null };
  const told = await transaction((tx) => recordInTransaction(tx, news));
  if (told !== "payment-first") return told;

  const intent = await retrievePaymentIntent(news.paymentIntentId);
  if (intent.status === "succeeded") {
    await applyPaymentIntent({
      happened: "succeeded",
      intent,
      livemode: intent.livemode,
      asked: true,
      source: news.source,
      event: null,
    });
  }
  const answered = await transaction((tx) => recordInTransaction(tx, news));
  if (answered === "payment-first")
    throw new PaymentNotSucceeded("a refund was told of a payment that Stripe does not call succeeded");
  return answered;
}

async function recordInTransaction(tx: Tx, news: RefundNews): Promise<Applied | "payment-first"> {
  const at = now();
  const found = await lockPaymentOf(tx, news.paymentIntentId);
  if (!found) return { outcome: "ignored", effect: "foreign", orderId: null };
  const { order, payment } = found;
  if (payment.receivedCents === null) return "payment-first";
  if (
    news.event &&
    (await claimedBefore(
      tx,
      news.event,
      {
        effect: news.refunds.length > 0 ? "refund-recorded" : "nothing-new",
        objectId: news.paymentIntentId,
        orderId: order.id,
        source: news.source,
      },
      at,
    ))
  ) {
    return { outcome: "duplicate", effect: "nothing-new", orderId: order.id };
  }
  let changed = false;
  for (const refund of news.refunds) changed = (await recordRefund(tx, order, payment, refund, at)) || changed;
  return {
    outcome: changed ? "processed" : "duplicate",
    effect: changed ? "refund-recorded" : "nothing-new",
    orderId: order.id,
  };
}

export async function lockPaymentOf(
  tx: Tx,
  paymentIntentId: string,
): Promise<{ order: LockedOrder; payment: OrderPayment } | null> {
  const order = await lockOrderOf(tx, { paymentIntentId });
  const payment = order?.payments.find((one) => one.stripePaymentIntentId === paymentIntentId);
  return order && payment ? { order, payment } : null;
}
