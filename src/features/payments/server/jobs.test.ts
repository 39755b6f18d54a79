import { and, eq, ne, sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db, pool } from "@/db/client";
import { bookings } from "@/db/schema/bookings";
import { alerts, cursors, worklistEntries } from "@/db/schema/operations";
import { orders } from "@/db/schema/orders";
import { payments, refunds } from "@/db/schema/payments";
import { parkedEvents, processedWebhookEvents } from "@/db/schema/processed-webhook-events";
import { addMinutes, addMs, DAY_MS, now, setClock } from "@/lib/clock";
import { setConfig } from "@/lib/config";
import { createRefund } from "@/lib/stripe";
import { addToWorklist } from "@/features/staff/server/worklist";
import { closeUnpaidOrders } from "@/features/orders/server/jobs";
import { givenCart, givenStage } from "../../../../tests/support/given";
import { givenCustomer, givenTimeToPayIsOver } from "../../../../tests/support/orders";
import { paymentSucceeded, stripeDelivers } from "../../../../tests/support/stripe-events";
import { tellEvent, useStripe } from "../../../../tests/support/stripe-sandbox";
import { visitorOf } from "../../../../tests/support/visitor";
import { makeOwedRefunds, reconcilePendingPayments, reconcileRecentPayments, retryParkedEvents } from "./jobs";
import { replayEvent } from "./retry-parked-events";
import { MOST_EVENT_ATTEMPTS } from "./rules";

const stripe = useStripe();
afterEach(async () => {
  await pool().query("drop trigger if exists broken on bookings");
});

const request = { customer: givenCustomer(), acceptTerms: true };
async function given(cart: Parameters<typeof givenCart>[0] = {}) {
  const visitor = visitorOf(api, { cookie: (await givenCart(cart)).cookie });
  const { body } = await visitor.post("/orders/create", request);
  const id: string = body.order.id;
  const intent: string = body.payment.paymentIntentId;
  return {
    id,
    intent,
    amountCents: body.payment.amountCents,
    again: () => visitor.post("/orders/create", request),
    read: async () => (await visitor.get(`/orders/${id}`)).body.order,
  };
}
const succeededEvent = (intent: string) =>
  stripe().events({ paymentIntent: intent, type: "payment_intent.succeeded" })[0]?.id ?? "";
const parked = async (id: string) =>
  (
    await db()
      .select({ status: parkedEvents.status, attempts: parkedEvents.attempts, notBefore: parkedEvents.notBefore })
      .from(parkedEvents)
      .where(eq(parkedEvents.id, id))
  )[0];
const recordOf = (eventId: string) =>
  db()
    .select({
      source: processedWebhookEvents.source,
      effect: processedWebhookEvents.effect,
      orderId: processedWebhookEvents.orderId,
    })
    .from(processedWebhookEvents)
    .where(eq(processedWebhookEvents.id, eventId));
/** The effect transaction dies in its middle, after the payment and before the bookings. */
const breakBookings = () =>
  pool()
    .query(`create or replace function pg_temp_broken() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$;
    create trigger broken before insert on bookings for each row execute function pg_temp_broken()`);
const mendBookings = () => pool().query("drop trigger broken on bookings");

