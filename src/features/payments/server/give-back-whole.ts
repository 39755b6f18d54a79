import type { Tx } from "@/db/client";
import type { LockedOrder, OrderPayment } from "@/features/orders/server/locked-order";
import { raiseAlert } from "@/features/staff/server/raise-alert";
import { addToWorklist } from "@/features/staff/server/worklist";
import type { Applied, News } from "./news";
import { claimNews } from "./claim-news";
import { closeContradictions } from "./park-for-staff";
import { recordDuplicatePayment } from "./queries";
import { requestRefunds } from "./request-refunds";

/** A second success for an order that is paid: recorded, given back in full, and the order stays as it is (Y14). */
export async function giveBackWhole(
  tx: Tx,
  order: LockedOrder,
  payment: OrderPayment | null,
  news: News,
  now: Date,
): Promise<Applied> {
  if (!(await claimNews(tx, news, order.id, "duplicate-payment", now)))
    return { outcome: "duplicate", effect: "nothing-new", orderId: order.id };
  const amountCents = news.intent.amount_received ?? 0;
  if (amountCents <= 0) throw new Error("a success without money came as far as its refund");
  const paymentId = await recordDuplicatePayment(
    tx,
    payment,
    {
      orderId: order.id,
      paymentIntentId: news.intent.id,
      amountCents,
      currency: news.intent.currency,
      source: news.source,
    },
    now,
  );
  const { currency } = news.intent;
  await requestRefunds(tx, [{ orderId: order.id, paymentId, amountCents, currency, reason: "DUPLICATE" }], now);
  // Before the order was paid, this money may have waited as contradicting it.
  closeContradictions(
    tx,
    { paymentId, paymentIntentId: news.intent.id },
    "the order was paid otherwise, and this goes back whole",
    now,
  );
  await addToWorklist(
    tx,
    {
      kind: "DUPLICATE_PAYMENT",
      dedupeKey: `duplicate-payment:${paymentId}`,
      orderId: order.id,
      paymentId,
      details: { amountCents, paymentIntentId: news.intent.id },
    },
    now,
  );
  await raiseAlert(
    tx,
    {
      kind: "duplicate_payment",
      dedupeKey: `duplicate-payment:${paymentId}`,
      details: { orderId: order.id, amountCents },
    },
    now,
  );
  return { outcome: "processed", effect: "duplicate-payment", orderId: order.id };
}
