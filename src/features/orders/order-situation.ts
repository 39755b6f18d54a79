import type { Order } from "./schemas";

/** What an order's page has to say, one step finer than its status. */
export type Situation =
  | "pending"
  | "processing"
  | "paid"
  | "line-lost"
  | "partly-refunded"
  | "refunded"
  | "payment-failed"
  | "cancelled";

export function situationOf(
  order: Pick<Order, "status" | "cancelReason"> & {
    payments: Pick<Order["payments"][number], "status">[];
    lines: Pick<Order["lines"][number], "outcome">[];
  },
): Situation {
  switch (order.status) {
    case "PENDING":
      return order.payments.some((payment) => payment.status === "PROCESSING") ? "processing" : "pending";
    case "PAID":
      return "paid";
    case "PARTIALLY_REFUNDED":
      return order.lines.some((line) => line.outcome === "LOST") ? "line-lost" : "partly-refunded";
    case "REFUNDED":
      return "refunded";
    case "CANCELLED":
      return order.cancelReason === "payment_failed" ? "payment-failed" : "cancelled";
    default:
      return order.status satisfies never;
  }
}

/** How long to wait before asking again; 0 when there is nothing to wait for. Quick at first, because a webhook takes a second. */
export function pollAfterMs(situation: Situation, waitedMs: number): number {
  switch (situation) {
    case "pending":
      if (waitedMs < 15_000) return 1_000;
      if (waitedMs < 60_000) return 3_000;
      return waitedMs < 600_000 ? 10_000 : 30_000;
    case "processing":
      // A debit takes days; a card that is slow takes seconds.
      return waitedMs < 60_000 ? 3_000 : 30_000;
    case "paid":
    case "line-lost":
    case "partly-refunded":
    case "refunded":
    case "payment-failed":
    case "cancelled":
      return 0;
    default:
      return situation satisfies never;
  }
}
