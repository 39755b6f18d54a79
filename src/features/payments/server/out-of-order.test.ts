import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db } from "@/db/client";
import { alerts } from "@/db/schema/operations";
import { orders } from "@/db/schema/orders";
import { transaction } from "@/db/transaction";
import { closeOrder } from "@/features/orders/server/close-order";
import { failPayment } from "@/features/orders/server/fail-payment";
import { lockOrder, stripePaymentOf } from "@/features/orders/server/locked-order";
import { now } from "@/lib/clock";
import { givenCart } from "../../../../tests/support/given";
import { givenCustomer } from "../../../../tests/support/orders";
import {
  paymentCanceled,
  paymentFailed,
  paymentProcessing,
  paymentSucceeded,
  stripeDelivers,
} from "../../../../tests/support/stripe-events";
import { useStripe } from "../../../../tests/support/stripe-sandbox";
import { visitorOf } from "../../../../tests/support/visitor";

const stripe = useStripe();

async function given() {
  const visitor = visitorOf(api, { cookie: (await givenCart()).cookie });
  const { body } = await visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
  const { id, amount, metadata } = stripe().paymentIntent(body.payment.paymentIntentId);
  const orderId: string = body.order.id;
  return {
    id: orderId,
    about: { paymentIntentId: id, dueNowCents: amount, metadata },
    pay: () => stripe().confirm(id),
    read: async () => (await visitor.get(`/orders/${orderId}`)).body.order,
  };
}
const locked = (order: { id: string }) =>
  transaction(async (tx) => {
    const found = await lockOrder(tx, order.id);
    if (found === null) throw new Error("the order is gone");
    return found;
  });

test("`processing` that arrives after the decline which followed it is not waited for: Stripe says that nothing is under way [O14]", async () => {
  const order = await given();
  await stripeDelivers(paymentFailed(order.about));

  expect(await stripeDelivers(paymentProcessing(order.about))).toMatchObject({ status: 200, outcome: "ignored" });

  expect(await order.read()).toMatchObject({
    status: "CANCELLED",
    cancelReason: "payment_failed",
    payments: [{ status: "FAILED" }],
  });
});

test("`processing` that arrives after the money is old news [O2] [O5]", async () => {
  const order = await given();
  await stripeDelivers(paymentSucceeded(order.about));

  expect(await stripeDelivers(paymentProcessing(order.about))).toMatchObject({ status: 200, outcome: "ignored" });

  expect(await order.read()).toMatchObject({ status: "PAID", payments: [{ status: "SUCCEEDED" }] });
});

test("a cancellation of what is paid is not believed: Stripe is asked, the order stays paid, the operators are told [O3]", async () => {
  const order = await given();
  order.pay();
  await stripeDelivers(paymentSucceeded(order.about));

  expect(await stripeDelivers(paymentCanceled(order.about))).toMatchObject({ status: 200, outcome: "ignored" });

  expect(await order.read()).toMatchObject({ status: "PAID", payments: [{ status: "SUCCEEDED" }], bookings: [{}] });
  expect((await db().select({ kind: alerts.kind }).from(alerts)).map(({ kind }) => kind)).toContain(
    "canceled_after_success",
  );
});

test("a cancellation of an order that has ended is nothing new", async () => {
  const order = await given();
  await stripeDelivers(paymentCanceled(order.about));
  const before = await order.read();

  expect(await stripeDelivers(paymentCanceled(order.about))).toMatchObject({ status: 200, outcome: "ignored" });

  expect(await order.read()).toEqual(before);
});

test("a decline of an order that has ended does not make it payable again", async () => {
  const order = await given();
  await stripeDelivers(paymentCanceled(order.about));

  expect(await stripeDelivers(paymentFailed(order.about))).toMatchObject({ status: 200, outcome: "ignored" });

  const ended = await locked(order);
  const payment = stripePaymentOf(ended);
  if (payment === undefined) throw new Error("the order has no payment");
  // Whoever read it before it ended comes to the same: nothing of the order moves.
  expect(
    await transaction((tx) => failPayment(tx, ended, payment, { code: "card_declined", message: null }, now())),
  ).toBe("nothing-new");
  expect(await db().select({ payableUntil: orders.payableUntil }).from(orders).where(eq(orders.id, order.id))).toEqual([
    { payableUntil: null },
  ]);
});

test("a success and its copies in any order with a decline and a cancellation end in the same state [O1] [O12]", async () => {
  const order = await given();
  order.pay();
  const events = [
    paymentCanceled(order.about),
    paymentSucceeded(order.about),
    paymentFailed(order.about),
    paymentProcessing(order.about),
    paymentSucceeded(order.about),
  ];

  for (const event of events) expect((await stripeDelivers(event)).status).toBe(200);

  expect(await order.read()).toMatchObject({
    status: "PAID",
    cancelReason: null,
    payments: [{ status: "SUCCEEDED" }],
    bookings: [{}],
  });
});

test("an order that is paid is not closed by whoever still thinks it open", async () => {
  const order = await given();
  await stripeDelivers(paymentSucceeded(order.about));

  expect(await transaction(async (tx) => closeOrder(tx, await locked(order), now()))).toBe("closed-already");

  expect(await order.read()).toMatchObject({ status: "PAID", lines: [{ outcome: "BOOKED" }] });
});