describe("an event that could not be processed", () => {
  test("rolls everything back, is parked with its bytes, and the retry pays once [K3]", async () => {
    const order = await given();
    stripe().confirm(order.intent);
    const event = succeededEvent(order.intent);
    await breakBookings();

    expect(await tellEvent(stripe(), event)).toBe("internal");
    expect((await order.read()).status).toBe("PENDING");
    expect(await db().select().from(processedWebhookEvents).where(eq(processedWebhookEvents.id, event))).toEqual([]);
    expect(await parked(event)).toMatchObject({ status: "WAITING", attempts: 1 });

    await mendBookings();
    expect(await retryParkedEvents()).toBe(0);
    setClock(addMs(now(), 10_001));
    expect(await retryParkedEvents()).toBe(1);
    expect((await order.read()).status).toBe("PAID");
    expect(await parked(event)).toMatchObject({ status: "DONE" });
    expect(await tellEvent(stripe(), event)).toBe("duplicate");
  });

  test("Stripe's own retry and our worker at once have one effect [K2]", async () => {
    const order = await given();
    stripe().confirm(order.intent);
    const event = succeededEvent(order.intent);
    await breakBookings();
    expect(await tellEvent(stripe(), event)).toBe("internal");
    expect(await parked(event)).toMatchObject({ status: "WAITING", attempts: 1 });
    await mendBookings();
    setClock(addMs(now(), 10_001));

    const [, told] = await Promise.all([retryParkedEvents(), tellEvent(stripe(), event), retryParkedEvents()]);

    expect(["processed", "duplicate"]).toContain(told);
    expect(await order.read()).toMatchObject({ status: "PAID", bookings: [{}] });
    expect(await parked(event)).toMatchObject({ status: "DONE" });
    expect(await recordOf(event)).toMatchObject([{ effect: "order-paid", orderId: order.id }]);
  });

  test("backs off, and is dead after a documented number of attempts; staff can replay it", async () => {
    const order = await given();
    stripe().confirm(order.intent);
    const event = succeededEvent(order.intent);
    await breakBookings();
    await tellEvent(stripe(), event);
    let at = now();
    for (let attempt = 1; attempt < MOST_EVENT_ATTEMPTS; attempt += 1) {
      at = addMs(at, 3_600_001);
      setClock(at);
      expect(await retryParkedEvents()).toBe(1);
    }

    expect(await parked(event)).toMatchObject({ status: "DEAD", attempts: MOST_EVENT_ATTEMPTS });
    expect(
      (await db().select({ kind: worklistEntries.kind }).from(worklistEntries)).map((entry) => entry.kind),
    ).toContain("EVENT_DEAD");
    expect(await retryParkedEvents()).toBe(0);
    await mendBookings();
    expect(await replayEvent(event)).toMatchObject({ outcome: "processed" });
    const [entry] = await db()
      .select()
      .from(worklistEntries)
      .where(eq(worklistEntries.dedupeKey, `event-dead:${event}`));
    expect(entry?.closedAt).not.toBeNull();
    expect((await order.read()).status).toBe("PAID");
  });

  test("a poisoned event does not hold up the others [B6]", async () => {
    const poisoned = await given();
    const good = await given();
    for (const order of [poisoned, good]) stripe().confirm(order.intent);
    await breakBookings();
    for (const order of [poisoned, good]) await tellEvent(stripe(), succeededEvent(order.intent));
    await mendBookings();
    await db()
      .update(parkedEvents)
      .set({ rawBody: Buffer.from("{") })
      .where(eq(parkedEvents.id, succeededEvent(poisoned.intent)));
    setClock(addMs(now(), 10_001));

    await retryParkedEvents();

    expect((await good.read()).status).toBe("PAID");
    expect(await parked(succeededEvent(poisoned.intent))).toMatchObject({ status: "WAITING", attempts: 2 });
    await tellEvent(stripe(), succeededEvent(poisoned.intent));
  });

  test("an event of our installation about an order that we do not have is an error, kept and tried again [O7]", async () => {
    const order = await given();
    const intent = stripe().create({
      amount: 5_000,
      currency: "eur",
      metadata: { ...stripe().paymentIntent(order.intent).metadata, orderId: "01a00000-0000-7000-8000-000000000000" },
    });
    stripe().confirm(intent.id);

    expect(await tellEvent(stripe(), succeededEvent(intent.id))).toBe("internal");

    expect(await parked(succeededEvent(intent.id))).toMatchObject({ status: "WAITING" });
  });
});

