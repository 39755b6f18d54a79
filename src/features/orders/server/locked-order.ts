import { asc, eq } from "drizzle-orm";
import type { Reader, Tx } from "@/db/client";
import { orderLines, orders } from "@/db/schema/orders";
import { payments } from "@/db/schema/payments";
import { statement } from "@/db/statement";

const lineColumns = {
  id: orderLines.id,
  position: orderLines.position,
  type: orderLines.type,
  cartItemId: orderLines.cartItemId,
  stageId: orderLines.stageId,
  baptemeId: orderLines.baptemeId,
  giftCard: orderLines.giftCard,
  priceCents: orderLines.priceCents,
  dueNowCents: orderLines.dueNowCents,
  balanceCents: orderLines.balanceCents,
  outcome: orderLines.outcome,
};

export type OrderLine = Awaited<ReturnType<typeof findOrderLines>>[number];
type OrderRow = Pick<
  typeof orders.$inferSelect,
  | "id"
  | "number"
  | "cartSessionId"
  | "status"
  | "cancelReason"
  | "payableUntil"
  | "closeReason"
  | "closeAttempts"
  | "cartFingerprint"
  | "locale"
  | "subtotalCents"
  | "giftCardCents"
  | "dueNowCents"
  | "balanceCents"
  | "createdAt"
  | "paidAt"
>;
export type OrderPayment = Pick<
  typeof payments.$inferSelect,
  | "id"
  | "orderId"
  | "method"
  | "status"
  | "amountCents"
  | "currency"
  | "stripePaymentIntentId"
  | "giftCardId"
  | "coversOrder"
  | "receivedCents"
  | "receivedCurrency"
  | "refundedCents"
  | "createdAt"
>;
export type LockedOrder = OrderRow & { payments: OrderPayment[] };

/** By its own id, or by that of a PaymentIntent of ours. */
export type WhichOrder = { id: string } | { paymentIntentId: string };

/**
 * The order and its payments, locked in this order (docs/domain/places-and-holds.md); null when there is none. Two statements: the
 * second, after the order's lock, sees what the transaction that held it before has committed. They are sent at once.
 */
export async function lockOrderOf(tx: Tx, which: WhichOrder): Promise<LockedOrder | null> {
  const values = valuesOf(which);
  const [[order], payments] = await Promise.all([selectOrder(tx, values), selectPayments(tx, values)]);
  return order === undefined ? null : { ...order, payments };
}

export const lockOrder = (tx: Tx, id: string): Promise<LockedOrder | null> => lockOrderOf(tx, { id });

/** For `THE_ORDER`. */
export const valuesOf = (which: WhichOrder): [string | null, string | null] =>
  "id" in which ? [which.id, null] : [null, which.paymentIntentId];

/** The order's id, in a statement whose first two values are `valuesOf`. A PaymentIntent of ours never leaves its payment. */
export const THE_ORDER =
  "coalesce($1::uuid, (select order_id from payments where stripe_payment_intent_id = $2::text))";

const selectOrder = statement<OrderRow>(
  "lock-order",
  `select id, number, cart_session_id as "cartSessionId", status, cancel_reason as "cancelReason",
     payable_until as "payableUntil", close_reason as "closeReason", close_attempts as "closeAttempts",
     cart_fingerprint as "cartFingerprint", locale, subtotal_cents::float8 as "subtotalCents",
     gift_card_cents::float8 as "giftCardCents", due_now_cents::float8 as "dueNowCents",
     balance_cents::float8 as "balanceCents", created_at as "createdAt", paid_at as "paidAt"
   from orders
   where id = ${THE_ORDER}
   for update`,
);

const selectPayments = statement<OrderPayment>(
  "lock-payments-of-order",
  `select id, order_id as "orderId", method, status, amount_cents::float8 as "amountCents", currency,
     stripe_payment_intent_id as "stripePaymentIntentId", gift_card_id as "giftCardId", covers_order as "coversOrder",
     received_cents::float8 as "receivedCents", received_currency as "receivedCurrency",
     refunded_cents::float8 as "refundedCents", created_at as "createdAt"
   from payments
   where order_id = ${THE_ORDER}
   order by created_at, id
   for update`,
);

/** The lines, in the order of the cart they came from. */
export const findOrderLines = (reader: Reader, orderId: string) =>
  reader.select(lineColumns).from(orderLines).where(eq(orderLines.orderId, orderId)).orderBy(asc(orderLines.position));

/** Which order a PaymentIntent of ours belongs to. Not locked: lock the order and look again. */
export async function findOrderOfPaymentIntent(reader: Reader, paymentIntentId: string): Promise<string | null> {
  const [row] = await reader
    .select({ orderId: payments.orderId })
    .from(payments)
    .where(eq(payments.stripePaymentIntentId, paymentIntentId))
    .limit(1);
  return row?.orderId ?? null;
}

/** Can still be paid: it ends with an answer of Stripe's, not with the time passing. */
export const isPayable = (order: { payableUntil: Date | null }): boolean => order.payableUntil !== null;

export const stripePaymentOf = (order: LockedOrder): OrderPayment | undefined =>
  order.payments.find((payment) => payment.method === "STRIPE" && payment.coversOrder);
