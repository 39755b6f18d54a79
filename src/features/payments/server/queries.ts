import { and, eq, ne, sql } from "drizzle-orm";
import type { Reader, Tx } from "@/db/client";
import { newId } from "@/db/schema/columns";
import { statement } from "@/db/statement";
import { paymentAllocations, payments } from "@/db/schema/payments";
import { parkedEvents, type EventSource } from "@/db/schema/processed-webhook-events";
import { entryOfDeadEvent } from "./finish-parked-event";

/** One indexed read: what a duplicate costs. */
export const isEventProcessed = async (eventId: string): Promise<boolean> =>
  (await findEvent(null, [eventId])).length > 0;

const findEvent = statement("find-processed-event", `select 1 from "ProcessedWebhookEvent" where id = $1`);

export type EventRecord = {
  id: string;
  type: string;
  source: EventSource;
  effect: string;
  objectId: string | null;
  orderId: string | null;
  apiVersion: string | null;
  createdAtStripe: Date | null;
};

/**
 * Claims the event: false when another transaction has committed it. It stands in the transaction of its effects, so it is
 * processed if and only if they are committed (I7). A row that waits for a retry is done with it, and so is the entry of one that
 * was given up.
 */
export async function claimWebhookEvent(tx: Tx, event: EventRecord, now: Date): Promise<boolean> {
  const [outcome] = await claim(tx, claimOf(event, now));
  return outcome?.claimed === true;
}

/** The same, not waited for: an event that another transaction has committed ends this one with the error of its primary key. */
export const claimWebhookEventOrFail = (tx: Tx, event: EventRecord, now: Date): void =>
  claimOrFail.send(tx, claimOf(event, now));

const claimOf = (event: EventRecord, now: Date): unknown[] => {
  const { id, type, source, effect, objectId, orderId, apiVersion, createdAtStripe } = event;
  const { dedupeKey, resolution } = entryOfDeadEvent(id);
  return [id, type, source, effect, objectId, orderId, apiVersion, createdAtStripe, now, dedupeKey, resolution];
};

const claimStatement = (name: string, whenThere: "on conflict (id) do nothing" | "") =>
  statement<{ claimed: boolean }>(
    name,
    `with claimed as (
       insert into "ProcessedWebhookEvent"
         (id, type, source, effect, object_id, order_id, api_version, created_at_stripe, processed_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) ${whenThere}
       returning id
     ), finished as (
       update parked_events set status = 'DONE', updated_at = $9
       where id in (select id from claimed) and status <> 'DONE'
       returning id
     ), closed as (
       update worklist_entries set closed_at = $9, resolution = $11
       where dedupe_key = $10 and closed_at is null and exists (select from finished)
     )
     select exists (select from claimed) as claimed`,
  );
const claim = claimStatement("claim-webhook-event", "on conflict (id) do nothing");
const claimOrFail = claimStatement("claim-webhook-event-or-fail", "");

/** Money that came a second time: recorded whole, allocated to no line. */
export async function recordDuplicatePayment(
  tx: Tx,
  payment: { id: string } | null,
  money: { orderId: string; paymentIntentId: string; amountCents: number; currency: string; source: EventSource },
  now: Date,
): Promise<string> {
  const received = {
    status: "SUCCEEDED" as const,
    coversOrder: false,
    receivedCents: money.amountCents,
    receivedCurrency: money.currency,
    succeededAt: now,
    succeededBy: money.source,
  };
  const id = payment?.id ?? newId();
  if (payment) {
    await tx.update(payments).set(received).where(eq(payments.id, id));
    await tx.delete(paymentAllocations).where(eq(paymentAllocations.paymentId, id));
  } else {
    await tx.insert(payments).values({
      id,
      orderId: money.orderId,
      method: "STRIPE",
      amountCents: money.amountCents,
      currency: money.currency,
      stripePaymentIntentId: money.paymentIntentId,
      createdAt: now,
      ...received,
    });
  }
  await tx
    .insert(paymentAllocations)
    .values({ paymentId: id, orderLineId: null, part: "DUPLICATE", amountCents: money.amountCents });
  return id;
}

/** What arrived although it contradicts the order: it is there, whatever staff decide. Told again, what they have given back stays so. */
export async function recordContradictingMoney(
  tx: Tx,
  paymentId: string,
  money: { amountCents: number; currency: string; source: EventSource },
  now: Date,
): Promise<void> {
  const status = sql`case when ${payments.refundedCents} = 0 then 'SUCCEEDED' when ${payments.refundedCents} >= ${money.amountCents} then 'REFUNDED' else 'PARTIALLY_REFUNDED' end`;
  await tx
    .update(payments)
    .set({
      status,
      receivedCents: money.amountCents,
      receivedCurrency: money.currency,
      succeededAt: sql`coalesce(${payments.succeededAt}, ${now.toISOString()}::timestamptz)`,
      succeededBy: money.source,
    })
    .where(eq(payments.id, paymentId));
  await tx.delete(paymentAllocations).where(eq(paymentAllocations.paymentId, paymentId));
  if (money.amountCents > 0)
    await tx
      .insert(paymentAllocations)
      .values({ paymentId, orderLineId: null, part: "EXCESS", amountCents: money.amountCents });
}

/** Keeps an event for our own retries, or for staff. Its attempts count up; what is done stays done. */
export async function upsertParkedEvent(
  reader: Reader,
  event: {
    id: string;
    type: string;
    rawBody: Buffer;
    status: "WAITING" | "FOR_STAFF";
    attempts: number;
    notBefore: Date;
    lastError: string;
    objectId?: string;
  },
  now: Date,
): Promise<void> {
  const rawBody = withoutClientSecrets(event.rawBody);
  await reader
    .insert(parkedEvents)
    .values({ ...event, rawBody, receivedAt: now, updatedAt: now })
    .onConflictDoUpdate({
      target: parkedEvents.id,
      set: {
        status: event.status,
        lastError: event.lastError,
        updatedAt: now,
        attempts: sql`${parkedEvents.attempts} + 1`,
        rawBody,
        notBefore: event.notBefore,
        objectId: event.objectId ?? null,
      },
      setWhere: and(ne(parkedEvents.status, "DONE"), ne(parkedEvents.status, "DEAD")),
    });
}

/**
 * Whoever has a PaymentIntent's client secret may try to pay it, and events of PaymentIntents carry it: it is cut out, all other
 * bytes stay as they came. As Latin-1 each byte is one character, so that no other text is touched.
 */
function withoutClientSecrets(rawBody: Buffer): Buffer {
  const text = rawBody.toString("latin1").replaceAll(/("client_secret"\s*:\s*)"(?:[^"\\]|\\.)*"/g, "$1null");
  return Buffer.from(text, "latin1");
}
