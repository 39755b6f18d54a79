import { and, eq, isNull } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { payments } from "@/db/schema/payments";

/** Links a PaymentIntent whose creation we never heard of; false when the payment has one already. */
export async function linkPaymentIntent(tx: Reader, paymentId: string, paymentIntentId: string): Promise<boolean> {
  const linked = await tx
    .update(payments)
    .set({ stripePaymentIntentId: paymentIntentId })
    .where(and(eq(payments.id, paymentId), isNull(payments.stripePaymentIntentId)))
    .returning({ id: payments.id });
  return linked.length === 1;
}
