import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { parkedEvents } from "@/db/schema/processed-webhook-events";
import { visitorOf } from "../../../../tests/support/visitor";
import { givenParticipant, givenStage } from "../../../../tests/support/given";
import { givenCustomer } from "../../../../tests/support/orders";
import { stripeDelivers, stripeEvent } from "../../../../tests/support/stripe-events";
import { useStripe } from "../../../../tests/support/stripe-sandbox";
import { api } from "@/app/api/api";

useStripe();

test("a refund of money that Stripe does not call received is kept for another attempt, under a name that says why", async () => {
  const visitor = visitorOf(api);
  const { id: stageId } = await givenStage();
  await visitor.post("/cart/items", { type: "STAGE", stageId, participant: givenParticipant() });
  const { body } = await visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
  const event = stripeEvent("refund.created", {
    id: "re_too_early",
    object: "refund",
    amount: 1_000,
    currency: "eur",
    status: "pending",
    payment_intent: body.payment.paymentIntentId,
  });

  expect(await stripeDelivers(event)).toMatchObject({ status: 500, code: "internal" });

  const [parked] = await db().select().from(parkedEvents).where(eq(parkedEvents.id, event.id));
  expect(parked).toMatchObject({ status: "WAITING", lastError: "PaymentNotSucceeded" });
});