describe("a payment of which no event tells", () => {
  test("is found by asking Stripe, marked as reconciled, and the event that comes after all is linked [D8] [D10]", async () => {
    const order = await given();
    stripe().confirm(order.intent);
    expect(await reconcilePendingPayments()).toBe(0);
    setClock(addMinutes(now(), 6));

    expect(await reconcilePendingPayments()).toBeGreaterThan(0);

    expect((await order.read()).status).toBe("PAID");
    expect(
      await db()
        .select({ source: processedWebhookEvents.source, effect: processedWebhookEvents.effect })
        .from(processedWebhookEvents)
        .where(eq(processedWebhookEvents.orderId, order.id)),
    ).toEqual([{ source: "RECONCILE", effect: "order-paid" }]);
    expect(await tellEvent(stripe(), succeededEvent(order.intent))).toBe("duplicate");
    expect(await recordOf(succeededEvent(order.intent))).toEqual([
      { source: "WEBHOOK", effect: "nothing-new", orderId: order.id },
    ]);
    expect((await order.read()).bookings).toHaveLength(1);
  });

  test("is asked about again only after a while, and a decline told before is no new decline", async () => {
    const order = await given();
    stripe().confirm(order.intent, { paymentMethod: "pm_card_chargeDeclined" });
    await stripe().tell(order.intent, "payment_intent.payment_failed");
    const [before] = await db()
      .select({ payableUntil: orders.payableUntil })
      .from(orders)
      .where(eq(orders.id, order.id));
    setClock(addMinutes(now(), 6));

    expect(await reconcilePendingPayments()).toBeGreaterThan(0);
    expect(await reconcilePendingPayments()).toBe(0);

    const [after] = await db()
      .select({ payableUntil: orders.payableUntil })
      .from(orders)
      .where(eq(orders.id, order.id));
    expect(after).toEqual(before);
  });

  test("a key that Stripe refuses raises an alert and changes no order [S6]", async () => {
    const order = await given();
    setClock(addMinutes(now(), 6));
    setConfig({ STRIPE_API_BASE: new URL(stripe().url), STRIPE_SECRET_KEY: "sk_test_" });

    await reconcilePendingPayments();

    expect((await order.read()).status).toBe("PENDING");
    expect((await db().select({ kind: alerts.kind }).from(alerts)).map((alert) => alert.kind)).toContain(
      "stripe_key_refused",
    );
  });

  test("the daily reading finds what nobody else does, and its cursor rests for a day [D9] [S7]", async () => {
    const order = await given();
    stripe().confirm(order.intent);
    await db()
      .update(payments)
      .set({ reconcileNotBefore: addMs(now(), 10 * DAY_MS) })
      .where(eq(payments.orderId, order.id));
    await db().delete(cursors);

    expect(await reconcileRecentPayments()).toBe(1);
    expect(await reconcileRecentPayments()).toBe(0);

    expect((await order.read()).status).toBe("PAID");
  });
});

