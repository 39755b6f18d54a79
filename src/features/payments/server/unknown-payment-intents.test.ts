import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db } from "@/db/client";
import { alerts, worklistEntries } from "@/db/schema/operations";
import { payments } from "@/db/schema/payments";
import { parkedEvents } from "@/db/schema/processed-webhook-events";
import { givenCart } from "../../../../tests/support/given";
import { givenAnswerWasLost, givenCustomer } from "../../../../tests/support/orders";
import { intentOf, paymentSucceeded, stripeDelivers, stripeEvent } from "../../../../tests/support/stripe-events";
import { tellEvent, useStripe } from "../../../../tests/support/stripe-sandbox";
import { visitorOf } from "../../../../tests/support/visitor";

const stripe = useStripe();

async function given() {
  const visitor = visitorOf(api, { cookie: (await givenCart()).cookie });
  const { body } = await visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
  const { id, amount, metadata } = stripe().paymentIntent(body.payment.paymentIntentId);
  const orderId: string = body.order.id;
  return {
    id: orderId,
    intent: id,
    amount,
    metadata,
    read: async () => (await visitor.get(`/orders/${orderId}`)).body.order,
  };
}
const succeededEvent = (intent: string) =>
  stripe().events({ paymentIntent: intent, type: "payment_intent.succeeded" })[0]?.id ?? "";
const contradictionsOf = async (orderId: string) =>
  (
    await db()
      .select({ kind: worklistEntries.kind, details: worklistEntries.details })
      .from(worklistEntries)
      .where(eq(worklistEntries.orderId, orderId))
  ).map(({ kind, details }) => `${kind} ${String(details["contradiction"])}`);

describe("a PaymentIntent that no payment of ours knows, with an order of ours in its metadata", () => {
  test("pays nothing on an event's word alone: Stripe is asked, and says that nobody has paid [M11]", async () => {
    const order = await given();
    await givenAnswerWasLost(order);
    const about = { paymentIntentId: order.intent, dueNowCents: order.amount, metadata: order.metadata };

    expect((await stripeDelivers(paymentSucceeded(about))).outcome).toBe("parked");

    expect(await order.read()).toMatchObject({ status: "PENDING", paidCents: 0 });
  });

  test.each([
    ["amount", { amount: 9_999, currency: "eur" }],
    ["currency", { amount: 10_000, currency: "usd" }],
  ])(
    "and of another %s than the order's waits for the staff, even where the order has none yet [M11]",
    async (_what, other) => {
      const order = await given();
      await givenAnswerWasLost(order);
      const made = stripe().create({ ...other, metadata: order.metadata });
      stripe().confirm(made.id);

      expect(await tellEvent(stripe(), succeededEvent(made.id))).toBe("parked");

      expect(await order.read()).toMatchObject({ status: "PENDING", paidCents: 0 });
      expect(await contradictionsOf(order.id)).toEqual(["MONEY_CONTRADICTS_ORDER payment_intent"]);
      const [payment] = await db().select().from(payments).where(eq(payments.orderId, order.id));
      expect(payment?.stripePaymentIntentId).toBeNull();
    },
  );

  test("is not taken where the order has another one, though all agrees", async () => {
    const order = await given();
    const second = stripe().create({ amount: order.amount, currency: "eur", metadata: order.metadata });
    stripe().confirm(second.id);

    expect(await tellEvent(stripe(), succeededEvent(second.id))).toBe("parked");

    expect(await order.read()).toMatchObject({ status: "PENDING", paidCents: 0 });
    expect(await contradictionsOf(order.id)).toEqual(["MONEY_CONTRADICTS_ORDER payment_intent"]);
  });

  test("goes back only if Stripe says that its money came, though the order is paid", async () => {
    const order = await given();
    stripe().confirm(order.intent);
    await stripe().tell(order.intent, "payment_intent.succeeded");
    const second = stripe().create({ amount: 7_000, currency: "eur", metadata: order.metadata });
    const claimed = intentOf(
      { paymentIntentId: second.id, dueNowCents: 7_000, metadata: order.metadata },
      { status: "succeeded", amount_received: 7_000 },
    );

    expect(await stripeDelivers(stripeEvent("payment_intent.succeeded", claimed))).toMatchObject({
      status: 200,
      outcome: "parked",
    });

    expect(await order.read()).toMatchObject({ status: "PAID", refundedCents: 0 });
  });

  test("is told to the operators once when it comes to nothing", async () => {
    const order = await given();
    const second = stripe().create({ amount: 7_000, currency: "eur", metadata: order.metadata });
    const event = stripeEvent(
      "payment_intent.processing",
      intentOf({ paymentIntentId: second.id, dueNowCents: 7_000, metadata: order.metadata }, { status: "processing" }),
    );

    expect((await stripeDelivers(event)).outcome).toBe("ignored");
    expect((await stripeDelivers(event)).outcome).toBe("duplicate");

    const about = await db()
      .select({ count: alerts.count })
      .from(alerts)
      .where(eq(alerts.dedupeKey, `unknown-payment-intent:${second.id}`));
    expect(about).toEqual([{ count: 1 }]);
  });

  test.each(["x", "1; drop table orders", "__proto__", 7, null])(
    "an order's id that cannot be one (%s) is an order that we do not have, nothing worse [M10]",
    async (orderId) => {
      const order = await given();
      const made = stripe().create({
        amount: 5_000,
        currency: "eur",
        metadata: { ...order.metadata, orderId: String(orderId) },
      });
      stripe().confirm(made.id);

      expect(await tellEvent(stripe(), succeededEvent(made.id))).toBe("internal");

      const [parked] = await db()
        .select({ lastError: parkedEvents.lastError })
        .from(parkedEvents)
        .where(eq(parkedEvents.id, succeededEvent(made.id)));
      expect(parked?.lastError).toBe("OrderUnknown");
    },
  );
});

