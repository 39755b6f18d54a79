import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db } from "@/db/client";
import { worklistEntries } from "@/db/schema/operations";
import { orders, orderLines } from "@/db/schema/orders";
import { refunds } from "@/db/schema/payments";
import { addMinutes, now } from "@/lib/clock";
import { givenOrderIsClosed } from "../../../../tests/support/closed-order";
import { givenCart, givenHold, givenStage } from "../../../../tests/support/given";
import { givenCustomer } from "../../../../tests/support/orders";
import { tellEvent, useStripe } from "../../../../tests/support/stripe-sandbox";
import { visitorOf } from "../../../../tests/support/visitor";
import { makeOwedRefunds } from "./jobs";

const stripe = useStripe();

/** Paid at Stripe after the order was closed and its only place had gone to somebody else: 100 € to give back. */
async function givenLateMoney(): Promise<{ orderId: string; paymentIntentId: string }> {
  const stage = await givenStage({ places: 1 });
  const visitor = visitorOf(api, { cookie: (await givenCart({ items: [{ stage }] })).cookie });
  const { body } = await visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
  await givenOrderIsClosed(body.order);
  const items = await visitor.get("/cart");
  await visitor.delete(`/cart/items/${items.body.items[0].id}`);
  await givenHold({ stage, expiresAt: addMinutes(now(), 60) });
  stripe().confirm(body.payment.paymentIntentId);
  return { orderId: body.order.id, paymentIntentId: body.payment.paymentIntentId };
}

const givenBackAtStripe = (paymentIntentId: string) =>
  stripe()
    .refunds(paymentIntentId)
    .filter((refund) => refund.status === "succeeded")
    .reduce((sum, refund) => sum + refund.amount, 0);

const statusOf = async (orderId: string) => (await db().select().from(orders).where(eq(orders.id, orderId)))[0]?.status;
const outcomesOf = async (orderId: string) =>
  (await db().select().from(orderLines).where(eq(orderLines.orderId, orderId))).map((line) => line.outcome);
const kindsOf = async (orderId: string) =>
  (await db().select().from(worklistEntries).where(eq(worklistEntries.orderId, orderId))).map((entry) => entry.kind);

test("a lost line is given back less what staff gave back already, though the refund was told before the money [Y8]", async () => {
  const { orderId, paymentIntentId } = await givenLateMoney();
  stripe().refund(paymentIntentId, { amount: 400 });
  const told = stripe().events({ type: "charge.refunded" }).at(-1);

  expect(await tellEvent(stripe(), told?.id ?? "")).toBe("processed");
  await makeOwedRefunds();

  expect(await outcomesOf(orderId)).toEqual(["LOST"]);
  expect(givenBackAtStripe(paymentIntentId)).toBe(10_000);
  expect(await statusOf(orderId)).toBe("REFUNDED");
  expect(await kindsOf(orderId)).not.toContain("REFUND_FAILED");
});

test("a refund that Stripe refuses because staff were faster with a part is made for the rest, under a key of its own", async () => {
  const { orderId, paymentIntentId } = await givenLateMoney();
  await stripe().tell(paymentIntentId, "payment_intent.succeeded");
  stripe().refund(paymentIntentId, { amount: 400 });

  await makeOwedRefunds();
  await makeOwedRefunds();

  expect(givenBackAtStripe(paymentIntentId)).toBe(10_000);
  expect(await statusOf(orderId)).toBe("REFUNDED");
  expect(await kindsOf(orderId)).not.toContain("REFUND_FAILED");
});

test("a refund that Stripe refuses because staff gave back everything is not owed any more, and alarms nobody", async () => {
  const { orderId, paymentIntentId } = await givenLateMoney();
  await stripe().tell(paymentIntentId, "payment_intent.succeeded");
  stripe().refund(paymentIntentId);

  await makeOwedRefunds();

  expect(await statusOf(orderId)).toBe("REFUNDED");
  expect((await db().select().from(refunds).where(eq(refunds.orderId, orderId))).map(({ status }) => status)).toEqual(
    expect.arrayContaining(["CANCELLED", "SUCCEEDED"]),
  );
  expect(await kindsOf(orderId)).not.toContain("REFUND_FAILED");
});

test("a refund of the staff's that stood in for ours and then fails at the bank is the staff's again, and ours is not asked for behind their back [Y11]", async () => {
  const { orderId, paymentIntentId } = await givenLateMoney();
  await stripe().tell(paymentIntentId, "payment_intent.succeeded");
  const theirs = stripe().refund(paymentIntentId);
  await stripe().tell(paymentIntentId, "refund.created");
  await makeOwedRefunds();

  stripe().failRefund(theirs.id);
  await stripe().tell(paymentIntentId, "refund.failed");
  await makeOwedRefunds();

  expect(stripe().refunds(paymentIntentId)).toHaveLength(1);
  expect(await kindsOf(orderId)).toEqual(expect.arrayContaining(["LINE_LOST", "REFUND_FAILED"]));
  // All of the order was lost, so it is paid with nothing given back until the staff have found another way.
  expect(await statusOf(orderId)).toBe("PAID");
});
