import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db } from "@/db/client";
import { alerts, cursors, worklistEntries } from "@/db/schema/operations";
import { payments } from "@/db/schema/payments";
import { addMinutes, addMs, DAY_MS, now, setClock } from "@/lib/clock";
import { setCrashPoint } from "@/lib/crash-point";
import { givenCart } from "../../../../tests/support/given";
import { givenCustomer, givenOrder } from "../../../../tests/support/orders";
import { useStripe } from "../../../../tests/support/stripe-sandbox";
import { visitorOf } from "../../../../tests/support/visitor";
import { whileLocked } from "../../../../tests/support/while-locked";
import { reconcilePendingPayments, reconcileRecentPayments } from "./jobs";

const stripe = useStripe();
beforeEach(() => db().delete(cursors));
afterEach(() => setCrashPoint());

async function given() {
  const visitor = visitorOf(api, { cookie: (await givenCart()).cookie });
  const { body } = await visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
  const id: string = body.order.id;
  const intent: string = body.payment.paymentIntentId;
  return { id, intent, read: async () => (await visitor.get(`/orders/${id}`)).body.order };
}
const alertsNow = async () => (await db().select({ kind: alerts.kind }).from(alerts)).map(({ kind }) => kind);
const cursor = async () => (await db().select().from(cursors))[0];
/** The first worker that comes this far dies there. */
const killAt = (wanted: string) =>
  setCrashPoint(async (name) => {
    if (name !== wanted) return;
    setCrashPoint();
    throw new Error("killed");
  });

test("a payment that somebody is at keeps no worker waiting", async () => {
  const order = await given();
  setClock(addMinutes(now(), 6));
  await reconcilePendingPayments();
  await db().update(payments).set({ reconcileNotBefore: null }).where(eq(payments.orderId, order.id));

  const { waited, outcome } = await whileLocked(
    sql`select from payments where order_id = ${order.id} for update`,
    reconcilePendingPayments,
  );

  expect({ waited, outcome }).toEqual({ waited: false, outcome: 0 });
});

test("a PaymentIntent that Stripe does not know is told to the operators, and never taken for unpaid [S5]", async () => {
  const order = await givenOrder();
  setClock(addMinutes(now(), 6));

  await reconcilePendingPayments();

  expect(await alertsNow()).toContain("payment_intent_missing");
  expect((await order.read()).status).toBe("PENDING");
});

test("one worker's turn: while it is reading, others leave it alone, and go on within a minute when it dies [K10] [K12]", async () => {
  await given();
  let others: number | undefined;
  setCrashPoint(async (name) => {
    if (name !== "before-stripe-call") return;
    setCrashPoint();
    others = await reconcileRecentPayments();
  });
  expect(await reconcileRecentPayments()).toBe(1);
  expect(others).toBe(0);

  await db().delete(cursors);
  killAt("before-stripe-call");
  await expect(reconcileRecentPayments()).rejects.toThrow("killed");
  expect(await reconcileRecentPayments()).toBe(0);
  setClock(addMs(now(), 60_000));
  expect(await reconcileRecentPayments()).toBe(1);
});

test("a page is done before it is called done: what a worker died over is read again [K10]", async () => {
  const order = await given();
  stripe().confirm(order.intent);
  const from = (await cursor())?.position ?? now();
  killAt("before-stripe-call");
  await expect(reconcileRecentPayments()).rejects.toThrow();
  expect((await cursor())?.pageToken).toBeNull();
  setClock(addMinutes(now(), 2));
  killAt("page-done-before-cursor");
  await expect(reconcileRecentPayments()).rejects.toThrow("killed");

  expect((await cursor())?.pageToken).toBeNull();
  expect((await cursor())?.position.getTime()).toBeLessThanOrEqual(addMinutes(from, 1).getTime());
});

test("until a reading is whole, the next one begins where the last whole one began", async () => {
  await given();
  await reconcileRecentPayments();
  const whole = (await cursor())?.position;
  setClock(addMs(now(), DAY_MS + 60_000));
  await given();
  let calls = 0;
  setCrashPoint(async (name) => {
    // The first page is written down; the refunds are asked for next.
    if (name === "before-stripe-call" && (calls += 1) === 2) throw new Error("killed");
  });
  await expect(reconcileRecentPayments()).rejects.toThrow("killed");

  expect((await cursor())?.position).toEqual(whole);
});

test("a reading begins three days before the last one: what was begun before that one and paid after it is found [S7]", async () => {
  const order = await given();
  await db()
    .update(payments)
    .set({ reconcileNotBefore: addMs(now(), 99 * DAY_MS) })
    .where(eq(payments.orderId, order.id));
  const begun = now();
  setClock(addMinutes(begun, 20));
  await reconcileRecentPayments();
  stripe().confirm(order.intent);
  setClock(addMinutes(addMs(begun, DAY_MS), 30));

  await reconcileRecentPayments();

  expect((await order.read()).status).toBe("PAID");
});

test("another program's payments on the same account are none of ours [D14]", async () => {
  const foreign = stripe().create({ amount: 4_200, currency: "eur", metadata: { shop: "another" } });
  stripe().confirm(foreign.id);
  const before = await alertsNow();

  await reconcileRecentPayments();

  expect(await alertsNow()).toEqual(before);
  expect(await db().select().from(payments).where(eq(payments.stripePaymentIntentId, foreign.id))).toEqual([]);
});

test("a refund that cannot be read is told, and does not keep the reading from its end [B6]", async () => {
  const strange = stripe().create({ amount: 4_200, currency: "no currency", metadata: {} });
  stripe().confirm(strange.id);
  const refund = stripe().refund(strange.id);

  expect(await reconcileRecentPayments()).toBe(1);

  expect(await db().select({ dedupeKey: alerts.dedupeKey }).from(alerts)).toContainEqual({
    dedupeKey: `refund-not-reconciled:${refund.id}`,
  });
  expect((await db().select().from(cursors))[0]).toMatchObject({ attempts: 0, pageToken: null });
});

test("a reading that stopped longer ago than an hour begins anew: what was made meanwhile is on the pages before", async () => {
  const order = await given();
  stripe().confirm(order.intent);
  await db()
    .insert(cursors)
    .values({
      name: "daily-reconciliation",
      position: now(),
      notBefore: addMinutes(now(), -61),
      pageToken: order.intent,
    });

  expect(await reconcileRecentPayments()).toBe(1);

  expect((await order.read()).status).toBe("PAID");
});

test("a payment of ours that cannot be reconciled is told, and the others go on [B9]", async () => {
  const order = await given();
  stripe().confirm(order.intent);
  const lost = stripe().create({
    amount: 5_000,
    currency: "eur",
    metadata: { ...stripe().paymentIntent(order.intent).metadata, orderId: "01a00000-0000-7000-8000-000000000000" },
  });
  stripe().confirm(lost.id);

  expect(await reconcileRecentPayments()).toBe(1);

  expect(await alertsNow()).toContain("payment_not_reconciled");
  expect(await db().select({ kind: worklistEntries.kind }).from(worklistEntries)).toContainEqual({
    kind: "PAYMENT_NOT_RECONCILED",
  });
  expect((await order.read()).status).toBe("PAID");
});
