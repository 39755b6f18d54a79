import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { alerts, worklistEntries } from "@/db/schema/operations";
import { disputes } from "@/db/schema/payments";
import { parkedEvents } from "@/db/schema/processed-webhook-events";
import { setConfig } from "@/lib/config";
import { expectInvariants } from "../../../../tests/support/invariants";
import { givenOrder, type GivenOrder } from "../../../../tests/support/orders";
import {
  type Event,
  paymentCanceled,
  paymentFailed,
  paymentProcessing,
  paymentSucceeded,
  stripeDelivers,
  stripeEvent,
} from "../../../../tests/support/stripe-events";

afterEach(async () => {
  setConfig();
  await expectInvariants();
});

const LIVE_KEYS = { livemode: true, STRIPE_SECRET_KEY: "sk_live_mine", STRIPE_PUBLISHABLE_KEY: "pk_live_mine" };
const MODES = [
  { keys: "test", told: "live", livemode: false },
  { keys: "live", told: "test", livemode: true },
];
/** Stripe says it of the event and, where its object has a mode, of the object. */
const inMode = (event: Event, livemode: boolean): Event => ({
  ...event,
  livemode,
  data: { object: { ...event.data.object, ...("livemode" in event.data.object && { livemode }) } },
});
const refundOf = (paymentIntentId: string) =>
  stripeEvent("refund.created", {
    id: `re_${paymentIntentId}`,
    amount: 100,
    currency: "eur",
    status: "succeeded",
    payment_intent: paymentIntentId,
  });
const disputeOf = (paymentIntentId: string) =>
  stripeEvent("charge.dispute.created", {
    id: `dp_${paymentIntentId}`,
    amount: 100,
    currency: "eur",
    status: "needs_response",
    payment_intent: paymentIntentId,
  });
/** Before the staff and the operators, each once. */
const told = async (order: { id: string; paymentIntentId: string }) => ({
  worklist: await db()
    .select({ kind: worklistEntries.kind, closedAt: worklistEntries.closedAt })
    .from(worklistEntries)
    .where(eq(worklistEntries.orderId, order.id)),
  alerts: await db()
    .select({ kind: alerts.kind })
    .from(alerts)
    .where(eq(alerts.dedupeKey, `wrong-mode:${order.paymentIntentId}`)),
});
const TOLD = { worklist: [{ kind: "WRONG_MODE", closedAt: null }], alerts: [{ kind: "wrong_mode" }] };

describe.each(MODES)("with $keys keys, what a $told event tells", ({ livemode }) => {
  beforeEach(() => {
    if (livemode) setConfig(LIVE_KEYS);
  });

  test.each([
    ["a success", paymentSucceeded],
    ["a decline", paymentFailed],
    ["a bank debit under way", paymentProcessing],
    ["a cancellation", paymentCanceled],
  ])("of a PaymentIntent of ours waits for the staff and changes nothing: %s [D15]", async (_what, tells) => {
    const order = await givenOrder();
    const event = inMode(tells(order), !livemode);

    expect(await stripeDelivers(event)).toMatchObject({ status: 200, outcome: "parked" });

    expect(await order.read()).toMatchObject({
      status: "PENDING",
      payments: [{ status: "PENDING" }],
      paidCents: 0,
      bookings: [],
    });
    expect(await told(order)).toEqual(TOLD);
    expect(await db().select().from(parkedEvents).where(eq(parkedEvents.id, event.id))).toMatchObject([
      { status: "FOR_STAFF" },
    ]);
  });

  test.each([
    ["a refund", refundOf],
    ["a dispute", disputeOf],
  ])("of an order that is paid waits for the staff and changes nothing: %s [D15]", async (_what, tells) => {
    const order = await givenOrder();
    await stripeDelivers(inMode(paymentSucceeded(order), livemode));

    expect(await stripeDelivers(inMode(tells(order.paymentIntentId), !livemode))).toMatchObject({
      status: 200,
      outcome: "parked",
    });

    expect(await order.read()).toMatchObject({ status: "PAID", refundedCents: 0 });
    expect(await db().select().from(disputes)).toEqual([]);
    expect(await told(order)).toEqual(TOLD);
  });

  test.each([
    ["a success", paymentSucceeded],
    ["a refund", ({ paymentIntentId }: GivenOrder) => refundOf(paymentIntentId)],
    ["a dispute", ({ paymentIntentId }: GivenOrder) => disputeOf(paymentIntentId)],
  ])(
    "of a PaymentIntent that we do not know is nothing of ours, though it names our order: %s [D15]",
    async (_, tells) => {
      const order = await givenOrder();
      const event = inMode(tells({ ...order, paymentIntentId: "pi_unknown" }), !livemode);
      event.data.object["metadata"] = order.metadata;

      expect(await stripeDelivers(event)).toMatchObject({ status: 200, outcome: "ignored" });

      expect(await order.read()).toMatchObject({ status: "PENDING", payments: [{ status: "PENDING" }] });
      expect(await told(order)).toEqual({ worklist: [], alerts: [] });
    },
  );
});