describe("a refund of a PaymentIntent that no payment of ours knows", () => {
  const refundOf = (intent: string, metadata: Record<string, string>) =>
    stripeEvent("refund.created", {
      id: `re_${intent}`,
      amount: 100,
      currency: "eur",
      status: "succeeded",
      payment_intent: intent,
      metadata,
    });

  test("that claims to be ours, and is not at Stripe, is ignored [D14]", async () => {
    const order = await given();
    const foreign = stripe().create({ amount: 7_000, currency: "eur", metadata: {} });
    stripe().confirm(foreign.id);

    expect(await stripeDelivers(refundOf(foreign.id, order.metadata))).toMatchObject({
      status: 200,
      outcome: "ignored",
    });
    expect(await contradictionsOf(order.id)).toEqual([]);
  });

  test("that was never paid is ignored, and its order not touched", async () => {
    const order = await given();
    const unpaid = stripe().create({ amount: 7_000, currency: "eur", metadata: order.metadata });

    expect(await stripeDelivers(refundOf(unpaid.id, order.metadata))).toMatchObject({
      status: 200,
      outcome: "ignored",
    });
    expect(await contradictionsOf(order.id)).toEqual([]);
  });
});

describe("a dispute of a PaymentIntent that no payment of ours knows", () => {
  const disputed = (intent: string) => {
    const { id } = stripe().dispute(intent);
    return stripe()
      .events({ type: "charge.dispute.created" })
      .find((event) => event.data.object["id"] === id);
  };

  test("says nothing of whose it is: Stripe is asked, and ours is recorded with its payment [O11]", async () => {
    const order = await given();
    await givenAnswerWasLost(order);
    stripe().confirm(order.intent);

    expect(await tellEvent(stripe(), disputed(order.intent)?.id ?? "")).toBe("processed");

    expect(await order.read()).toMatchObject({ status: "PAID" });
    const entries = await db()
      .select({ kind: worklistEntries.kind })
      .from(worklistEntries)
      .where(eq(worklistEntries.orderId, order.id));
    expect(entries).toEqual([{ kind: "DISPUTE" }]);
  });

  test("is ignored when it is another program's [D14]", async () => {
    const foreign = stripe().create({ amount: 7_000, currency: "eur", metadata: {} });
    stripe().confirm(foreign.id);

    expect(await tellEvent(stripe(), disputed(foreign.id)?.id ?? "")).toBe("ignored");
  });
});
