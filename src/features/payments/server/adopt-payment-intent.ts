import type { Tx } from "@/db/client";
import { stripePaymentOf, type LockedOrder } from "@/features/orders/server/locked-order";
import { raiseAlert } from "@/features/staff/server/raise-alert";
import type { Applied, News } from "./news";
import { applyToOrder } from "./apply-to-order";
import { claimNews } from "./claim-news";
import { giveBackWhole } from "./give-back-whole";
import { parkForStaff } from "./park-for-staff";
import { linkPaymentIntent } from "./link-payment-intent";

/**
 * A PaymentIntent that is ours by its installation, but that no payment knows: Stripe's answer to its creation was lost, or
 * somebody made it by hand. `news` is Stripe's present answer (domain, «Whose event it is»).
 */
export async function adoptPaymentIntent(tx: Tx, order: LockedOrder, news: News, now: Date): Promise<Applied> {
  const waiting = stripePaymentOf(order);
  if (
    waiting &&
    waiting.stripePaymentIntentId === null &&
    waiting.amountCents === news.intent.amount &&
    waiting.currency === news.intent.currency
  ) {
    await linkPaymentIntent(tx, waiting.id, news.intent.id);
    const linked = { ...waiting, stripePaymentIntentId: news.intent.id };
    const answered = await applyToOrder(
      tx,
      { ...order, payments: order.payments.map((one) => (one.id === waiting.id ? linked : one)) },
      linked,
      news,
      now,
      null,
    );
    if (answered === "ask-stripe") throw new Error("Stripe's present answer decides; there is nothing more to ask");
    return answered;
  }

  if (news.happened !== "succeeded") {
    await raiseAlert(
      tx,
      {
        kind: "unknown_payment_intent",
        dedupeKey: `unknown-payment-intent:${news.intent.id}`,
        details: { paymentIntentId: news.intent.id, orderId: order.id, happened: news.happened },
      },
      now,
    );
    return (await claimNews(tx, news, order.id, "nothing-new", now))
      ? { outcome: "ignored", effect: "nothing-new", orderId: order.id }
      : { outcome: "duplicate", effect: "nothing-new", orderId: order.id };
  }
  if (order.paidAt !== null && news.intent.status === "succeeded") return giveBackWhole(tx, order, null, news, now);
  return parkForStaff(
    tx,
    order,
    null,
    news,
    { reason: "MONEY_CONTRADICTS_ORDER", contradiction: "payment_intent" },
    now,
  );
}
