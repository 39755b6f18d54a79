import { and, asc, eq, inArray, isNotNull, isNull, lte, or, sql } from "drizzle-orm";
import { db, type Reader } from "@/db/client";
import { cursors } from "@/db/schema/operations";
import { orders } from "@/db/schema/orders";
import { payments } from "@/db/schema/payments";
import { isDatabaseUnavailable, transaction } from "@/db/transaction";
import { raiseAlert } from "@/features/staff/server/raise-alert";
import { addToWorklist, closeWorklistEntries } from "@/features/staff/server/worklist";
import { addMs, DAY_MS, now } from "@/lib/clock";
import { config } from "@/lib/config";
import { crashPoint } from "@/lib/crash-point";
import { inLanes } from "@/lib/lanes";
import { log } from "@/lib/log";
import {
  listPaymentIntents,
  listRecentRefunds,
  refundShape,
  retrievePaymentIntent,
  StripeKeyRefused,
  StripeObjectMissing,
  StripeUnavailable,
  type PaymentIntentFacts,
} from "@/lib/stripe";
import { applyPaymentIntent } from "./apply-payment-intent";
import { applyRefunds } from "./apply-refunds";
import { nameOf } from "./park-failed-event";
import { happenedTo } from "./rules";

const BATCH = 20;
/** Stripe allows 100 readings a second, 25 in test mode: a worker that asks four times at once stays below both, beside the shop. */
const ASKED_AT_ONCE = 4;
/** Another worker takes over what a dead one was at after this. */
const LEASE_MS = 50_000;

/**
 * Payments that should have ended by now and of which no event told: Stripe is asked, and what it says goes in by the same door
 * as the webhook (D8, D9). Few questions at once, so never faster than Stripe allows (S1); one that waits holds up no other.
 */
export async function reconcilePendingPayments(askedAtOnce = ASKED_AT_ONCE): Promise<number> {
  const due = await transaction((tx) => claimDuePayments(tx));
  await inLanes(askedAtOnce, due, (payment) => reconcileOne(payment.paymentIntentId, payment.orderId));
  return due.length;
}

async function claimDuePayments(tx: Reader): Promise<{ paymentIntentId: string; orderId: string }[]> {
  const at = now();
  const { RECONCILE_AFTER_SECONDS, RECONCILE_SECONDS } = config();
  const due = tx
    .select({ id: payments.id })
    .from(payments)
    .where(
      and(
        eq(payments.method, "STRIPE"),
        inArray(payments.status, ["PENDING", "PROCESSING", "FAILED"]),
        isNotNull(payments.stripePaymentIntentId),
        lte(payments.createdAt, addMs(at, -RECONCILE_AFTER_SECONDS * 1000)),
        // A failed payment whose order has ended is done: its PaymentIntent was cancelled.
        sql`(${payments.status} <> 'FAILED' or exists (select from ${orders} where ${orders.id} = ${payments.orderId} and ${orders.payableUntil} is not null))`,
        or(isNull(payments.reconcileNotBefore), lte(payments.reconcileNotBefore, at)),
      ),
    )
    .orderBy(asc(payments.createdAt))
    .limit(BATCH)
    .for("update", { skipLocked: true });
  // Asked again after a tenth of its age: every minute at first, twice a day for a bank debit of five days.
  const claimed = await tx
    .update(payments)
    .set({
      reconcileNotBefore: sql`${at.toISOString()}::timestamptz + greatest(make_interval(secs => ${RECONCILE_SECONDS}), (${at.toISOString()}::timestamptz - ${payments.createdAt}) / 10)`,
    })
    .where(inArray(payments.id, due))
    .returning({ paymentIntentId: payments.stripePaymentIntentId, orderId: payments.orderId });
  return claimed.flatMap(({ paymentIntentId, orderId }) =>
    paymentIntentId === null ? [] : [{ paymentIntentId, orderId }],
  );
}

async function reconcileOne(paymentIntentId: string, orderId: string): Promise<void> {
  try {
    await applyPresent(await retrievePaymentIntent(paymentIntentId));
  } catch (error) {
    log.warn({ error, orderId }, "a pending payment could not be reconciled yet");
    // Never «unpaid»: an account or mode was mixed up, or our key was revoked (S5, S6).
    if (error instanceof StripeObjectMissing)
      await raiseAlert(
        db(),
        {
          kind: "payment_intent_missing",
          dedupeKey: `payment-intent-missing:${paymentIntentId}`,
          details: { orderId, paymentIntentId },
        },
        now(),
      );
    if (error instanceof StripeKeyRefused)
      await raiseAlert(db(), { kind: "stripe_key_refused", dedupeKey: "stripe-key-refused", details: {} }, now());
  }
}

async function applyPresent(intent: PaymentIntentFacts): Promise<void> {
  const happened = happenedTo(intent);
  if (happened === null) return;
  await applyPaymentIntent({
    happened,
    intent,
    livemode: intent.livemode ?? config().livemode,
    asked: true,
    source: "RECONCILE",
    event: null,
  });
}

const DAYS_BACK = 3;
const DAILY = "daily-reconciliation";

/**
 * Once a day, everything at Stripe since three days before the last reading: PaymentIntents whose success we never heard of,
 * whatever our rows say, and refunds made there. The cursor moves when a page is done: a worker that dies goes on from the page
 * it was at (K10), and three days read daily overlap (S7). However long no worker ran, or how far a restored backup went back,
 * the first reading after it begins before the gap (D8, B9).
 */
