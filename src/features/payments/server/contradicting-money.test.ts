import { eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db, pool } from "@/db/client";
import { alerts, cursors, worklistEntries } from "@/db/schema/operations";
import { payments } from "@/db/schema/payments";
import { parkedEvents } from "@/db/schema/processed-webhook-events";
import { addMs, DAY_MS, now } from "@/lib/clock";
import { givenCart } from "../../../../tests/support/given";
import { givenCustomer } from "../../../../tests/support/orders";
import { tellEvent, useStripe } from "../../../../tests/support/stripe-sandbox";
import { visitorOf } from "../../../../tests/support/visitor";
import { makeOwedRefunds, reconcileRecentPayments } from "./jobs";

const stripe = useStripe();
// Each test has the daily reading before it.
beforeEach(() => db().delete(cursors));

async function given() {
  const visitor = visitorOf(api, { cookie: (await givenCart()).cookie });
  const { body } = await visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
  const id: string = body.order.id;
  const intent: string = body.payment.paymentIntentId;
  const amountCents: number = body.payment.amountCents;
  return { id, intent, amountCents, read: async () => (await visitor.get(`/orders/${id}`)).body.order };
}
const tellAll = async (intent: string, type: RegExp) => {
  for (const event of stripe().events({ paymentIntent: intent }))
    if (type.test(event.type)) await tellEvent(stripe(), event.id);
};
const succeededEvent = (intent: string) =>
  stripe().events({ paymentIntent: intent, type: "payment_intent.succeeded" })[0]?.id ?? "";

/** One cent more is due than Stripe was asked for, as after a partial capture. */
async function givenTooLittle(order: { id: string }): Promise<void> {
  await db().transaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.execute(sql`update payments set amount_cents = amount_cents + 1 where order_id = ${order.id}`);
    await tx.execute(
      sql`update payment_allocations set amount_cents = amount_cents + 1 where payment_id in (select id from payments where order_id = ${order.id})`,
    );
    await tx.execute(
      sql`update orders set due_now_cents = due_now_cents + 1, subtotal_cents = subtotal_cents + 1 where id = ${order.id}`,
    );
    await tx.execute(
      sql`update order_lines set due_now_cents = due_now_cents + 1, price_cents = price_cents + 1 where order_id = ${order.id}`,
    );
  });
}

/** Its PaymentIntent asks for as many dollars, as one made by hand could. Returns its id. */
async function givenInDollars(order: { id: string; intent: string; amountCents: number }): Promise<string> {
  const { metadata } = stripe().paymentIntent(order.intent);
  const { id } = stripe().create({ amount: order.amountCents, currency: "usd", metadata });
  await db().transaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.update(payments).set({ stripePaymentIntentId: id }).where(eq(payments.orderId, order.id));
  });
  return id;
}

/** What the money did: what stands on the payment, and who was told. */
const tracesOf = async (order: { id: string }, intent: string) => ({
  payments: await db()
    .select({ status: payments.status, cents: payments.receivedCents, currency: payments.receivedCurrency })
    .from(payments)
    .where(eq(payments.orderId, order.id)),
  worklist: await db()
    .select({ kind: worklistEntries.kind, closedAt: worklistEntries.closedAt })
    .from(worklistEntries)
    .where(eq(worklistEntries.orderId, order.id)),
  alerts: await db()
    .select({ kind: alerts.kind })
    .from(alerts)
    .where(eq(alerts.dedupeKey, `contradiction:${intent}`)),
  events: await db()
    .select({ status: parkedEvents.status })
    .from(parkedEvents)
    .where(eq(parkedEvents.id, succeededEvent(intent))),
});
const WAITS_FOR_STAFF = {
  worklist: [{ kind: "MONEY_CONTRADICTS_ORDER", closedAt: null }],
  alerts: [{ kind: "money_contradicts_order" }],
  events: [{ status: "FOR_STAFF" }],
};

