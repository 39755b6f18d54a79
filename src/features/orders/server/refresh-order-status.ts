import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orders } from "@/db/schema/orders";
import type { OrderStatus } from "@/db/schema/status-words";
import { sumCents } from "@/lib/money";
import { lockOrder, type LockedOrder } from "./locked-order";

/** A paid order's status follows what its covering payments still hold after refunds; called after each change of a refund. */
export async function refreshOrderStatus(tx: Tx, orderId: string): Promise<void> {
  const order = await lockOrder(tx, orderId);
  if (order === null || order.paidAt === null) return;
  const status = statusAfterRefunds(order);
  if (status !== order.status) await tx.update(orders).set({ status }).where(eq(orders.id, orderId));
}

/**
 * Nothing left: REFUNDED. Less than what the order asked for online: PARTIALLY_REFUNDED. A duplicate payment and what was paid
 * beyond the due amount are the customer's: their refund leaves the order PAID.
 */
export function statusAfterRefunds(
  order: Pick<LockedOrder, "dueNowCents" | "giftCardCents" | "payments">,
): Extract<OrderStatus, "PAID" | "PARTIALLY_REFUNDED" | "REFUNDED"> {
  const covering = order.payments.filter(
    (payment) => payment.coversOrder && payment.method !== "MANUAL" && isMoney(payment.status),
  );
  const kept = sumCents(covering.map((payment) => (payment.receivedCents ?? 0) - payment.refundedCents));
  const refunded = sumCents(covering.map((payment) => payment.refundedCents));
  if (kept >= order.dueNowCents + order.giftCardCents) return "PAID";
  if (refunded === 0) return "PAID";
  return kept === 0 ? "REFUNDED" : "PARTIALLY_REFUNDED";
}

const isMoney = (status: string): boolean =>
  status === "SUCCEEDED" || status === "PARTIALLY_REFUNDED" || status === "REFUNDED";
