import type { Tx } from "@/db/client";
import { closeOrder } from "@/features/orders/server/close-order";
import { failPayment, holdForBank } from "@/features/orders/server/fail-payment";
import { isPayable, type LockedOrder, type OrderPayment } from "@/features/orders/server/locked-order";
import { payOrder } from "@/features/orders/server/pay-order";
import { type FoundForPayment, readForPayment } from "@/features/orders/server/read-for-payment";
import { raiseAlert } from "@/features/staff/server/raise-alert";
import { config } from "@/lib/config";
import type { Applied, News, Step } from "./news";
import { claimNews, claimNewsOrFail } from "./claim-news";
import { giveBackWhole } from "./give-back-whole";
import { closeContradictions, parkForStaff } from "./park-for-staff";
import { decideCancellation, decideFailure, decideProcessing, decideSuccess, type Told } from "./rules";

/**
 * What news of a PaymentIntent that we know do to its order; both are locked. `found` is what paying needs, when it was read
 * together with them.
 */
export async function applyToOrder(
  tx: Tx,
  order: LockedOrder,
  payment: OrderPayment,
  news: News,
  now: Date,
  found: FoundForPayment | null,
): Promise<Step> {
  const told: Told = {
    status: news.intent.status,
    amountReceivedCents: news.intent.amount_received,
    currency: news.intent.currency,
    livemode: news.livemode,
    asked: news.asked,
  };
  if (told.livemode !== config().livemode)
    return parkForStaff(tx, order, payment, news, { reason: "WRONG_MODE", contradiction: "mode" }, now);
  await alertForeignMetadata(tx, order, news, now);

  switch (news.happened) {
    case "succeeded":
      return succeed(tx, order, payment, news, told, now, found);
    case "failed": {
      if (decideFailure({ payable: isPayable(order) }, payment.status, told) === "nothing-new")
        return nothingNew(tx, order, news, now, "ignored");
      const failure = news.intent.last_payment_error;
      // The customer of an order that has ended is not told that it did not work.
      return once(tx, order, news, isPayable(order) ? "payment-failed" : "payment-failed-late", now, () =>
        failPayment(
          tx,
          order,
          payment,
          { code: clean(failure?.decline_code ?? failure?.code) ?? "payment_failed", message: clean(failure?.message) },
          now,
        ),
      );
    }
    case "processing": {
      const decision = decideProcessing({ payable: isPayable(order) }, payment.status, told);
      if (decision === "ask-stripe") return decision;
      if (decision === "nothing-new") return nothingNew(tx, order, news, now, "ignored");
      return once(tx, order, news, "payment-processing", now, () => holdForBank(tx, order, payment));
    }
    case "canceled": {
      const decision = decideCancellation({ payable: isPayable(order) }, payment.status, told);
      if (decision === "ask-stripe") return decision;
      if (decision === "impossible") {
        await raiseAlert(
          tx,
          {
            kind: "canceled_after_success",
            dedupeKey: `canceled-after-success:${news.intent.id}`,
            details: { orderId: order.id, paymentIntentId: news.intent.id, statusAtStripe: news.intent.status },
          },
          now,
        );
        return nothingNew(tx, order, news, now, "ignored");
      }
      if (decision === "nothing-new") return nothingNew(tx, order, news, now, "ignored");
      return once(tx, order, news, "payment-canceled", now, () => closeOrder(tx, order, now));
    }
    default:
      return news.happened satisfies never;
  }
}

async function succeed(
  tx: Tx,
  order: LockedOrder,
  payment: OrderPayment,
  news: News,
  told: Told,
  now: Date,
  found: FoundForPayment | null,
): Promise<Step> {
  const decision = decideSuccess(
    { orderStatus: order.status, orderPaid: order.paidAt !== null, payment, livemode: config().livemode },
    told,
  );
  switch (decision.kind) {
    case "ask-stripe":
      return "ask-stripe";
    case "nothing-new":
      return nothingNew(tx, order, news, now, "duplicate");
    case "park":
      return parkForStaff(tx, order, payment, news, decision, now);
    case "give-back":
      return giveBackWhole(tx, order, payment, news, now);
    case "pay": {
      const effect = isPayable(order) ? "order-paid" : "order-paid-late";
      claimNewsOrFail(tx, news, order.id, effect, now);
      const received = { payment, amountCents: told.amountReceivedCents ?? 0, source: news.source };
      const facts = found ?? (await readForPayment(tx, order));
      await payOrder(tx, order, facts, received, now);
      const money = { paymentId: payment.id, paymentIntentId: news.intent.id };
      if (facts.isBeforeStaff) closeContradictions(tx, money, "a true success paid the order", now);
      return { outcome: "processed", effect, orderId: order.id };
    }
    default:
      return decision satisfies never;
  }
}

/** Claims, then does; a claim that another transaction has committed means that it was done. */
async function once(
  tx: Tx,
  order: LockedOrder,
  news: News,
  effect: string,
  now: Date,
  act: () => Promise<unknown>,
): Promise<Applied> {
  if (!(await claimNews(tx, news, order.id, effect, now)))
    return { outcome: "duplicate", effect: "nothing-new", orderId: order.id };
  await act();
  return { outcome: "processed", effect, orderId: order.id };
}

/** The event is linked to the order that it found as it should be (D10). */
async function nothingNew(
  tx: Tx,
  order: LockedOrder,
  news: News,
  now: Date,
  outcome: "duplicate" | "ignored",
): Promise<Applied> {
  const claimed = await claimNews(tx, news, order.id, "nothing-new", now);
  return { outcome: claimed ? outcome : "duplicate", effect: "nothing-new", orderId: order.id };
}

/** Which order it is says our own row; another order's metadata on it is strange enough to be told, no more. */
async function alertForeignMetadata(tx: Tx, order: LockedOrder, news: News, now: Date): Promise<void> {
  const claimed = news.intent.metadata?.["orderId"];
  if (claimed === undefined || claimed === order.id) return;
  await raiseAlert(
    tx,
    {
      kind: "metadata_mismatch",
      dedupeKey: `metadata-mismatch:${news.intent.id}`,
      details: { orderId: order.id, paymentIntentId: news.intent.id },
    },
    now,
  );
}

/** Stripe's words without what PostgreSQL's text cannot hold, and not longer than a sentence. */
function clean(text: string | null | undefined): string | null {
  const words = text?.replace(CONTROL_CHARACTERS, " ").trim().slice(0, 300);
  return words ? words : null;
}

// oxlint-disable-next-line no-control-regex -- control characters are exactly what is removed
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f]+/g;
