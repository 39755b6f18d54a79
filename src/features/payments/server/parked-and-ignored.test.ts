import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db } from "@/db/client";
import { parkedEvents, processedWebhookEvents } from "@/db/schema/processed-webhook-events";
import { addMinutes, now, setClock } from "@/lib/clock";
import { givenCart } from "../../../../tests/support/given";
import { givenCustomer } from "../../../../tests/support/orders";
import { tellEvent, useStripe } from "../../../../tests/support/stripe-sandbox";
import { visitorOf } from "../../../../tests/support/visitor";
import { retryParkedEvents } from "./jobs";

const stripe = useStripe();

test("an event that failed, and of which the retry finds that it is nothing for us, leaves a record that says so", async () => {
  const visitor = visitorOf(api, { cookie: (await givenCart()).cookie });
  const { body } = await visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
  const { amount, currency, metadata } = stripe().paymentIntent(body.payment.paymentIntentId);
  const byHand = stripe().create({ amount, currency, metadata });
  stripe().confirm(byHand.id);
  await stripe().tell(byHand.id, "payment_intent.succeeded");
  stripe().refund(byHand.id);
  const refunded = stripe().events({ type: "charge.refunded" })[0]?.id ?? "";
  stripe().faults.set([{ kind: "unavailable" }]);
  expect(await tellEvent(stripe(), refunded)).toBe("payment_provider_unavailable");
  stripe().faults.clear();

  setClock(addMinutes(now(), 1));
  await retryParkedEvents();

  expect(await db().select().from(parkedEvents).where(eq(parkedEvents.id, refunded))).toMatchObject([
    { status: "DONE" },
  ]);
  expect(await db().select().from(processedWebhookEvents).where(eq(processedWebhookEvents.id, refunded))).toMatchObject(
    [{ source: "RETRY", type: "charge.refunded" }],
  );
});
