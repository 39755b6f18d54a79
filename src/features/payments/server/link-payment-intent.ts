import { eq, sql } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { payments } from "@/db/schema/payments";

/**
 * Links a PaymentIntent whose creation we had not written down. Returns the one that the payment has now: another, when
 * somebody was faster with another.
 */
export async function linkPaymentIntent(reader: Reader, paymentId: string, paymentIntentId: string): Promise<string> {
  const [linked] = await reader
    .update(payments)
    .set({ stripePaymentIntentId: sql`coalesce(${payments.stripePaymentIntentId}, ${paymentIntentId})` })
    .where(eq(payments.id, paymentId))
    .returning({ paymentIntentId: payments.stripePaymentIntentId });
  if (!linked?.paymentIntentId) throw new Error("there is no such payment to link a PaymentIntent to");
  return linked.paymentIntentId;
}
