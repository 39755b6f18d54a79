import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { worklistEntries } from "@/db/schema/operations";
import { disputes } from "@/db/schema/payments";
import { parkedEvents } from "@/db/schema/processed-webhook-events";
import { expectInvariants } from "../../../../tests/support/invariants";
import { givenOrder } from "../../../../tests/support/orders";
import {
  type Event,
  paymentCanceled,
  paymentFailed,
  paymentProcessing,
  paymentSucceeded,
  stripeDelivers,
  stripeEvent,
} from "../../../../tests/support/stripe-events";

afterEach(() => expectInvariants());

const live = (event: Event): Event => ({ ...event, livemode: true });
const refundOf = (paymentIntentId: string) =>
  stripeEvent("refund.created", {
    id: "re_live",
    amount: 100,
    currency: "eur",
    status: "succeeded",
    payment_intent: paymentIntentId,
  });
const disputeOf = (paymentIntentId: string) =>
  stripeEvent("charge.dispute.created", {
    id: "dp_live",
    amount: 100,
    currency: "eur",
    status: "needs_response",
    payment_intent: paymentIntentId,
  });
const worklistOf = (orderId: string) =>
  db().select({ kind: worklistEntries.kind }).from(worklistEntries).where(eq(worklistEntries.orderId, orderId));

describe("with test keys, what a live event tells of a PaymentIntent of ours waits for the staff and changes nothing [D15]", () => {
  test.each([
    ["a decline", paymentFailed],
    ["a bank debit under way", paymentProcessing],
    ["a cancellation", paymentCanceled],
  ])("%s", async (_what, tells) => {
    const order = await givenOrder();
    const event = live(tells(order));

    expect(await stripeDelivers(event)).toMatchObject({ status: 200, outcome: "parked" });

    expect(await order.read()).toMatchObject({ status: "PENDING", payments: [{ status: "PENDING" }] });
    expect(await worklistOf(order.id)).toEqual([{ kind: "WRONG_MODE" }]);
    expect(await db().select().from(parkedEvents).where(eq(parkedEvents.id, event.id))).toMatchObject([
      { status: "FOR_STAFF" },
    ]);
  });

  test.each([
    ["a refund", refundOf],
    ["a dispute", disputeOf],
  ])("%s, of an order that is paid", async (_what, tells) => {
    const order = await givenOrder();
    await stripeDelivers(paymentSucceeded(order));

    expect(await stripeDelivers(live(tells(order.paymentIntentId)))).toMatchObject({ status: 200, outcome: "parked" });

    expect(await order.read()).toMatchObject({ status: "PAID", refundedCents: 0 });
    expect(await db().select().from(disputes)).toEqual([]);
    expect(await worklistOf(order.id)).toEqual([{ kind: "WRONG_MODE" }]);
  });
});

test.each([
  ["a refund", refundOf],
  ["a dispute", disputeOf],
])("%s of a live PaymentIntent that we do not know is nothing of ours [D15]", async (_what, tells) => {
  expect(await stripeDelivers(live(tells("pi_unknown")))).toMatchObject({ status: 200, outcome: "ignored" });
});
