import { eq, inArray } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { worklistEntries } from "@/db/schema/operations";
import { parkedEvents } from "@/db/schema/processed-webhook-events";
import { addMinutes, now } from "@/lib/clock";
import { givenOrder } from "../../../../tests/support/orders";
import { paymentSucceeded, stripeDelivers } from "../../../../tests/support/stripe-events";
import { applyPaymentIntent } from "./apply-payment-intent";

test("a true success is the end of what staff should have decided about its PaymentIntent, and of nothing else", async () => {
  const [order, other] = [await givenOrder(), await givenOrder()];
  const given = {
    evt_contradicts: { status: "FOR_STAFF", objectId: order.paymentIntentId },
    evt_waits: { status: "WAITING", objectId: order.paymentIntentId },
    evt_dead: { status: "DEAD", objectId: order.paymentIntentId },
    evt_of_another: { status: "FOR_STAFF", objectId: other.paymentIntentId },
  } as const;
  const at = now();
  const kept = { type: "payment_intent.succeeded", attempts: 1, lastError: "E", receivedAt: at, updatedAt: at };
  await db()
    .insert(parkedEvents)
    .values(Object.entries(given).map(([id, event]) => ({ ...kept, ...event, id, notBefore: addMinutes(at, 60) })));

  await stripeDelivers(paymentSucceeded(order));

  const rows = await db()
    .select({ id: parkedEvents.id, status: parkedEvents.status })
    .from(parkedEvents)
    .where(inArray(parkedEvents.id, Object.keys(given)));
  expect(Object.fromEntries(rows.map(({ id, status }) => [id, status]))).toEqual({
    evt_contradicts: "DONE",
    evt_waits: "WAITING",
    evt_dead: "DEAD",
    evt_of_another: "FOR_STAFF",
  });
});

test("a true success is the end of an entry that no event belongs to: what reconciliation found contradicted too", async () => {
  const order = await givenOrder();
  const { id: orderId, paymentIntentId: id, dueNowCents: amount } = order;
  await applyPaymentIntent({
    happened: "succeeded",
    intent: { id, status: "succeeded", amount, amount_received: amount - 1, currency: "eur" },
    livemode: false,
    asked: true,
    source: "RECONCILE",
    event: null,
  });
  const entries = () =>
    db()
      .select({ kind: worklistEntries.kind, closedAt: worklistEntries.closedAt })
      .from(worklistEntries)
      .where(eq(worklistEntries.orderId, orderId));
  expect(await entries()).toEqual([{ kind: "MONEY_CONTRADICTS_ORDER", closedAt: null }]);

  await stripeDelivers(paymentSucceeded(order));

  expect(await entries()).toEqual([{ kind: "MONEY_CONTRADICTS_ORDER", closedAt: expect.any(Date) }]);
});