export async function reconcileRecentPayments(): Promise<number> {
  const turn = await transaction((tx) => claimTurn(tx));
  if (turn === null) return 0;
  try {
    for (let after = turn.pageToken ?? undefined; ;) {
      const { intents, more } = await listPaymentIntents({ createdFrom: turn.createdFrom, after });
      // Another program's are ignored where every PaymentIntent is told whose it is.
      for (const intent of intents) if (intent.status === "succeeded") await applyRecent(intent);
      after = intents.at(-1)?.id;
      await crashPoint("page-done-before-cursor");
      await keepTurn(after ?? null);
      if (!more || after === undefined) break;
    }
    await reconcileRefunds(turn.createdFrom);
    await endTurn(turn.begunAt);
  } catch (error) {
    if (!mayWorkLater(error)) throw error;
    log.warn({ error }, "the daily reconciliation goes on later");
  }
  return 1;
}

/** Nothing is wrong with what was read: the reading stops here and goes on from here, or its cursor would pass over money. */
const mayWorkLater = (error: unknown): boolean =>
  error instanceof StripeUnavailable || error instanceof StripeKeyRefused || isDatabaseUnavailable(error);

async function applyRecent(intent: PaymentIntentFacts): Promise<void> {
  const dedupeKey = `payment-not-reconciled:${intent.id}`;
  try {
    await applyPresent(intent);
    await closeWorklistEntries(db(), null, [dedupeKey], "the payment was reconciled after all", now());
  } catch (error) {
    if (mayWorkLater(error)) throw error;
    // Such as an order that a restored backup has lost: staff must know, the other payments go on.
    log.error({ error }, "a succeeded PaymentIntent could not be reconciled");
    const details = { paymentIntentId: intent.id, error: nameOf(error) };
    await transaction(async (tx) => {
      await addToWorklist(tx, { kind: "PAYMENT_NOT_RECONCILED", dedupeKey, details }, now());
      await raiseAlert(tx, { kind: "payment_not_reconciled", dedupeKey, details }, now());
    });
  }
}

async function reconcileRefunds(createdFrom: Date): Promise<void> {
  for (let after: string | undefined; ;) {
    const { refunds, more } = await listRecentRefunds({ createdFrom, after });
    for (const refund of refunds) {
      await applyRecentRefund(refund);
      await keepTurn(null);
    }
    after = refunds.at(-1)?.id;
    if (!more || after === undefined) return;
  }
}

async function applyRecentRefund(found: { id: string }): Promise<void> {
  try {
    const refund = refundShape.parse(found);
    const paymentIntentId = refund.payment_intent;
    if (paymentIntentId) await applyRefunds({ paymentIntentId, refunds: [refund], source: "RECONCILE", event: null });
  } catch (error) {
    if (mayWorkLater(error)) throw error;
    // The other refunds go on, and the day's reading comes to its end.
    log.error({ error }, "a refund could not be reconciled");
    await raiseAlert(
      db(),
      {
        kind: "refund_not_reconciled",
        dedupeKey: `refund-not-reconciled:${found.id}`,
        details: { stripeRefundId: found.id, error: nameOf(error) },
      },
      now(),
    );
  }
}

/**
 * One that began longer ago than this and was interrupted begins anew: what was made meanwhile stands on pages before the one it
 * was at, and Stripe may not know that page any more.
 */
const GOES_ON_WITHIN_MS = 60 * 60_000;

/** Across all workers, one does it; when it dies, another goes on after the lease. `position` is where the last whole reading began. */
async function claimTurn(tx: Reader): Promise<{ begunAt: Date; createdFrom: Date; pageToken: string | null } | null> {
  const at = now();
  // Nobody has read yet: from the first order on.
  await tx
    .insert(cursors)
    .values({
      name: DAILY,
      position: sql`coalesce((select min(${orders.createdAt}) from ${orders}), ${at.toISOString()}::timestamptz)`,
      notBefore: at,
    })
    .onConflictDoNothing({ target: cursors.name });
  const goesOn = sql`${cursors.pageToken} is not null and ${cursors.begunAt} > ${addMs(at, -GOES_ON_WITHIN_MS).toISOString()}::timestamptz`;
  const [turn] = await tx
    .update(cursors)
    .set({
      notBefore: addMs(at, LEASE_MS),
      attempts: sql`${cursors.attempts} + 1`,
      pageToken: sql`case when ${goesOn} then ${cursors.pageToken} end`,
      begunAt: sql`case when ${goesOn} then ${cursors.begunAt} else ${at.toISOString()}::timestamptz end`,
    })
    .where(and(eq(cursors.name, DAILY), lte(cursors.notBefore, at)))
    .returning({ position: cursors.position, pageToken: cursors.pageToken, begunAt: cursors.begunAt });
  if (!turn) return null;
  const { position, pageToken, begunAt } = turn;
  return { begunAt: begunAt ?? at, createdFrom: addMs(position, -DAYS_BACK * DAY_MS), pageToken };
}

const keepTurn = (pageToken: string | null) =>
  db()
    .update(cursors)
    .set({ pageToken, notBefore: addMs(now(), LEASE_MS) })
    .where(eq(cursors.name, DAILY));
const endTurn = (begunAt: Date) =>
  db()
    .update(cursors)
    .set({ position: begunAt, pageToken: null, notBefore: addMs(now(), DAY_MS), attempts: 0 })
    .where(eq(cursors.name, DAILY));
