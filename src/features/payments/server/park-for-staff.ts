import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { parkedEvents } from "@/db/schema/processed-webhook-events";
import type { LockedOrder, OrderPayment } from "@/features/orders/server/locked-order";
import { raiseAlert } from "@/features/staff/server/raise-alert";
import { addToWorklist, closeWorklistEntries } from "@/features/staff/server/worklist";
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
  if (payment && news.happened === "succeeded" && (why.contradiction === "amount" || why.contradiction === "currency") && order.paidAt === null) {
    await recordContradictingMoney(tx, payment.id, { amountCents: receivedCents, currency: details.receivedCurrency, source: news.source }, now);
  }
  const key = `${why.reason === "WRONG_MODE" ? "wrong-mode" : "contradiction"}:${news.intent.id}`;
  await addToWorklist(tx, { kind: why.reason, dedupeKey: key, orderId: order.id, paymentId: payment?.id, details }, now);
  await raiseAlert(tx, { kind: why.reason === "WRONG_MODE" ? "wrong_mode" : "money_contradicts_order", dedupeKey: key, details: { orderId: order.id, contradiction: why.contradiction, paymentIntentId: news.intent.id } }, now);
  if (news.event) {
    await upsertParkedEvent(tx, { id: news.event.id, type: news.event.type, rawBody: news.event.rawBody, status: "FOR_STAFF", objectId: news.intent.id, attempts: 1, notBefore: now, lastError: `${why.reason}: ${why.contradiction}` }, now);
  }
  return { outcome: "parked", effect: "parked", orderId: order.id };
}

/** A true success answers what contradicted it: the entries close, and none of their events needs a decision any more. */
export async function closeContradictions(tx: Tx, payment: { id: string; stripePaymentIntentId: string | null }, now: Date): Promise<void> {
  await closeWorklistEntries(tx, payment.id, ["MONEY_CONTRADICTS_ORDER", "WRONG_MODE"], "a true success paid the order", now);
  if (payment.stripePaymentIntentId === null) return;
  await tx
    .update(parkedEvents)
    .set({ status: "DONE", updatedAt: now })
    .where(and(eq(parkedEvents.objectId, payment.stripePaymentIntentId), eq(parkedEvents.status, "FOR_STAFF")));
}
