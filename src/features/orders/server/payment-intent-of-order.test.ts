import { expect, test } from "vitest";
import { api } from "@/app/api/api";
import { transaction } from "@/db/transaction";
import { linkPaymentIntent } from "@/features/payments/server/link-payment-intent";
import { addMs, DAY_MS, now, setClock } from "@/lib/clock";
import { givenCart } from "../../../../tests/support/given";
import { givenAnswerWasLost, givenCustomer } from "../../../../tests/support/orders";
import { useStripe } from "../../../../tests/support/stripe-sandbox";
import { visitorOf } from "../../../../tests/support/visitor";
import { lockOrder, stripePaymentOf } from "./locked-order";
import { paymentIntentOfOrder } from "./payment-intent-of-order";

const stripe = useStripe();

test.each(["server_error", "server_error_after_work"] as const)(
  "%s, which Stripe repeats for its key, holds nobody up: the list proves what was made, and there is one [S2]",
  async (kind) => {
    const cart = await givenCart();
    const visitor = visitorOf(api, { cookie: cart.cookie });
    const order = () => visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
    stripe().faults.set([{ kind, method: "POST", path: "/v1/payment_intents" }]);
    expect((await order()).status).toBe(503);
    stripe().faults.clear();

    const answers = await Promise.all([order(), order(), order()]);

    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map((answer) => answer.body.payment.paymentIntentId)).size).toBe(1);
    expect(
      stripe()
        .paymentIntents()
        .filter((intent) => intent.metadata["sessionId"] === cart.sessionId),
    ).toHaveLength(1);
  },
);

test("a PaymentIntent that is not the one linked meanwhile is cancelled, and the linked one is handed out", async () => {
  const cart = await givenCart();
  const { body } = await visitorOf(api, { cookie: cart.cookie }).post("/orders/create", {
    customer: givenCustomer(),
    acceptTerms: true,
  });
  await givenAnswerWasLost(body.order);
  const faster = stripe().create({ amount: body.payment.amountCents, currency: "eur" });
  const order = await transaction((tx) => lockOrder(tx, body.order.id));
  const payment = order && stripePaymentOf(order);
  if (!payment) throw new Error("the order has no payment");
  await linkPaymentIntent(null, payment.id, faster.id);

  const handedOut = await paymentIntentOfOrder({ ...order, payment });

  expect(handedOut?.id).toBe(faster.id);
  expect(stripe().paymentIntent(body.payment.paymentIntentId).status).toBe("canceled");
});

test("of several that name the order, the one found again is what we asked for, and the oldest: others were made by hand [S4]", async () => {
  const cart = await givenCart();
  const { body } = await visitorOf(api, { cookie: cart.cookie }).post("/orders/create", {
    customer: givenCustomer(),
    acceptTerms: true,
  });
  await givenAnswerWasLost(body.order);
  const { amount, currency, metadata } = stripe().paymentIntent(body.payment.paymentIntentId);
  setClock(addMs(now(), 2 * DAY_MS));
  const byHand = [amount, amount - 1].map((cents) => stripe().create({ amount: cents, currency, metadata }));
  const order = await transaction((tx) => lockOrder(tx, body.order.id));
  const payment = order && stripePaymentOf(order);
  if (!payment) throw new Error("the order has no payment");

  const found = await paymentIntentOfOrder({ ...order, payment });

  expect(found?.id).toBe(body.payment.paymentIntentId);
  expect(byHand.map(({ id }) => id)).not.toContain(found?.id);
});
