import { eq } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { newId } from "@/db/schema/columns";
import { disputes, refunds } from "@/db/schema/payments";
import { addMinutes, addMs, now, setClock } from "@/lib/clock";
import { expectInvariants } from "../../../../tests/support/invariants";
import { givenOrder, type GivenOrder } from "../../../../tests/support/orders";
import { paymentSucceeded, stripeDelivers, stripeEvent } from "../../../../tests/support/stripe-events";

afterEach(async () => {
  setClock();
  await expectInvariants();
});

async function givenPaid(): Promise<GivenOrder> {
  const order = await givenOrder();
  await stripeDelivers(paymentSucceeded(order));
  return order;
}
async function givenOwed(order: GivenOrder, amountCents = 1_000): Promise<string> {
  const id = newId();
  const paymentId = (await order.read()).payments[0]?.id ?? "";
  await db()
    .insert(refunds)
    .values({
      id,
      orderId: order.id,
      paymentId,
      amountCents,
      reason: "STAFF",
      notBefore: addMs(now(), 1e9),
      createdAt: now(),
      updatedAt: now(),
    });
  return id;
}
const tell = (order: GivenOrder, refund: Record<string, unknown>) =>
  stripeDelivers(
    stripeEvent("refund.created", {
      amount: 1_000,
      currency: "eur",
      status: "succeeded",
      payment_intent: order.paymentIntentId,
      ...refund,
    }),
  );
const rowsOf = (order: GivenOrder) =>
  db()
    .select({ id: refunds.id, status: refunds.status, stripeRefundId: refunds.stripeRefundId })
    .from(refunds)
    .where(eq(refunds.orderId, order.id))
    .orderBy(refunds.createdAt);

test("a refund that names another payment's row is its own payment's, and leaves that row as it is [M10]", async () => {
  const [order, other] = [await givenPaid(), await givenPaid()];
  const owed = await givenOwed(other);

  await tell(order, { id: "re_a", metadata: { refundId: owed } });

  expect(await rowsOf(other)).toEqual([{ id: owed, status: "REQUESTED", stripeRefundId: null }]);
  expect((await order.read()).refundedCents).toBe(1_000);
  expect((await other.read()).refundedCents).toBe(0);
});

test("a second refund that names a row which is made already is another refund", async () => {
  const order = await givenPaid();
  const owed = await givenOwed(order);

  await tell(order, { id: "re_b", status: "pending", metadata: { refundId: owed } });
  await tell(order, { id: "re_c", metadata: { refundId: owed } });

  expect(await rowsOf(order)).toMatchObject([
    { id: owed, status: "PENDING", stripeRefundId: "re_b" },
    { status: "SUCCEEDED", stripeRefundId: "re_c" },
  ]);
  expect((await order.read()).refundedCents).toBe(2_000);
});

test("a refund told again under another event is the same refund, and no error [D5] [Y8]", async () => {
  const order = await givenPaid();
  await tell(order, { id: "re_same" });

  expect(await tell(order, { id: "re_same" })).toMatchObject({ status: 200, outcome: "duplicate" });

  expect(await rowsOf(order)).toHaveLength(1);
});

test("what goes back of one payment is not counted for another", async () => {
  const [order, other] = [await givenPaid(), await givenPaid()];

  await tell(order, { id: "re_of_one", amount: 1_500 });
  await tell(other, { id: "re_of_other", amount: 700 });

  expect((await order.read()).refundedCents).toBe(1_500);
  expect((await other.read()).refundedCents).toBe(700);
});

test("our own refund is found by its id when the event is faster than Stripe's answer to us", async () => {
  const order = await givenPaid();
  const owed = await givenOwed(order);

  await tell(order, { id: "re_d", metadata: { refundId: owed } });

  expect(await rowsOf(order)).toEqual([{ id: owed, status: "SUCCEEDED", stripeRefundId: "re_d" }]);
});

test("when the money of a dispute went and came back is noted at the first telling [Y12]", async () => {
  const order = await givenPaid();
  const dispute = {
    id: "dp_twice",
    amount: order.dueNowCents,
    currency: "eur",
    status: "needs_response",
    payment_intent: order.paymentIntentId,
  };
  const tellDispute = (type: string) => stripeDelivers(stripeEvent(`charge.dispute.${type}`, dispute));
  const row = async () => (await db().select().from(disputes).where(eq(disputes.stripeDisputeId, dispute.id)))[0];
  const at = now();
  setClock(at);
  await tellDispute("funds_withdrawn");
  await tellDispute("funds_reinstated");
  setClock(addMinutes(at, 10));

  await tellDispute("funds_withdrawn");
  await tellDispute("funds_reinstated");
  await tellDispute("updated");

  expect(await row()).toMatchObject({ fundsWithdrawnAt: at, fundsReinstatedAt: at });
});
