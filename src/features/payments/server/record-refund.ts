import { eq, or, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { newId } from "@/db/schema/columns";
import { giftCards } from "@/db/schema/gift-cards";
import { orderLines } from "@/db/schema/orders";
import { payments, refunds } from "@/db/schema/payments";
import { queueEmails } from "@/features/notifications/server/queue-emails";
import { type LockedOrder, type OrderPayment } from "@/features/orders/server/locked-order";
import { refreshOrderStatus } from "@/features/orders/server/refresh-order-status";
import { addToWorklist } from "@/features/staff/server/worklist";
import type { RefundFacts } from "@/lib/stripe";
import { isUuid } from "@/lib/validate";
import { fitRequestedRefunds } from "./fit-requested-refunds";
import { RefundContradictsPayment } from "./news";
import { countsAsRefunded, isRefundAhead, refundProgress } from "./rules";
import { tellRefundFailed } from "./tell-refund-failed";

/**
 * Counts a refund once, by its id, and moves it ahead; amounts and statuses follow, bookings never. The order and its payments
 * are locked by the caller, the payment has received its money. True when it changed something.
 */
export async function recordRefund(
  tx: Tx,
  order: LockedOrder,
  payment: OrderPayment,
  fact: RefundFacts,
  now: Date,
): Promise<boolean> {
  const progress = refundProgress(fact.status);
  const claimedId = fact.metadata?.["refundId"];
  const ourId = isUuid(claimedId) ? claimedId : null;
  const [known] = await tx
    .select({ id: refunds.id, status: refunds.status, reason: refunds.reason, stripeRefundId: refunds.stripeRefundId })
    .from(refunds)
    .where(
      ourId !== null
        ? or(
            eq(refunds.stripeRefundId, fact.id),
            sql`(${refunds.id} = ${ourId} and ${refunds.paymentId} = ${payment.id} and ${refunds.stripeRefundId} is null)`,
          )
        : eq(refunds.stripeRefundId, fact.id),
    )
    .limit(1);
  // What we gave up ourselves was a guess about Stripe: one that it has made all the same is made.
  const givenUpByUs = known?.stripeRefundId === null;
  if (known && !givenUpByUs && !isRefundAhead(progress, known.status)) return false;
  if (fact.currency !== (payment.receivedCurrency ?? payment.currency).toLowerCase())
    throw new RefundContradictsPayment("a refund was told in another currency than its payment");

  const id = known?.id ?? newId();
  const change = {
    status: progress,
    amountCents: fact.amount,
    stripeRefundId: fact.id,
    failureReason: fact.failure_reason?.slice(0, 100) ?? null,
    updatedAt: now,
  };
  if (known) await tx.update(refunds).set(change).where(eq(refunds.id, id));
  else
    await tx.insert(refunds).values({
      id,
      orderId: order.id,
      paymentId: payment.id,
      currency: fact.currency,
      reason: "STRIPE_DASHBOARD",
      createdAt: now,
      ...change,
    });

  await fitRequestedRefunds(tx, payment.id, now);
  await refreshRefundedAmount(tx, payment.id);
  await refreshOrderStatus(tx, order.id);
  await tellAbout(
    tx,
    order,
    payment,
    {
      id,
      stripeRefundId: fact.id,
      amountCents: fact.amount,
      reason: known?.reason ?? "STRIPE_DASHBOARD",
      progress,
      before: known?.status,
    },
    now,
  );
  return true;
}

/** The sum of the distinct refunds that Stripe has made and that did not fail; a charge's cumulative amount is never added (Y8). */
async function refreshRefundedAmount(tx: Tx, paymentId: string): Promise<void> {
  await tx.execute(sql`
    update ${payments} set
      refunded_cents = given_back.cents,
      status = case when given_back.cents = 0 then 'SUCCEEDED' when given_back.cents >= ${payments.receivedCents} then 'REFUNDED' else 'PARTIALLY_REFUNDED' end
    from (
      select coalesce(sum(${refunds.amountCents}), 0) as cents
      from ${refunds}
      where ${refunds.paymentId} = ${paymentId} and ${refunds.status} in ('PENDING', 'SUCCEEDED')
    ) as given_back
    where ${payments.id} = ${paymentId}`);
}

type Told = {
  id: string;
  stripeRefundId: string;
  amountCents: number;
  reason: string;
  progress: ReturnType<typeof refundProgress>;
  before: string | undefined;
};

async function tellAbout(tx: Tx, order: LockedOrder, payment: OrderPayment, refund: Told, now: Date): Promise<void> {
  const details = {
    refundId: refund.id,
    stripeRefundId: refund.stripeRefundId,
    amountCents: refund.amountCents,
    reason: refund.reason,
  };
  if (!countsAsRefunded(refund.progress)) {
    await tellRefundFailed(tx, { id: refund.id, orderId: order.id, paymentId: payment.id, details }, now);
    return;
  }
  await queueEmails(
    tx,
    [{ kind: "REFUND", orderId: order.id, subjectId: refund.id, locale: order.locale, notBefore: now }],
    now,
  );
  if (refund.reason === "STRIPE_DASHBOARD" && payment.coversOrder && order.paidAt !== null) {
    // Bookings and gift cards of the order are the staff's to decide; what a card has spent already cannot come back (Y9).
    await addToWorklist(
      tx,
      {
        kind: "REFUND_AT_STRIPE",
        dedupeKey: `refund-at-stripe:${refund.stripeRefundId}`,
        orderId: order.id,
        paymentId: payment.id,
        details: { ...details, giftCards: await findSpentOfBoughtCards(tx, order.id) },
      },
      now,
    );
  }
}

const findSpentOfBoughtCards = (tx: Tx, orderId: string) =>
  tx
    .select({
      giftCardId: giftCards.id,
      balanceCents: giftCards.balanceCents,
      spentCents: sql`${orderLines.priceCents} - ${giftCards.balanceCents}`.mapWith(Number),
    })
    .from(giftCards)
    .innerJoin(orderLines, eq(orderLines.id, giftCards.orderLineId))
    .where(eq(orderLines.orderId, orderId))
    .limit(50);