describe("money at Stripe that contradicts the order", () => {
  test("an event that tells less is answered by what Stripe says now [Y1] [O14]", async () => {
    const order = await given();
    stripe().confirm(order.intent);
    const { metadata } = stripe().paymentIntent(order.intent);

    const answer = await stripeDelivers(
      paymentSucceeded(
        { paymentIntentId: order.intent, dueNowCents: order.amountCents, metadata },
        { amount_received: 1 },
      ),
    );

    expect(answer).toMatchObject({ status: 200, outcome: "processed" });
    expect((await order.read()).status).toBe("PAID");
  });

  test("a success that Stripe knows nothing of is parked for staff: no money is recorded, the order is not paid [O14]", async () => {
    const order = await given();
    const { metadata } = stripe().paymentIntent(order.intent);
    const about = { paymentIntentId: order.intent, dueNowCents: order.amountCents, metadata };

    expect(await stripeDelivers(paymentSucceeded(about, { amount_received: 1 }))).toMatchObject({
      status: 200,
      outcome: "parked",
    });
    expect(await stripeDelivers(paymentSucceeded(about, { currency: "usd" }))).toMatchObject({
      status: 200,
      outcome: "parked",
    });

    expect(await order.read()).toMatchObject({ status: "PENDING", payments: [{ status: "PENDING" }], bookings: [] });
    expect(
      await db().select({ receivedCents: payments.receivedCents }).from(payments).where(eq(payments.orderId, order.id)),
    ).toEqual([{ receivedCents: null }]);
    expect(
      (
        await db()
          .select({ kind: worklistEntries.kind })
          .from(worklistEntries)
          .where(eq(worklistEntries.orderId, order.id))
      ).map((entry) => entry.kind),
    ).toEqual(["MONEY_CONTRADICTS_ORDER"]);
    expect(
      await db()
        .select({ kind: alerts.kind })
        .from(alerts)
        .where(eq(alerts.dedupeKey, `contradiction:${order.intent}`)),
    ).toEqual([{ kind: "money_contradicts_order" }]);
  });

  test("a true success after several contradictions pays the order, closes the entry, and none of their events waits any more", async () => {
    const order = await given();
    const about = {
      paymentIntentId: order.intent,
      dueNowCents: order.amountCents,
      metadata: stripe().paymentIntent(order.intent).metadata,
    };
    const contradictions = [
      paymentSucceeded(about, { amount_received: 1 }),
      paymentSucceeded(about, { amount_received: 2 }),
    ];
    // Stripe says so too, as after a partial capture.
    stripe().confirm(order.intent);
    await db()
      .update(payments)
      .set({ receivedCents: 1, receivedCurrency: "eur", status: "SUCCEEDED", succeededAt: now() })
      .where(eq(payments.orderId, order.id));
    await db().execute(
      sql`delete from payment_allocations where payment_id in (select id from payments where order_id = ${order.id})`,
    );
    for (const event of contradictions) {
      await db()
        .insert(parkedEvents)
        .values({
          id: event.id,
          type: event.type,
          status: "FOR_STAFF",
          objectId: order.intent,
          rawBody: Buffer.from(JSON.stringify(event)),
          attempts: 1,
          notBefore: now(),
          lastError: "MONEY_CONTRADICTS_ORDER: amount",
          receivedAt: now(),
          updatedAt: now(),
        });
    }
    const [payment] = await db().select({ id: payments.id }).from(payments).where(eq(payments.orderId, order.id));
    await addToWorklist(
      db(),
      {
        kind: "MONEY_CONTRADICTS_ORDER",
        dedupeKey: `contradiction:${order.intent}`,
        orderId: order.id,
        paymentId: payment?.id,
        details: {},
      },
      now(),
    );

    expect(await tellEvent(stripe(), succeededEvent(order.intent))).toBe("processed");

    expect(await order.read()).toMatchObject({
      status: "PAID",
      paidCents: order.amountCents,
      lines: [{ outcome: "BOOKED" }],
    });
    for (const event of contradictions) expect(await parked(event.id)).toMatchObject({ status: "DONE" });
  });

  test("a second PaymentIntent that succeeds for a paid order is given back in full; order and booking stay [Y14] [Y10]", async () => {
    const order = await given();
    stripe().confirm(order.intent);
    await stripe().tell(order.intent);
    const second = stripe().create({
      amount: 7_000,
      currency: "eur",
      metadata: { ...stripe().paymentIntent(order.intent).metadata },
    });
    stripe().confirm(second.id);

    expect(await tellEvent(stripe(), succeededEvent(second.id))).toBe("processed");
    await makeOwedRefunds();

    expect(stripe().refunds(second.id)).toMatchObject([{ amount: 7_000 }]);
    expect(await order.read()).toMatchObject({ status: "PAID", bookings: [{}], refundedCents: 7_000 });
  });
});

