import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { disputes } from "@/db/schema/payments";
import type { EventSource } from "@/db/schema/processed-webhook-events";
import { transaction } from "@/db/transaction";
import { raiseAlert } from "@/features/staff/server/raise-alert";
import { addToWorklist } from "@/features/staff/server/worklist";
import { now } from "@/lib/clock";
import { paymentIntentId, stripeAmount, stripeId, stripeText, stripeWord } from "@/lib/stripe";
import { lockPaymentOf } from "./apply-refunds";
import { claimedBefore } from "./claim-news";
import type { Applied, TellingEvent } from "./news";
import { isDisputeClosed } from "./rules";

export const disputeShape = z.object({
  id: stripeId,
  amount: stripeAmount,
  currency: stripeWord,
  status: stripeWord,
  reason: stripeText.nullish(),
  payment_intent: paymentIntentId.nullish(),
});
export type DisputeFacts = z.infer<typeof disputeShape>;

/**
 * A dispute is recorded whenever it comes, before or after the payment's success (O11), and never changes an order: whether
 * the participants still fly is the staff's to say. Each movement of money is noted once.
 */
export async function applyDispute(news: {
  dispute: DisputeFacts;
  paymentIntentId: string;
  funds: "withdrawn" | "reinstated" | undefined;
  source: EventSource;
  event: TellingEvent;
}): Promise<Applied> {
  const { dispute } = news;
  return transaction(async (tx) => {
    const at = now();
    const found = await lockPaymentOf(tx, news.paymentIntentId);
    if (!found) return { outcome: "ignored", effect: "foreign", orderId: null };
    const { order, payment } = found;
    if (
      await claimedBefore(
        tx,
        news.event,
        { effect: "dispute-recorded", objectId: dispute.id, orderId: order.id, source: news.source },
        at,
      )
    ) {
      return { outcome: "duplicate", effect: "nothing-new", orderId: order.id };
    }
    // Whoever writes a dispute has its order locked, so nobody moves it between this and what is written below.
    const [known] = await tx
      .select({ status: disputes.status })
      .from(disputes)
      .where(eq(disputes.stripeDisputeId, dispute.id));
    // Events come in any order: an end is an end.
    const status =
      known && isDisputeClosed(known.status) && !isDisputeClosed(dispute.status) ? known.status : dispute.status;
    const withdrawnAt = news.funds === "withdrawn" ? at : null;
    const reinstatedAt = news.funds === "reinstated" ? at : null;
    await tx
      .insert(disputes)
      .values({
        stripeDisputeId: dispute.id,
        paymentId: payment.id,
        status,
        reason: dispute.reason ?? null,
        amountCents: dispute.amount,
        currency: dispute.currency,
        fundsWithdrawnAt: withdrawnAt,
        fundsReinstatedAt: reinstatedAt,
        createdAt: at,
        updatedAt: at,
      })
      .onConflictDoUpdate({
        target: disputes.stripeDisputeId,
        set: {
          status,
          updatedAt: at,
          fundsWithdrawnAt: sql`coalesce(${disputes.fundsWithdrawnAt}, excluded.funds_withdrawn_at)`,
          fundsReinstatedAt: sql`coalesce(${disputes.fundsReinstatedAt}, excluded.funds_reinstated_at)`,
        },
      });
    await addToWorklist(
      tx,
      {
        kind: "DISPUTE",
        dedupeKey: `dispute:${dispute.id}`,
        orderId: order.id,
        paymentId: payment.id,
        details: { disputeId: dispute.id, amountCents: dispute.amount, status },
      },
      at,
    );
    await raiseAlert(
      tx,
      {
        kind: "dispute",
        dedupeKey: `dispute:${dispute.id}`,
        details: { orderId: order.id, disputeId: dispute.id, status, funds: news.funds },
      },
      at,
    );
    return { outcome: "processed", effect: "dispute-recorded", orderId: order.id };
  });
}
