import { and, asc, eq, inArray, isNotNull, isNull, lte, ne, or, sql } from "drizzle-orm";
import type { Reader, Tx } from "@/db/client";
import { newId } from "@/db/schema/columns";
import { orderLines, orders } from "@/db/schema/orders";
import { paymentAllocations, payments } from "@/db/schema/payments";
import type { Customer, Locale } from "@/db/schema/snapshots";
import type { CancelReason } from "@/db/schema/status-words";
import { sumCents } from "@/lib/money";
import type { LockedOrder, OrderPayment } from "./locked-order";
import type { PlannedAllocation } from "./read-for-payment";
import type { Allocation, Settlement } from "./rules";

/** How the customer's money divides over the lines, where that is not as planned; what nobody asked for is EXCESS. */
export async function allocateMoney(
  tx: Tx,
  received: { payment: OrderPayment; amountCents: number; dueNowCents: number; allocations: Allocation[] },
  planned: PlannedAllocation[],
): Promise<void> {
  const excess = received.amountCents - received.dueNowCents;
  const rows = [
    ...received.allocations.map((allocation) => ({
      paymentId: received.payment.id,
      orderLineId: allocation.lineId,
      part: allocation.part,
      amountCents: allocation.amountCents,
    })),
    ...(excess > 0
      ? [{ paymentId: received.payment.id, orderLineId: null, part: "EXCESS" as const, amountCents: excess }]
      : []),
  ];
  await replaceAllocations(tx, received.payment.id, planned, rows);
}

type AllocationRow = typeof paymentAllocations.$inferInsert;

async function replaceAllocations(
  tx: Tx,
  paymentId: string,
  planned: PlannedAllocation[],
  rows: AllocationRow[],
): Promise<void> {
  const keyOf = (lineId: string | null | undefined, row: { part: string; amountCents: number }) =>
    `${lineId ?? ""}:${row.part}:${row.amountCents}`;
  const asPlanned = planned.filter((one) => one.paymentId === paymentId).map((one) => keyOf(one.lineId, one));
  const asIs = rows.map((row) => keyOf(row.orderLineId, row));
  if (asPlanned.toSorted().join() === asIs.toSorted().join()) return;
  await tx.delete(paymentAllocations).where(eq(paymentAllocations.paymentId, paymentId));
  if (rows.length > 0) await tx.insert(paymentAllocations).values(rows);
}

/**
 * What the gift cards really pay, a payment for each card. The parts that the order kept become SUCCEEDED when they are used as
 * planned; a part that is not, or was given up when the order ended, stays as history beside a new payment of what is used now.
 */
export async function recordCardPayments(
  tx: Tx,
  order: LockedOrder,
  used: Settlement["cardAllocations"],
  planned: PlannedAllocation[],
  now: Date,
): Promise<{ giftCardId: string; paymentId: string; amountCents: number }[]> {
  const spent: { giftCardId: string; paymentId: string; amountCents: number }[] = [];
  const cardIds = new Set([
    ...used.map((allocation) => allocation.giftCardId),
    ...order.payments.flatMap((payment) => payment.giftCardId ?? []),
  ]);
  for (const giftCardId of [...cardIds].toSorted()) {
    const allocations = used.filter((allocation) => allocation.giftCardId === giftCardId);
    const amountCents = sumCents(allocations.map((allocation) => allocation.amountCents));
    const kept = order.payments.find((payment) => payment.giftCardId === giftCardId && payment.status === "PENDING");
    if (kept && kept.amountCents !== amountCents)
      await tx.update(payments).set({ status: "CANCELLED" }).where(eq(payments.id, kept.id));
    if (amountCents === 0) continue;
    const succeeded = {
      status: "SUCCEEDED" as const,
      receivedCents: amountCents,
      receivedCurrency: "eur",
      succeededAt: now,
      succeededBy: "GIFT_CARD",
    };
    const paymentId = kept?.amountCents === amountCents ? kept.id : newId();
    if (paymentId === kept?.id) await tx.update(payments).set(succeeded).where(eq(payments.id, paymentId));
    else
      await tx.insert(payments).values({
        id: paymentId,
        orderId: order.id,
        method: "GIFT_CARD",
        giftCardId,
        amountCents,
        createdAt: now,
        ...succeeded,
      });
    await replaceAllocations(
      tx,
      paymentId,
      planned,
      allocations.map((allocation) => ({
        paymentId,
        orderLineId: allocation.lineId,
        part: allocation.part,
        amountCents: allocation.amountCents,
      })),
    );
    spent.push({ giftCardId, paymentId, amountCents });
  }
  return spent;
}

/**
 * Another order of the same cart wants what this one has just bought: it is closed at once, at Stripe first, by the job. Locking
 * it here is against the lock order, but passing it over would let it be paid too; should two late orders of one cart wait for
 * each other, PostgreSQL ends one and it is done again.
 */
