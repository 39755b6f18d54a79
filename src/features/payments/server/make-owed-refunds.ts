import { and, asc, eq, inArray, isNull, lte, or, sql } from "drizzle-orm";
import { db, type Reader } from "@/db/client";
import { newId } from "@/db/schema/columns";
import { payments, refunds } from "@/db/schema/payments";
import { transaction } from "@/db/transaction";
import { readInstallation } from "@/features/orders/server/access-token";
import { lockOrder } from "@/features/orders/server/locked-order";
import { addMs, DAY_MS, now } from "@/lib/clock";
import { crashPoint } from "@/lib/crash-point";
import { log } from "@/lib/log";
import { createRefund, isRefusedByStripe, listRefunds, refundShape, type RefundFacts } from "@/lib/stripe";
import { centsLeftOf } from "./fit-requested-refunds";
import { nameOf } from "./park-failed-event";
import { recordRefund } from "./record-refund";
import { tellRefundFailed } from "./tell-refund-failed";

const BATCH = 10;
/** Longer than our calls for one refund take; a dead worker's is taken over after it. One taken over too early is asked for twice, under one key. */
const LEASE_MS = 50_000;
const LONGEST_WAIT_MS = 60 * 60_000;
/** Stripe keeps an idempotency key for 24 hours: after that only its list of refunds proves that ours was not made. */
const KEY_KEPT_MS = DAY_MS - 3_600_000;

type Owed = { id: string; orderId: string; paymentId: string; amountCents: number; attempts: number; createdAt: Date };

/**
 * Refunds that were promised in a committed transaction and are not made yet. Killed between Stripe's work and our record, the
 * next attempt carries the same key and finds the same refund (K8).
 */
export async function makeOwedRefunds(): Promise<number> {
  const due = await transaction((tx) => claimOwed(tx));
  for (const refund of due) {
    try {
      await makeRefund(refund);
    } catch (error) {
      log.warn({ error, refundId: refund.id, orderId: refund.orderId }, "a refund could not be made yet");
      const wait = Math.min(LONGEST_WAIT_MS, LEASE_MS * 2 ** Math.min(refund.attempts, 10));
      await db()
        .update(refunds)
        .set({ lastError: nameOf(error), notBefore: addMs(now(), wait), updatedAt: now() })
        .where(and(eq(refunds.id, refund.id), eq(refunds.attempts, refund.attempts), eq(refunds.status, "REQUESTED")));
    }
  }
  return due.length;
}

async function claimOwed(tx: Reader): Promise<Owed[]> {
  const at = now();
  const due = tx
    .select({ id: refunds.id })
    .from(refunds)
    .where(and(eq(refunds.status, "REQUESTED"), or(isNull(refunds.notBefore), lte(refunds.notBefore, at))))
    .orderBy(asc(refunds.createdAt))
    .limit(BATCH)
    .for("update", { skipLocked: true });
  return tx
    .update(refunds)
    .set({ attempts: sql`${refunds.attempts} + 1`, notBefore: addMs(at, LEASE_MS), updatedAt: at })
    .where(inArray(refunds.id, due))
    .returning({
      id: refunds.id,
      orderId: refunds.orderId,
      paymentId: refunds.paymentId,
      amountCents: refunds.amountCents,
      attempts: refunds.attempts,
      createdAt: refunds.createdAt,
    });
}

async function makeRefund(refund: Owed): Promise<void> {
  const [payment] = await db()
    .select({ paymentIntentId: payments.stripePaymentIntentId })
    .from(payments)
    .where(eq(payments.id, refund.paymentId))
    .limit(1);
  const paymentIntentId = payment?.paymentIntentId;
  if (!paymentIntentId) throw new Error("a refund is owed for a payment that has no PaymentIntent");
  const { installation } = await readInstallation(db());

  const madeBefore =
    now().getTime() - refund.createdAt.getTime() > KEY_KEPT_MS
      ? await findOurRefund(paymentIntentId, refund.id)
      : undefined;
  try {
    const made =
      madeBefore ??
      (await createRefund({
        refundId: refund.id,
        paymentIntentId,
        amountCents: refund.amountCents,
        orderId: refund.orderId,
        installation,
      }));
    await crashPoint("refund-made-before-record");
    await record(refund, refundShape.parse(made));
  } catch (error) {
    if (!isRefusedByStripe(error)) throw error;
    // Refused for good: either it was made already, or staff gave the money back in the dashboard before us.
    const madeAtStripe = (await listRefunds(paymentIntentId)).map((made) => refundShape.parse(made));
    const made = madeAtStripe.find((one) => isOurs(one, refund.id));
    if (made) await record(refund, made);
    else await makeLessOrGiveUp(refund, madeAtStripe, nameOf(error));
  }
}

const isOurs = (made: Pick<RefundFacts, "metadata">, refundId: string): boolean =>
  made.metadata?.["refundId"] === refundId;

const findOurRefund = async (paymentIntentId: string, refundId: string) =>
  (await listRefunds(paymentIntentId)).find((made) => isOurs(made, refundId));

async function record(refund: Owed, fact: RefundFacts): Promise<void> {
  // The metadata names our row even when an old API version's answer left it out.
  const named = { ...fact, metadata: { ...fact.metadata, refundId: refund.id } };
  await transaction(async (tx) => {
    const order = await lockOrder(tx, refund.orderId);
    const payment = order?.payments.find((one) => one.id === refund.paymentId);
    if (!order || !payment) throw new Error("a refund has no order, against its foreign key");
    await recordRefund(tx, order, payment, named, now());
  });
}

/**
 * Stripe will never make it as it is. What it has made besides is recorded first: then we know what is left to give back. A refund
 * of another amount is another refund, with an id, and so a key, of its own.
 */
async function makeLessOrGiveUp(refund: Owed, madeAtStripe: RefundFacts[], lastError: string): Promise<void> {
  const at = now();
  await transaction(async (tx) => {
    const order = await lockOrder(tx, refund.orderId);
    const payment = order?.payments.find((one) => one.id === refund.paymentId);
    if (!order || !payment) throw new Error("a refund has no order, against its foreign key");
    for (const fact of madeAtStripe) await recordRefund(tx, order, payment, fact, at);

    const leftCents = await centsLeftOf(tx, refund.paymentId, refund.id);
    const outcome =
      leftCents <= 0
        ? { status: "CANCELLED" as const }
        : leftCents < refund.amountCents
          ? { id: newId(), amountCents: leftCents, attempts: 0, notBefore: at }
          : { status: "FAILED" as const };
    const changed = await tx
      .update(refunds)
      .set({ ...outcome, lastError, updatedAt: at })
      .where(and(eq(refunds.id, refund.id), eq(refunds.status, "REQUESTED")))
      .returning({ id: refunds.id });
    if (changed.length > 0 && outcome.status === "FAILED")
      await tellRefundFailed(
        tx,
        { ...refund, details: { refundId: refund.id, amountCents: refund.amountCents, lastError } },
        at,
      );
  });
}
