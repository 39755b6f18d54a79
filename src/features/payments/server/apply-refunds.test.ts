import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { parkedEvents, processedWebhookEvents } from "@/db/schema/processed-webhook-events";
import { visitorOf } from "../../../../tests/support/visitor";
import { givenParticipant, givenStage } from "../../../../tests/support/given";
import { givenCustomer } from "../../../../tests/support/orders";
import { stripeDelivers, stripeEvent } from "../../../../tests/support/stripe-events";
import { useStripe } from "../../../../tests/support/stripe-sandbox";
import { api } from "@/app/api/api";

const payments = useStripe();

async function givenPayable(): Promise<string> {
  const visitor = visitorOf(api);
  const { id: stageId } = await givenStage();
  await visitor.post("/cart/items", { type: "STAGE", stageId, participant: givenParticipant() });
  const { body } = await visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
  return body.payment.paymentIntentId;
}

test("an event about refunds of which Stripe has none leaves no record of a refund", async () => {
  const paymentIntent = await givenPayable();
  payments().confirm(paymentIntent);
  await payments().tell(paymentIntent);
  const event = stripeEvent("charge.refunded", { id: "ch_x", object: "charge", payment_intent: paymentIntent });

  expect(await stripeDelivers(event)).toMatchObject({ status: 200, outcome: "duplicate" });

  const [record] = await db().select().from(processedWebhookEvents).where(eq(processedWebhookEvents.id, event.id));
  expect(record).toMatchObject({ effect: "nothing-new" });
});

test("a refund of money that Stripe does not call received is kept for another attempt, under a name that says why", async () => {
  const paymentIntent = await givenPayable();
  const event = stripeEvent("refund.created", {
    id: "re_too_early",
    object: "refund",
    amount: 1_000,
    currency: "eur",
    status: "pending",
    payment_intent: paymentIntent,
  });

  expect(await stripeDelivers(event)).toMatchObject({ status: 500, code: "internal" });

  const [parked] = await db().select().from(parkedEvents).where(eq(parkedEvents.id, event.id));
  expect(parked).toMatchObject({ status: "WAITING", lastError: "PaymentNotSucceeded" });
});

const NO_TEXT = ["\ud800", "\u0000", "a b", "x".repeat(300)];

test.each([
  ["the id", NO_TEXT.map((id) => ({ id }))],
  ["the status", NO_TEXT.map((status) => ({ status }))],
  ["the currency", NO_TEXT.map((currency) => ({ currency }))],
  ["the amount", [9_007_199_254_740_991, -1, 0, 0.5].map((amount) => ({ amount }))],
  ["the PaymentIntent", NO_TEXT.map((id) => ({ payment_intent: id }))],
])(
  "a refund that cannot be kept by %s of it is told apart as an event in a wrong form [M10]",
  async (_what, changes) => {
    const paymentIntent = await givenPayable();
    payments().confirm(paymentIntent);
    await payments().tell(paymentIntent);
    for (const change of changes) {
      const refund = { id: "re_1", object: "refund", amount: 1_000, currency: "eur", status: "pending" };
      const event = stripeEvent("refund.created", { ...refund, payment_intent: paymentIntent, ...change });

      expect(await stripeDelivers(event)).toMatchObject({ status: 500, code: "internal" });

      const [parked] = await db().select().from(parkedEvents).where(eq(parkedEvents.id, event.id));
      expect(parked).toMatchObject({ status: "WAITING", lastError: "ZodError" });
    }
  },
);

test("words for people that the database could not keep do not keep a refund from being counted [M10]", async () => {
  const paymentIntent = await givenPayable();
  payments().confirm(paymentIntent);
  await payments().tell(paymentIntent);
  const refund = { id: "re_words", object: "refund", amount: 1_000, currency: "eur", status: "failed" };
  const event = stripeEvent(
    "refund.created",
    { ...refund, payment_intent: paymentIntent, failure_reason: "lost\u0000card \ud800" },
    { api_version: "2026\u0000" },
  );

  expect(await stripeDelivers(event)).toMatchObject({ status: 200, outcome: "processed" });
});

test("a refund in another currency than its payment's is not counted [Y3]", async () => {
  const paymentIntent = await givenPayable();
  payments().confirm(paymentIntent);
  await payments().tell(paymentIntent);
  const refund = { id: "re_usd", object: "refund", amount: 1_000, currency: "usd", status: "succeeded" };
  const event = stripeEvent("refund.created", { ...refund, payment_intent: paymentIntent });

  expect(await stripeDelivers(event)).toMatchObject({ status: 500, code: "internal" });

  const [parked] = await db().select().from(parkedEvents).where(eq(parkedEvents.id, event.id));
  expect(parked).toMatchObject({ status: "WAITING", lastError: "RefundContradictsPayment" });
});