export async function askToCloseOvertakenOrders(
  tx: Tx,
  order: LockedOrder,
  itemIds: string[],
  now: Date,
): Promise<void> {
  if (order.cartSessionId === null || itemIds.length === 0) return;
  const overtaken = tx
    .select({ id: orders.id })
    .from(orders)
    .where(
      and(
        eq(orders.cartSessionId, order.cartSessionId),
        ne(orders.id, order.id),
        isNotNull(orders.payableUntil),
        sql`exists (select from ${orderLines} where ${orderLines.orderId} = ${orders.id} and ${inArray(orderLines.cartItemId, itemIds)})`,
      ),
    )
    .for("update");
  await tx
    .update(orders)
    .set({ closeReason: "replaced", payableUntil: now, closeNotBefore: now })
    .where(inArray(orders.id, overtaken));
}

/** The order ends unpaid. Its lines end too; gift-card parts are no longer kept. */
export async function markOrderClosed(tx: Tx, order: LockedOrder, reason: CancelReason, now: Date): Promise<void> {
  await tx
    .update(orders)
    .set({ status: "CANCELLED", cancelReason: reason, cancelledAt: now, payableUntil: null, closeNotBefore: null })
    .where(eq(orders.id, order.id));
  await tx
    .update(orderLines)
    .set({ outcome: "CANCELLED" })
    .where(and(eq(orderLines.orderId, order.id), eq(orderLines.outcome, "PENDING")));
  await tx
    .update(payments)
    .set({ status: "CANCELLED" })
    .where(and(eq(payments.orderId, order.id), inArray(payments.status, ["PENDING", "PROCESSING"])));
}

/** A failed attempt: the order counts as cancelled, but it can be paid until `payableUntil`, on the same PaymentIntent. */
export async function markOrderFailed(tx: Tx, order: LockedOrder, payableUntil: Date, now: Date): Promise<void> {
  await tx
    .update(orders)
    .set({ status: "CANCELLED", cancelReason: "payment_failed", cancelledAt: now, payableUntil })
    .where(eq(orders.id, order.id));
}

export async function markPaymentFailed(
  tx: Tx,
  paymentId: string,
  failure: { code: string; message: string | null },
): Promise<void> {
  await tx
    .update(payments)
    .set({ status: "FAILED", failureCode: failure.code, failureMessage: failure.message })
    .where(eq(payments.id, paymentId));
}

export async function markPaymentProcessing(tx: Tx, paymentId: string): Promise<void> {
  await tx.update(payments).set({ status: "PROCESSING" }).where(eq(payments.id, paymentId));
}

/** The visitor tries again: what a failed payment cancelled is pending once more. */
export async function markOrderPending(tx: Tx, orderId: string): Promise<void> {
  await tx
    .update(orders)
    .set({ status: "PENDING", cancelReason: null, cancelledAt: null })
    .where(eq(orders.id, orderId));
}

/** Says, before Stripe is asked, why the order is being closed and who is at it until when. A reason said before stays. */
export async function markOrderClosing(tx: Tx, orderId: string, reason: CancelReason, notBefore: Date): Promise<void> {
  await tx
    .update(orders)
    .set({
      closeReason: sql`coalesce(${orders.closeReason}, ${reason})`,
      closeAttempts: sql`${orders.closeAttempts} + 1`,
      closeNotBefore: notBefore,
    })
    .where(eq(orders.id, orderId));
}

export async function forgetClosing(reader: Reader, orderId: string): Promise<void> {
  await reader
    .update(orders)
    .set({ closeReason: null, closeNotBefore: null, closeAttempts: 0 })
    .where(eq(orders.id, orderId));
}

/** The visitor came back with the same cart: their details as they are now; a failed attempt is forgotten. */
export async function refreshPendingOrder(
  tx: Tx,
  orderId: string,
  customer: Customer,
  locale: Locale,
  now: Date,
): Promise<void> {
  await tx.update(orders).set({ customer, locale, termsAcceptedAt: now }).where(eq(orders.id, orderId));
}

/** Orders whose time to pay is over and that nobody is closing now; a bank debit under way has no time limit. */
export async function findOrdersToClose(reader: Reader, now: Date, limit: number): Promise<string[]> {
  const rows = await reader
    .select({ id: orders.id })
    .from(orders)
    .where(
      and(
        lte(orders.payableUntil, now),
        or(isNull(orders.closeNotBefore), lte(orders.closeNotBefore, now)),
        sql`not exists (select from ${payments} where ${payments.orderId} = ${orders.id} and ${payments.status} = 'PROCESSING')`,
      ),
    )
    .orderBy(asc(orders.payableUntil))
    .limit(limit);
  return rows.map((row) => row.id);
}

/** The last order of this cart that was paid: an empty cart that was paid for is not «empty», it is done. */
export async function findLastPaidOrderOfCart(reader: Reader, cartSessionId: string): Promise<string | null> {
  const [row] = await reader
    .select({ id: orders.id })
    .from(orders)
    .where(and(eq(orders.cartSessionId, cartSessionId), isNotNull(orders.paidAt)))
    .orderBy(sql`${orders.paidAt} desc`)
    .limit(1);
  return row?.id ?? null;
}
