import { and, desc, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { refunds } from "@/db/schema/payments";

/**
 * What is still to be made of a payment's refunds may not be more than what is left of its money: staff may have given part of it
 * back in Stripe's dashboard, and Stripe would refuse the whole. Only refunds that nobody has asked Stripe for yet: of the others
 * nobody knows, and one that Stripe refuses is looked at again then (make-owed-refunds.ts). The order is locked by the caller.
 */
export async function fitRequestedRefunds(tx: Tx, paymentId: string, now: Date): Promise<void> {
  let tooMuchCents = -(await centsLeftOf(tx, paymentId));
  if (tooMuchCents <= 0) return;
  const untried = await tx
    .select({ id: refunds.id, amountCents: refunds.amountCents })
    .from(refunds)
    .where(and(eq(refunds.paymentId, paymentId), eq(refunds.status, "REQUESTED"), eq(refunds.attempts, 0)))
    .orderBy(desc(refunds.createdAt), desc(refunds.id))
    .limit(100)
    // Whoever claims one meanwhile is waited for, and looked at again: it is no longer untried.
    .for("update");
  for (const { id, amountCents } of untried) {
    const lessCents = Math.min(amountCents, tooMuchCents);
    if (lessCents <= 0) return;
    tooMuchCents -= lessCents;
    const change =
      lessCents === amountCents ? { status: "CANCELLED" as const } : { amountCents: amountCents - lessCents };
    await tx
      .update(refunds)
      .set({ ...change, updatedAt: now })
      .where(eq(refunds.id, id));
  }
}

/** What the payment brought, less what went back and what is asked to go back, this one apart. Negative when that is too much. */
export async function centsLeftOf(tx: Tx, paymentId: string, exceptRefundId: string | null = null): Promise<number> {
  const { rows } = await tx.execute<{ cents: string }>(sql`
    select coalesce(p.received_cents, 0) - coalesce((
      select sum(r.amount_cents) from refunds r
      where r.payment_id = p.id and r.status in ('REQUESTED', 'PENDING', 'SUCCEEDED') and r.id is distinct from ${exceptRefundId}::uuid
    ), 0) as cents
    from payments p where p.id = ${paymentId}`);
  const row = rows[0];
  if (row === undefined) throw new Error("refunds of a payment that is not there");
  return Number(row.cents);
}
