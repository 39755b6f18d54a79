import type { Tx } from "@/db/client";
import type { CancelReason, OrderStatus } from "@/db/schema/status-words";
import { statement } from "@/db/statement";

export type Linked = {
  /** The one that the payment has now: another, when somebody was faster with another. */
  paymentIntentId: string;
  /** Its order as it is at this moment. */
  order: { status: OrderStatus; payableUntil: Date | null; closeReason: CancelReason | null };
};

/** Links a PaymentIntent whose creation we had not written down. The order is locked first, so whoever is ending it is waited for. */
export async function linkPaymentIntent(tx: Tx | null, paymentId: string, paymentIntentId: string): Promise<Linked> {
  const [linked] = await link(tx, [paymentId, paymentIntentId]);
  if (linked === undefined) throw new Error("there is no such payment to link a PaymentIntent to");
  return { paymentIntentId: linked.paymentIntentId, order: linked };
}

const link = statement<Linked["order"] & { paymentIntentId: string }>(
  "link-payment-intent",
  `with of_payment as materialized (
     select id, status, payable_until, close_reason
     from orders
     where id = (select order_id from payments where id = $1)
     for update
   )
   update payments
   set stripe_payment_intent_id = coalesce(stripe_payment_intent_id, $2)
   from of_payment
   where payments.id = $1 and payments.order_id = of_payment.id
   returning stripe_payment_intent_id as "paymentIntentId", of_payment.status, payable_until as "payableUntil",
     close_reason as "closeReason"`,
);
