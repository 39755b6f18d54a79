import { beforeAll, expect, test } from "vitest";
import { guardThatRefuses } from "../../tests/support/guard-that-refuses";
import { givenOrder } from "../../tests/support/orders";
import { pool } from "./client";
import { newId } from "./schema/columns";
import { ORDER_STATUSES, type OrderStatus, PAYMENT_STATUSES, type PaymentStatus } from "./schema/status-words";

/** The whole table of the domain; whatever is not in it is refused. */
const ORDER_MOVES: Record<OrderStatus, OrderStatus[]> = {
  PENDING: ["PAID", "CANCELLED"],
  CANCELLED: ["PAID"],
  // Backwards among these when a refund fails at the bank.
  PAID: ["PARTIALLY_REFUNDED", "REFUNDED"],
  PARTIALLY_REFUNDED: ["PAID", "REFUNDED"],
  REFUNDED: ["PAID", "PARTIALLY_REFUNDED"],
};
const PAYMENT_MOVES: Record<PaymentStatus, PaymentStatus[]> = {
  PENDING: ["PROCESSING", "SUCCEEDED", "FAILED", "CANCELLED"],
  PROCESSING: ["SUCCEEDED", "FAILED", "CANCELLED"],
  // A visitor whose card was declined tries again on the same PaymentIntent.
  FAILED: ["SUCCEEDED", "PROCESSING"],
  // Money that comes after all is never ignored.
  CANCELLED: ["SUCCEEDED"],
  SUCCEEDED: ["PARTIALLY_REFUNDED", "REFUNDED"],
  PARTIALLY_REFUNDED: ["SUCCEEDED", "REFUNDED"],
  REFUNDED: ["SUCCEEDED", "PARTIALLY_REFUNDED"],
};

const everyMove = <T extends string>(statuses: readonly T[], moves: Record<T, T[]>) =>
  statuses.flatMap((from) =>
    statuses.filter((to) => to !== from).map((to) => ({ from, to, allowed: moves[from].includes(to) })),
  );

let orderId: string;
beforeAll(async () => {
  orderId = (await givenOrder()).id;
});

test.each(everyMove(ORDER_STATUSES, ORDER_MOVES))(
  "an order may go from $from to $to: $allowed",
  async ({ from, to, allowed }) => {
    expect(await moveCopy("orders", orderId, orderAs(from), orderAs(to))).toBe(
      allowed ? undefined : "order_status_guard",
    );
  },
);

test("an order cancelled by a failed payment becomes pending again, as long as it can be paid", async () => {
  const failed = { ...orderAs("CANCELLED"), cancel_reason: "payment_failed" };
  const until = "2099-01-01T00:00:00Z";

  expect(await moveCopy("orders", orderId, { ...failed, payable_until: until }, orderAs("PENDING"))).toBeUndefined();
  expect(await moveCopy("orders", orderId, failed, orderAs("PENDING"))).toBe("order_status_guard");
});

test.each(everyMove(PAYMENT_STATUSES, PAYMENT_MOVES))(
  "a payment may go from $from to $to: $allowed",
  async ({ from, to, allowed }) => {
    const { rows } = await pool().query<{ id: string }>("select id from payments where order_id = $1", [orderId]);

    expect(await moveCopy("payments", rows[0]?.id ?? "", paymentAs(from), paymentAs(to))).toBe(
      allowed ? undefined : "payment_status_guard",
    );
  },
);

/** Columns that go with the status, so that only the move itself can be refused. */
function orderAs(status: OrderStatus): Record<string, unknown> {
  return {
    status,
    cancel_reason: status === "CANCELLED" ? "expired" : null,
    payable_until: status === "PENDING" ? "2099-01-01T00:00:00Z" : null,
    paid_at: ["PENDING", "CANCELLED"].includes(status) ? null : "2027-01-01T00:00:00Z",
  };
}

function paymentAs(status: PaymentStatus): Record<string, unknown> {
  const succeeded = ["SUCCEEDED", "PARTIALLY_REFUNDED", "REFUNDED"].includes(status);
  return { status, succeeded_at: succeeded ? "2027-01-01T00:00:00Z" : null, received_cents: succeeded ? 1_000 : null };
}

/** Makes a row like this one in the first state, and moves it to the second. Returns the guard that refuses; nothing of it stays. */
async function moveCopy(
  table: "orders" | "payments",
  id: string,
  from: Record<string, unknown>,
  to: Record<string, unknown>,
): Promise<string | undefined> {
  const copyId = newId();
  const own = table === "orders" ? { number: copyId, cart_session_id: null } : { stripe_payment_intent_id: null };
  return guardThatRefuses(async (client) => {
    await client.query(
      `insert into ${table} select (jsonb_populate_record(row_of, $2::jsonb)).* from ${table} row_of where id = $1`,
      [id, JSON.stringify({ id: copyId, ...own, ...from })],
    );
    const columns = Object.keys(to);
    await client.query(
      `update ${table} set ${columns.map((column, index) => `${column} = $${index + 2}`).join(", ")} where id = $1`,
      [copyId, ...Object.values(to)],
    );
  });
}
