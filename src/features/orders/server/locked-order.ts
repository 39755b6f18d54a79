import { asc, eq } from "drizzle-orm";
import type { Reader, Tx } from "@/db/client";
import { orderLines, orders } from "@/db/schema/orders";
import { paymentAllocations, payments } from "@/db/schema/payments";

const orderColumns = {
  id: orders.id,
  number: orders.number,
  cartSessionId: orders.cartSessionId,
  status: orders.status,
  cancelReason: orders.cancelReason,
  payableUntil: orders.payableUntil,
  closeReason: orders.closeReason,
  closeAttempts: orders.closeAttempts,
  cartFingerprint: orders.cartFingerprint,
  locale: orders.locale,
  subtotalCents: orders.subtotalCents,
  giftCardCents: orders.giftCardCents,
  dueNowCents: orders.dueNowCents,
  balanceCents: orders.balanceCents,
  createdAt: orders.createdAt,
  paidAt: orders.paidAt,
};

const paymentColumns = {
  id: payments.id,
  orderId: payments.orderId,
  method: payments.method,
  status: payments.status,
  amountCents: payments.amountCents,
  currency: payments.currency,
  stripePaymentIntentId: payments.stripePaymentIntentId,
  giftCardId: payments.giftCardId,
  coversOrder: payments.coversOrder,
  receivedCents: payments.receivedCents,
  receivedCurrency: payments.receivedCurrency,
  refundedCents: payments.refundedCents,
  createdAt: payments.createdAt,
};

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

type OrderRow = Awaited<ReturnType<typeof selectOrder>>;
export type OrderPayment = Awaited<ReturnType<typeof selectPayments>>[number];
export type OrderLine = Awaited<ReturnType<typeof findOrderLines>>[number];
export type LockedOrder = NonNullable<OrderRow> & { payments: OrderPayment[] };

/** The order and its payments, locked in this order (docs/domain/places-and-holds.md); null when there is none. */
export async function lockOrder(tx: Tx, orderId: string): Promise<LockedOrder | null> {
  const order = await selectOrder(tx, orderId);
  return order === undefined ? null : { ...order, payments: await selectPayments(tx, orderId) };
}

const selectOrder = async (tx: Tx, orderId: string) =>
  (await tx.select(orderColumns).from(orders).where(eq(orders.id, orderId)).for("update"))[0];

const selectPayments = (tx: Tx, orderId: string) =>
  tx
    .select(paymentColumns)
    .from(payments)
    .where(eq(payments.orderId, orderId))
    .orderBy(asc(payments.createdAt), asc(payments.id))
    .for("update");

/** The lines, in the order of the cart they came from. */
export const findOrderLines = (reader: Reader, orderId: string) =>
  reader.select(lineColumns).from(orderLines).where(eq(orderLines.orderId, orderId)).orderBy(asc(orderLines.position));

/** How the order's payments were planned to divide over its lines when it was made. */
export async function findAllocations(reader: Reader, orderId: string) {
  return reader
    .select({
      paymentId: paymentAllocations.paymentId,
      lineId: paymentAllocations.orderLineId,
      part: paymentAllocations.part,
      amountCents: paymentAllocations.amountCents,
    })
    .from(paymentAllocations)
    .innerJoin(payments, eq(payments.id, paymentAllocations.paymentId))
    .where(eq(payments.orderId, orderId))
    .orderBy(asc(paymentAllocations.id));
}

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