describe("refunds that are owed", () => {
  async function givenLost() {
    const stage = await givenStage({ places: 1 });
    const order = await given({ items: [{ stage }] });
    // Paid at Stripe in the very moment in which its time was over, and somebody else had the place by then.
    await db().update(orders).set({ closeReason: "expired" }).where(eq(orders.id, order.id));
    await stripeDelivers({
      ...JSON.parse(stripe().eventBody(stripe().events({ paymentIntent: order.intent })[0]?.id ?? "")),
      id: `evt_c_${order.id}`,
      type: "payment_intent.canceled",
      data: { object: { id: order.intent, amount: 10_000, currency: "eur", status: "canceled", metadata: {} } },
    });
    const faster = await given({ items: [{ stage }] });
    stripe().confirm(faster.intent);
    await stripe().tell(faster.intent);
    stripe().confirm(order.intent);
    await tellEvent(stripe(), succeededEvent(order.intent));
    return order;
  }
  const refundOf = async (orderId: string) =>
    (
      await db()
        .select({ id: refunds.id, status: refunds.status, attempts: refunds.attempts })
        .from(refunds)
        .where(and(eq(refunds.orderId, orderId), ne(refunds.reason, "STRIPE_DASHBOARD")))
    )[0];

  test("are made once at Stripe, though the answer was lost and the worker died [K8]", async () => {
    const order = await givenLost();
    stripe().faults.set([{ kind: "unavailable", path: "/v1/refunds" }]);
    await makeOwedRefunds();
    expect(await refundOf(order.id)).toMatchObject({ status: "REQUESTED" });
    stripe().faults.clear();
    // Stripe did the work for a worker that died before it wrote it down.
    const owed = await refundOf(order.id);
    const { installation = "" } = stripe().paymentIntent(order.intent).metadata;
    await createRefund({
      refundId: owed?.id ?? "",
      paymentIntentId: order.intent,
      amountCents: 10_000,
      orderId: order.id,
      installation,
    });
    setClock(addMinutes(now(), 5));

    await makeOwedRefunds();

    expect(stripe().refunds(order.intent)).toHaveLength(1);
    expect(await order.read()).toMatchObject({
      status: "REFUNDED",
      refundedCents: 10_000,
      lines: [{ outcome: "LOST" }],
    });
    expect(await refundOf(order.id)).toMatchObject({ status: "SUCCEEDED" });
  });

  test("two workers at once make one", async () => {
    const order = await givenLost();

    await Promise.all([makeOwedRefunds(), makeOwedRefunds()]);

    expect(stripe().refunds(order.intent)).toHaveLength(1);
  });

  test("that staff have already made in the dashboard are not owed any more, and not made twice", async () => {
    const order = await givenLost();
    stripe().refund(order.intent);

    await makeOwedRefunds();

    expect(stripe().refunds(order.intent)).toHaveLength(1);
    expect(await refundOf(order.id)).toMatchObject({ status: "CANCELLED" });
    expect(
      (
        await db()
          .select({ kind: worklistEntries.kind })
          .from(worklistEntries)
          .where(eq(worklistEntries.orderId, order.id))
      ).map((entry) => entry.kind),
    ).not.toContain("REFUND_FAILED");
  });
});

test("webhook, «pay» pressed again, reconciliation and the end of the time to pay, all at once: one of them pays [C2] [T3]", async () => {
  for (let round = 0; round < 5; round += 1) {
    const order = await given();
    stripe().confirm(order.intent);
    await givenTimeToPayIsOver(order);
    await db()
      .update(payments)
      .set({ createdAt: addMinutes(now(), -10) })
      .where(eq(payments.orderId, order.id));

    const [again] = await Promise.all([
      order.again(),
      tellEvent(stripe(), succeededEvent(order.intent)),
      reconcilePendingPayments(),
      closeUnpaidOrders(),
      tellEvent(stripe(), succeededEvent(order.intent)),
    ]);

    expect(again).toMatchObject({ status: 409, body: { code: "order_already_paid", orderId: order.id } });
    expect(await order.read()).toMatchObject({ status: "PAID", paidCents: order.amountCents, refundedCents: 0 });
    expect(await db().select().from(bookings).where(eq(bookings.orderId, order.id))).toHaveLength(1);
  }
});
