import type { Tx } from "@/db/client";
import { newId } from "@/db/schema/columns";
import { refunds, type RefundReason } from "@/db/schema/payments";
import { fitRequestedRefunds } from "./fit-requested-refunds";

export type RefundWanted = {
  orderId: string;
  paymentId: string;
  orderLineId?: string;
  amountCents: number;
  /** That of the money, as Stripe writes it. */
  currency: string;
  reason: RefundReason;
};

/**
 * A refund to make: the row is committed before Stripe is asked, its id is the idempotency key. Asked for twice, it is one; what
 * staff have given back already is not given twice.
 */
export async function requestRefunds(tx: Tx, wanted: RefundWanted[], now: Date): Promise<void> {
  if (wanted.length === 0) return;
  await tx
    .insert(refunds)
    .values(wanted.map((refund) => ({ ...refund, id: newId(), notBefore: now, createdAt: now, updatedAt: now })))
    .onConflictDoNothing();
  for (const paymentId of new Set(wanted.map((refund) => refund.paymentId)))
    await fitRequestedRefunds(tx, paymentId, now);
}
