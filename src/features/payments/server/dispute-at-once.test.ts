import { eq, sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { alerts } from "@/db/schema/operations";
import { expectInvariants } from "../../../../tests/support/invariants";
import { givenOrder } from "../../../../tests/support/orders";
import { paymentSucceeded, stripeDelivers, stripeEvent } from "../../../../tests/support/stripe-events";
import { whileLocked } from "../../../../tests/support/while-locked";

afterEach(() => expectInvariants());

test("copies of an event of one dispute, delivered at once, tell it once: the others are duplicates [D2] [Y12]", async () => {
  const order = await givenOrder();
  await stripeDelivers(paymentSucceeded(order));
  const dispute = { id: "du_once", amount: 5_000, currency: "eur", status: "needs_response", reason: "fraudulent" };
  const event = stripeEvent("charge.dispute.created", { ...dispute, payment_intent: order.paymentIntentId });

  const { outcome } = await whileLocked(sql`select from orders where id = ${order.id} for update`, () =>
    Promise.all([stripeDelivers(event), stripeDelivers(event), stripeDelivers(event)]),
  );

  const outcomes = outcome.map((answer) => answer.outcome);
  expect(outcomes.filter((one) => one === "processed")).toHaveLength(1);
  expect(outcomes.filter((one) => one === "duplicate")).toHaveLength(2);
  const told = await db().select({ count: alerts.count }).from(alerts).where(eq(alerts.dedupeKey, "dispute:du_once"));
  expect(told).toEqual([{ count: 1 }]);
});
