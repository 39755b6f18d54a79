import type { Tx } from "@/db/client";
import { statement } from "@/db/statement";
import type { LockedOrder, OrderPayment } from "@/features/orders/server/locked-order";
import { raiseAlert } from "@/features/staff/server/raise-alert";
import { addToWorklist } from "@/features/staff/server/worklist";
import type { Applied, News } from "./news";
import { recordContradictingMoney, upsertParkedEvent } from "./queries";
import type { Contradiction } from "./rules";

/**
 * Money that contradicts its order: recorded as received, fulfils nothing, waits for the staff. The event is not marked
 * processed, so that staff can replay it and a true success can still come.
 */
export async function parkForStaff(
  tx: Tx,
  order: LockedOrder,
  payment: OrderPayment | null,
  news: News,
  why: { reason: "WRONG_MODE" | "MONEY_CONTRADICTS_ORDER"; contradiction: Contradiction },
  now: Date,
): Promise<Applied> {
  const receivedCents = news.intent.amount_received ?? 0;
  const details = {
    contradiction: why.contradiction,
    paymentIntentId: news.intent.id,
    eventId: news.event?.id,
    statusAtStripe: news.intent.status,
    receivedCents,
    receivedCurrency: news.intent.currency.slice(0, 10),
    livemode: news.livemode,
    dueNowCents: order.dueNowCents,
  };
  if (
    payment &&
    news.happened === "succeeded" &&
    (why.contradiction === "amount" || why.contradiction === "currency") &&
    order.paidAt === null
  ) {
    await recordContradictingMoney(
      tx,
      payment.id,
      { amountCents: receivedCents, currency: details.receivedCurrency, source: news.source },
      now,
    );
  }
  const key = keyOf(why.reason, news.intent.id);
  await addToWorklist(
    tx,
    { kind: why.reason, dedupeKey: key, orderId: order.id, paymentId: payment?.id, details },
    now,
  );
  await raiseAlert(
    tx,
    {
      kind: why.reason === "WRONG_MODE" ? "wrong_mode" : "money_contradicts_order",
      dedupeKey: key,
      details: { orderId: order.id, contradiction: why.contradiction, paymentIntentId: news.intent.id },
    },
    now,
  );
  if (news.event) {
    await upsertParkedEvent(
      tx,
      {
        id: news.event.id,
        type: news.event.type,
        rawBody: news.event.rawBody,
        status: "FOR_STAFF",
        objectId: news.intent.id,
        attempts: 1,
        notBefore: now,
        lastError: `${why.reason}: ${why.contradiction}`,
      },
      now,
    );
  }
  return { outcome: "parked", effect: "parked", orderId: order.id };
}

const keyOf = (reason: "WRONG_MODE" | "MONEY_CONTRADICTS_ORDER", paymentIntentId: string): string =>
  `${reason === "WRONG_MODE" ? "wrong-mode" : "contradiction"}:${paymentIntentId}`;

/** Once the money has paid its order, or goes back whole, nothing of its PaymentIntent needs a decision any more: no entry and no event. Waited for with COMMIT. */
export function closeContradictions(
  tx: Tx,
  money: { paymentId: string; paymentIntentId: string },
  resolution: string,
  now: Date,
): void {
  const keys = [keyOf("WRONG_MODE", money.paymentIntentId), keyOf("MONEY_CONTRADICTS_ORDER", money.paymentIntentId)];
  close.send(tx, [money.paymentIntentId, money.paymentId, keys, resolution, now]);
}

const close = statement(
  "close-contradictions",
  `with closed as (
     update worklist_entries set closed_at = $5, resolution = $4, payment_id = $2
     where dedupe_key = any ($3::text[]) and closed_at is null
   )
   update parked_events set status = 'DONE', updated_at = $5
   where object_id = $1 and status = 'FOR_STAFF'`,
);
