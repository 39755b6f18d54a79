import type { Tx } from "@/db/client";
import { raiseAlert } from "@/features/staff/server/raise-alert";
import { addToWorklist } from "@/features/staff/server/worklist";

type FailedRefund = { id: string; orderId: string; paymentId: string; details: Record<string, unknown> };

/** Money that should have gone back has not: staff must find another way, operators hear of it. Told again, it is one entry. */
export async function tellRefundFailed(tx: Tx, refund: FailedRefund, now: Date): Promise<void> {
  const { id, orderId, paymentId, details } = refund;
  const dedupeKey = `refund-failed:${id}`;
  await addToWorklist(tx, { kind: "REFUND_FAILED", dedupeKey, orderId, paymentId, details }, now);
  await raiseAlert(tx, { kind: "refund_failed", dedupeKey, details: { orderId, refundId: id } }, now);
}
