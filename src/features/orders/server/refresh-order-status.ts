import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orders } from "@/db/schema/orders";
import { lockOrder } from "./locked-order";
import { statusAfterRefunds } from "./rules";

/** A paid order's status follows what its covering payments still hold after refunds; called after each change of a refund. */
export async function refreshOrderStatus(tx: Tx, orderId: string): Promise<void> {
  const order = await lockOrder(tx, orderId);
  if (order === null || order.paidAt === null) return;
  const status = statusAfterRefunds(order);
  if (status !== order.status) await tx.update(orders).set({ status }).where(eq(orders.id, orderId));
}
