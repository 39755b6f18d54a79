import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db, pool } from "@/db/client";
import { orders } from "@/db/schema/orders";
import { refunds } from "@/db/schema/payments";
import { setCrashPoint } from "@/lib/crash-point";
import { makeOwedRefunds, reconcilePendingPayments, reconcileRecentPayments } from "@/features/payments/server/jobs";
import { addMinutes, now, setClock } from "@/lib/clock";
import { givenCart, givenStage } from "../../../../tests/support/given";
import { givenCustomer, givenTimeToPayIsOver } from "../../../../tests/support/orders";
import { paymentCanceled, paymentSucceeded, stripeDelivers } from "../../../../tests/support/stripe-events";
import { useStripe } from "../../../../tests/support/stripe-sandbox";
import { visitorOf } from "../../../../tests/support/visitor";
import { closeUnpaidOrders } from "./jobs";

const stripe = useStripe();

/** What Stripe was asked while a transaction of ours stood open, by the last statement of that transaction. */
let askedWithin: string[] = [];
/** What stood in the database, for everybody to see, when Stripe was asked. */
let committed: (() => Promise<unknown>) | undefined;
let seen: unknown[] = [];

beforeEach(() => {
  askedWithin = [];
  seen = [];
  committed = undefined;
  setCrashPoint(async (name) => {
    if (name !== "before-stripe-call") return;
    const { rows } = await pool().query<{ query: string }>(
      "select query from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'",
    );
    askedWithin.push(...rows.map(({ query }) => query));
    if (committed) seen.push(await committed());
  });
});
afterEach(() => setCrashPoint());

async function given(cart: Parameters<typeof givenCart>[0] = {}) {
  const visitor = visitorOf(api, { cookie: (await givenCart(cart)).cookie });
  const order = () => visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
  return { visitor, order };
}
const asEveryoneSees = (orderId: string) => async () =>
  (
    await db()
      .select({ status: orders.status, closeReason: orders.closeReason, payableUntil: orders.payableUntil })
      .from(orders)
      .where(eq(orders.id, orderId))
  )[0];

test("an order stands committed, with its payment, when its PaymentIntent is asked for", async () => {
  const { order } = await given();
  const numbers = async () =>
    (await pool().query("select count(*)::int as made from payments where status = 'PENDING'")).rows[0].made;
  const before = await numbers();
  committed = numbers;

  const { body } = await order();

  expect(body.payment).not.toBeNull();
  expect(seen).toEqual([before + 1]);
  expect(askedWithin).toEqual([]);
});

test("an order's end stands committed with its reason, and its places are still its own, when Stripe is asked to cancel", async () => {
  const { order, visitor } = await given();
  const { body } = await order();
  await givenTimeToPayIsOver(body.order);
  committed = asEveryoneSees(body.order.id);

  expect(await closeUnpaidOrders()).toBe(1);

  expect(seen.length).toBeGreaterThan(0);
  for (const row of seen)
    expect(row).toMatchObject({ status: "PENDING", closeReason: "expired", payableUntil: expect.any(Date) });
  expect(askedWithin).toEqual([]);
  expect((await visitor.get(`/orders/${body.order.id}`)).body.order.cancelReason).toBe("expired");
});

test("a refund stands committed when Stripe is asked for it, and so does that a worker is at it", async () => {
  const stage = await givenStage({ places: 1 });
  const { order } = await given({ items: [{ stage }] });
  const { body } = await order();
  stripe().confirm(body.payment.paymentIntentId);
  await stripe().tell(body.payment.paymentIntentId, "payment_intent.succeeded");
  const second = stripe().create({
    amount: 5_000,
    currency: "eur",
    metadata: stripe().paymentIntent(body.payment.paymentIntentId).metadata,
  });
  stripe().confirm(second.id);
  await stripe().tell(second.id, "payment_intent.succeeded");
  committed = () => db().select({ status: refunds.status, attempts: refunds.attempts }).from(refunds);

  await makeOwedRefunds();

  expect(seen).toEqual([[{ status: "REQUESTED", attempts: 1 }]]);
  expect(askedWithin).toEqual([]);
});

test("a refund that is told before its money asks Stripe about the money outside a transaction", async () => {
  const { order } = await given();
  const { body } = await order();
  stripe().confirm(body.payment.paymentIntentId);
  stripe().refund(body.payment.paymentIntentId, { amount: 100 });
  askedWithin = [];

  expect(await stripe().tell(body.payment.paymentIntentId, "charge.refunded")).toEqual(["processed"]);

  expect(askedWithin).toEqual([]);
});

test("whoever asks Stripe what is true asks outside a transaction", async () => {
  const { order } = await given();
  const { body } = await order();
  const intent = stripe().paymentIntent(body.payment.paymentIntentId);
  const about = { paymentIntentId: intent.id, dueNowCents: intent.amount, metadata: intent.metadata };
  await stripeDelivers(paymentSucceeded(about, { amount_received: 1 }));
  stripe().confirm(intent.id);
  await stripe().tell(intent.id, "payment_intent.succeeded");
  await stripeDelivers(paymentCanceled(about));
  stripe().refund(intent.id, { amount: 100 });
  await stripe().tell(intent.id, "charge.refunded");
  await (await given()).order();
  setClock(addMinutes(now(), 10));
  await reconcilePendingPayments();
  await reconcileRecentPayments();

  expect(askedWithin).toEqual([]);
});
