import { describe, expect, test } from "vitest";
import { pollAfterMs, situationOf } from "./order-situation";

const order = {
  status: "PENDING",
  cancelReason: null,
  payments: [{ status: "PENDING" }],
  lines: [{ outcome: "PENDING" }],
} as const;
const asOrder = (changes: object) => ({ ...order, payments: [...order.payments], lines: [...order.lines], ...changes });

describe("what an order's page has to say", () => {
  test("a bank that takes days is not a payment that is missing", () => {
    expect([situationOf(asOrder({})), situationOf(asOrder({ payments: [{ status: "PROCESSING" }] }))]).toEqual([
      "pending",
      "processing",
    ]);
  });

  test("a refund that staff made is not a place that was lost", () => {
    const refunded = { status: "PARTIALLY_REFUNDED", lines: [{ outcome: "BOOKED" }, { outcome: "BOOKED" }] };
    const lost = { status: "PARTIALLY_REFUNDED", lines: [{ outcome: "BOOKED" }, { outcome: "LOST" }] };

    expect([situationOf(asOrder(refunded)), situationOf(asOrder(lost))]).toEqual(["partly-refunded", "line-lost"]);
  });

  test("a declined payment can be tried again, an expired order cannot", () => {
    const cancelled = (cancelReason: string) => situationOf(asOrder({ status: "CANCELLED", cancelReason }));

    expect([cancelled("payment_failed"), cancelled("expired")]).toEqual(["payment-failed", "cancelled"]);
  });
});

describe("asking again", () => {
  test("is quick at first, then ever slower, and ends with the answer", () => {
    expect([0, 20_000, 120_000, 900_000].map((waited) => pollAfterMs("pending", waited))).toEqual([
      1_000, 3_000, 10_000, 30_000,
    ]);
    expect(
      (["paid", "payment-failed", "cancelled", "refunded", "line-lost"] as const).map((situation) =>
        pollAfterMs(situation, 0),
      ),
    ).toEqual([0, 0, 0, 0, 0]);
  });
});
