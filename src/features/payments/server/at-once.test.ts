import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db } from "@/db/client";
import { worklistEntries } from "@/db/schema/operations";
import { orders } from "@/db/schema/orders";
import { payments } from "@/db/schema/payments";
import { closeUnpaidOrders } from "@/features/orders/server/jobs";
import { addMinutes, now } from "@/lib/clock";
import { whileSomebodyIsAt } from "../../../../tests/support/at-once";
import { givenOrderIsClosed } from "../../../../tests/support/closed-order";
import { givenCart } from "../../../../tests/support/given";
import { givenAnswerWasLost, givenCustomer, givenOrder, givenTimeToPayIsOver } from "../../../../tests/support/orders";
import { paymentSucceeded, stripeDelivers } from "../../../../tests/support/stripe-events";
import { tellEvent, useStripe } from "../../../../tests/support/stripe-sandbox";
import { visitorOf } from "../../../../tests/support/visitor";

const stripe = useStripe();

async function given() {
  const visitor = visitorOf(api, { cookie: (await givenCart()).cookie });
  const order = () => visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
  const { body } = await order();
  const id: string = body.order.id;
  const intent: string = body.payment.paymentIntentId;
  return {
    id,
    intent,
    amountCents: body.payment.amountCents,
    again: order,
    read: async () => (await visitor.get(`/orders/${id}`)).body.order,
  };
}
const succeededEvent = (intent: string) =>
  stripe().events({ paymentIntent: intent, type: "payment_intent.succeeded" })[0]?.id ?? "";

test("an order that a declined attempt gives more time, while the end of its time is on its way, is not ended", async () => {
  const order = await given();
  await givenTimeToPayIsOver(order);

  const ended = await whileSomebodyIsAt(order, closeUnpaidOrders, (tx) =>
    tx
      .update(orders)
      .set({ status: "CANCELLED", cancelReason: "payment_failed", payableUntil: addMinutes(now(), 10) })
      .where(eq(orders.id, order.id)),
  );

  expect(ended).toBe(0);
  expect(stripe().paymentIntent(order.intent).status).toBe("requires_payment_method");
  expect((await order.again()).body.order).toMatchObject({ id: order.id, status: "PENDING" });
});

test("an order that is being ended while its visitor asks for it again is not handed out: they get another one", async () => {
  const order = await given();
  stripe().faults.set([{ kind: "slow", ms: 600, count: 1, method: "GET", path: "/v1/payment_intents" }]);

  const asking = order.again();
  await whileSomebodyIsAt(
    order,
    async () => undefined,
    (tx) => tx.update(orders).set({ closeReason: "replaced" }).where(eq(orders.id, order.id)),
  );
  const answer = await asking;

  expect(answer.status).toBe(201);
  expect(answer.body.order.id).not.toBe(order.id);
  expect(stripe().paymentIntent(order.intent).status).toBe("canceled");
});

test("a success whose PaymentIntent is linked while it waits for the order pays it, as one that was known", async () => {
  const order = await given();
  stripe().confirm(order.intent);
  await givenAnswerWasLost(order);

  const outcome = await whileSomebodyIsAt(
    order,
    () => tellEvent(stripe(), succeededEvent(order.intent)),
    (tx) => tx.update(payments).set({ stripePaymentIntentId: order.intent }).where(eq(payments.orderId, order.id)),
  );

  expect(outcome).toBe("processed");
  expect((await order.read()).status).toBe("PAID");
  expect(await db().select().from(worklistEntries).where(eq(worklistEntries.orderId, order.id))).toEqual([]);
});

test("several events at once about a success whose PaymentIntent we did not know: one pays, none fails [D5]", async () => {
  const order = await given();
  stripe().confirm(order.intent);
  await givenAnswerWasLost(order);
  const about = {
    paymentIntentId: order.intent,
    dueNowCents: order.amountCents,
    metadata: stripe().paymentIntent(order.intent).metadata,
  };

  const answers = await Promise.all([1, 2, 3].map(() => stripeDelivers(paymentSucceeded(about))));

  expect(answers.filter((answer) => answer.outcome === "processed")).toHaveLength(1);
  expect(answers.filter((answer) => answer.outcome === "duplicate")).toHaveLength(2);
  expect(await order.read()).toMatchObject({ status: "PAID", refundedCents: 0, bookings: [{}] });
});

test("a newer order of the same cart is asked to close even while its visitor is at it", async () => {
  const cart = await givenCart();
  const old = await givenOrder({ cart });
  await givenOrderIsClosed(old);
  const newer = await givenOrder({ cart });

  await whileSomebodyIsAt(newer, () => stripeDelivers(paymentSucceeded(old)));

  expect((await old.read()).status).toBe("PAID");
  const [row] = await db()
    .select({ closeReason: orders.closeReason, payableUntil: orders.payableUntil })
    .from(orders)
    .where(eq(orders.id, newer.id));
  expect(row?.closeReason).toBe("replaced");
  expect(row?.payableUntil?.getTime()).toBeLessThanOrEqual(now().getTime());
});