test("a cent too little, says Stripe too: recorded as received, fulfils nothing, and waits for the staff [Y1]", async () => {
  const order = await given();
  await givenTooLittle(order);
  stripe().confirm(order.intent);

  expect(await tellEvent(stripe(), succeededEvent(order.intent))).toBe("parked");

  expect(await order.read()).toMatchObject({
    status: "PENDING",
    lines: [{ outcome: "PENDING" }],
    bookings: [],
  });
  expect(await tracesOf(order, order.intent)).toEqual({
    ...WAITS_FOR_STAFF,
    payments: [{ status: "SUCCEEDED", cents: order.amountCents, currency: "eur" }],
  });
});

test("as many dollars, says Stripe too: recorded as dollars, fulfil nothing, and wait for the staff [Y3]", async () => {
  const order = await given();
  const intent = await givenInDollars(order);
  stripe().confirm(intent);

  expect(await tellEvent(stripe(), succeededEvent(intent))).toBe("parked");

  expect(await order.read()).toMatchObject({ status: "PENDING", lines: [{ outcome: "PENDING" }], bookings: [] });
  expect(await tracesOf(order, intent)).toEqual({
    ...WAITS_FOR_STAFF,
    payments: [{ status: "SUCCEEDED", cents: order.amountCents, currency: "usd" }],
  });
});

test("a second PaymentIntent that waited for staff goes back whole once the order is paid, and waits no more", async () => {
  const order = await given();
  const second = stripe().create({
    amount: 7_000,
    currency: "eur",
    metadata: { ...stripe().paymentIntent(order.intent).metadata },
  });
  for (const intent of [second.id, order.intent]) stripe().confirm(intent);
  expect(await tellEvent(stripe(), succeededEvent(second.id))).toBe("parked");
  expect(await tellEvent(stripe(), succeededEvent(order.intent))).toBe("processed");

  await reconcileRecentPayments();
  await makeOwedRefunds();

  expect(stripe().refunds(second.id)).toMatchObject([{ amount: 7_000 }]);
  const entries = await db()
    .select({ kind: worklistEntries.kind, closedAt: worklistEntries.closedAt })
    .from(worklistEntries)
    .where(eq(worklistEntries.orderId, order.id))
    .orderBy(worklistEntries.openedAt);
  expect(entries).toEqual([
    { kind: "MONEY_CONTRADICTS_ORDER", closedAt: expect.any(Date) },
    { kind: "DUPLICATE_PAYMENT", closedAt: null },
  ]);
  expect(
    await db()
      .select({ status: parkedEvents.status })
      .from(parkedEvents)
      .where(eq(parkedEvents.id, succeededEvent(second.id))),
  ).toEqual([{ status: "DONE" }]);
});

test("too little that staff have given back stays given back when it is read again [Y1]", async () => {
  const order = await given();
  await givenTooLittle(order);
  stripe().confirm(order.intent);
  expect(await tellEvent(stripe(), succeededEvent(order.intent))).toBe("parked");
  stripe().refund(order.intent);
  await tellAll(order.intent, /refund/);
  expect((await order.read()).payments).toMatchObject([{ status: "REFUNDED" }]);

  await reconcileRecentPayments();

  expect((await order.read()).payments).toMatchObject([{ status: "REFUNDED", refundedCents: 10_000 }]);
});

test("a refund that cannot be recorded keeps neither the others nor the end of the daily reading waiting [B6]", async () => {
  const [good, poisoned] = [await given(), await given()];
  for (const order of [good, poisoned]) {
    stripe().confirm(order.intent);
    await tellEvent(stripe(), succeededEvent(order.intent));
    stripe().refund(order.intent, { amount: 1_000 });
  }
  await pool()
    .query(`create or replace function poisoned() returns trigger language plpgsql as $$ begin raise exception 'poisoned'; end $$;
    create trigger poisoned before insert on refunds for each row when (new.order_id = '${poisoned.id}') execute function poisoned()`);

  await reconcileRecentPayments();

  await pool().query("drop trigger poisoned on refunds");
  expect((await good.read()).refundedCents).toBe(1_000);
  const [cursor] = await db().select({ notBefore: cursors.notBefore }).from(cursors);
  expect(cursor?.notBefore.getTime()).toBeGreaterThan(addMs(now(), DAY_MS / 2).getTime());
});
