import { eq, sql } from "drizzle-orm";
import { setImmediate as turnOfEventLoop, setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import { api } from "@/app/api/api";
import { db, pool } from "@/db/client";
import { alerts, emails } from "@/db/schema/operations";
import { parkedEvents } from "@/db/schema/processed-webhook-events";
import { retryParkedEvents } from "@/features/payments/server/jobs";
import { addMinutes, now, setClock } from "@/lib/clock";
import { setConfig } from "@/lib/config";
import { setCrashPoint } from "@/lib/crash-point";
import { givenAnswerWasLost, givenOrder, type GivenOrder } from "../../support/orders";
import {
  type Event,
  paymentCanceled,
  paymentFailed,
  paymentSucceeded,
  signed,
  stripeDelivers,
  stripeEvent,
} from "../../support/stripe-events";
import { tellEvent, useStripe } from "../../support/stripe-sandbox";
import { whileLocked } from "../../support/while-locked";
import { givenPaidAtStripe, givenPayable, succeededEventOf } from "./given-payable";

const stripe = useStripe();
afterEach(async () => {
  setCrashPoint();
  await pool().query("drop trigger if exists broken on bookings");
});

const confirmationsOf = async (order: { id: string }) =>
  (await db().select({ kind: emails.kind }).from(emails).where(eq(emails.orderId, order.id))).filter(
    ({ kind }) => kind === "CONFIRMATION",
  ).length;

describe("an event that comes again", () => {
  test("after its first processing failed and was rolled back is processed, not called a duplicate [D3]", async () => {
    const order = await givenOrder();
    const event = paymentSucceeded(order);
    await pool()
      .query(`create or replace function broken() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$;
      create trigger broken before insert on bookings for each row execute function broken()`);
    expect(await stripeDelivers(event)).toMatchObject({ status: 500 });
    await pool().query("drop trigger broken on bookings");

    const again = await stripeDelivers(event);

    expect(again).toMatchObject({ status: 200, outcome: "processed" });
    expect(await order.read()).toMatchObject({ status: "PAID", bookings: [{}] });
  });

  test("while the first is still at work waits until that one is durable [D4]", async () => {
    const order = await givenOrder();
    const event = paymentSucceeded(order);

    const { outcome } = await whileLocked(sql`lock table bookings in share mode`, async () => {
      const first = stripeDelivers(event);
      await sleep(100);
      const second = stripeDelivers(event);
      const soon = await Promise.race([second.then(() => "answered"), sleep(200).then(() => "waiting")]);
      return { soon, answers: await Promise.all([first, second]) };
    });

    expect(outcome.soon).toBe("waiting");
    expect(outcome.answers.map((answer) => answer.outcome)).toEqual(["processed", "duplicate"]);
  });

  test("while its order is locked for longer than anybody waits is 503, kept, and processed by the next delivery [D4] [C6]", async () => {
    const order = await givenOrder();
    const event = paymentSucceeded(order);
    const holder = await pool().connect();
    await holder.query("begin");
    await holder.query("select from orders where id = $1 for update", [order.id]);

    const answer = await stripeDelivers(event);

    await holder.query("rollback");
    holder.release();
    expect(answer).toMatchObject({ status: 503, code: "database_unavailable" });
    expect(
      await db().select({ status: parkedEvents.status }).from(parkedEvents).where(eq(parkedEvents.id, event.id)),
    ).toEqual([{ status: "WAITING" }]);
    expect(await stripeDelivers(event)).toMatchObject({ status: 200, outcome: "processed" });
  });

  test("at the old and the new endpoint, and as a thin event at a third, has one effect [D6]", async () => {
    setConfig({ STRIPE_WEBHOOK_SECRET: ["whsec_new", "whsec_old"] });
    const order = await givenOrder();
    const event = paymentSucceeded(order);
    const thin = JSON.stringify({
      id: "evt_thin_copy",
      object: "v2.core.event",
      type: "v1.payment_intent.succeeded",
      livemode: false,
      related_object: { id: order.paymentIntentId, type: "payment_intent" },
    });

    const answers = await Promise.all([
      stripeDelivers(event, { secret: "whsec_old" }),
      stripeDelivers(event, { secret: "whsec_new" }),
      stripeDelivers(stripeEvent("x", {}), { body: thin, secret: "whsec_new" }),
    ]);

    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect(answers.map((answer) => `${answer.outcome}`).toSorted()).toEqual(["duplicate", "ignored", "processed"]);
    expect(await order.read()).toMatchObject({ status: "PAID", bookings: [{}] });
    expect(await confirmationsOf(order)).toBe(1);
  });

  test("because we were so slow that Stripe had given up on us is a duplicate, and our figures tell how slow we were [D12]", async () => {
    const order = await givenOrder();
    const event = paymentSucceeded(order);
    const before = await webhookSeconds();
    let release = () => {};
    const slow = new Promise<void>((resolve) => (release = resolve));
    setCrashPoint((name) => {
      if (name !== "after-commit-before-answer") return Promise.resolve();
      setCrashPoint();
      return slow;
    });
    const unheard = throughApi(event);
    await vi.waitFor(async () => expect((await order.read()).status).toBe("PAID"));
    await sleep(500);

    const again = await stripeDelivers(event);

    expect(again).toMatchObject({ status: 200, outcome: "duplicate" });
    release();
    expect(await unheard).toMatchObject({ status: 200 });
    expect(await confirmationsOf(order)).toBe(1);
    expect(await webhookSeconds()).toBeGreaterThan(before + 0.5);
  });
});

test("a backlog delivered at once is worked off by few connections and a short queue, and nobody gets two confirmations [D11]", async () => {
  const waiting: GivenOrder[] = [];
  for (let made = 0; made < 20; made += 1) waiting.push(await givenOrder());
  const events = waiting.map((order) => paymentSucceeded(order));
  const burst = Array.from({ length: 25 }, () => events).flat();
  let longest = 0;

  // Somebody slow holds up all of them, so that the burst must queue.
  const slow = await pool().connect();
  await slow.query("begin; lock table bookings in share mode");
  const begun: Promise<{ status: number; outcome?: string }>[] = [];
  for (const event of burst) {
    begun.push(throughApi(event));
    await turnOfEventLoop();
    longest = Math.max(longest, pool().waitingCount);
  }
  await slow.query("rollback");
  slow.release();
  const answers = await Promise.all(begun);
  const connections = pool().totalCount;
  // Stripe delivers again what was not answered 200.
  for (const event of events) await stripeDelivers(event);

  expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 503)).toEqual([]);
  expect(answers.filter(({ outcome }) => outcome === "processed").length).toBeGreaterThan(0);
  expect(connections).toBeLessThanOrEqual(10);
  // Twenty for each connection, and the few that were on their way; without a bound it would be nearly all.
  expect(longest).toBeGreaterThan(100);
  expect(longest).toBeLessThan(300);
  for (const order of waiting) {
    expect(await order.read()).toMatchObject({ status: "PAID", bookings: [{}] });
    expect(await confirmationsOf(order)).toBe(1);
  }
});

/** The whole way in, past what guards every address of the API. */
async function throughApi(event: Event): Promise<{ status: number; outcome?: string }> {
  const body = JSON.stringify(event);
  const answer = await api.request("http://localhost/api/webhooks/stripe", {
    method: "POST",
    body,
    headers: { "content-type": "application/json", "stripe-signature": signed(body) },
  });
  return { status: answer.status, ...((await answer.json()) as { outcome?: string }) }; // our own answer
}

describe("in which order events come", () => {
  test("a success before its order can be seen is an error, and our retry pays the order when it is there [O7]", async () => {
    const order = await givenPayable(stripe());
    await givenAnswerWasLost(order);
    stripe().confirm(order.paymentIntentId);
    const event = succeededEventOf(stripe(), order.paymentIntentId);
    const elsewhere = "01a00000-0000-7000-8000-00000000000e";
    await givenOrderHasId(order.id, elsewhere);

    const answer = await tellEvent(stripe(), event);

    await givenOrderHasId(elsewhere, order.id);
    expect(answer).toBe("internal");
    expect(await order.read()).toMatchObject({ status: "PENDING", bookings: [] });
    const stateOf = async () =>
      db().select({ status: parkedEvents.status }).from(parkedEvents).where(eq(parkedEvents.id, event));
    expect(await stateOf()).toEqual([{ status: "WAITING" }]);
    setClock(addMinutes(now(), 1));
    await retryParkedEvents();
    expect(await order.read()).toMatchObject({ status: "PAID", bookings: [{}] });
    expect(await stateOf()).toEqual([{ status: "DONE" }]);
  });

  test("a cancellation that is told after the success: Stripe is asked, the order stays paid, staff are told [O3]", async () => {
    const order = await givenPaidAtStripe(stripe());

    const answer = await stripeDelivers(paymentCanceled(order));

    expect(answer).toMatchObject({ status: 200, outcome: "ignored" });
    expect(await order.read()).toMatchObject({ status: "PAID", payments: [{ status: "SUCCEEDED" }], bookings: [{}] });
    expect(stripe().requests({ method: "GET", path: `/v1/payment_intents/${order.paymentIntentId}` })).not.toEqual([]);
    const kinds = await db().select({ kind: alerts.kind, details: alerts.details }).from(alerts);
    expect(kinds).toContainEqual({
      kind: "canceled_after_success",
      details: expect.objectContaining({ orderId: order.id, statusAtStripe: "succeeded" }),
    });
  });

  test.each([
    { first: "failed", created: 0 },
    { first: "succeeded", created: 0 },
    { first: "failed", created: 60 },
    { first: "succeeded", created: 60 },
  ])(
    "$first first, the decline made $created s after the success: the times on the events decide nothing [O12]",
    async ({ first, created }) => {
      setClock(new Date("2026-11-24T10:00:00Z"));
      const order = await givenOrder();
      const success = paymentSucceeded(order);
      const decline = { ...paymentFailed(order), created: success.created + created };

      for (const event of first === "failed" ? [decline, success] : [success, decline]) await stripeDelivers(event);

      expect(await order.read()).toMatchObject({ status: "PAID", payments: [{ status: "SUCCEEDED" }] });
    },
  );

  test("a charge that succeeded and its PaymentIntent's success give one confirmation [O13]", async () => {
    const order = await givenOrder();
    const charge = { id: "ch_1", object: "charge", amount: order.dueNowCents, payment_intent: order.paymentIntentId };

    await stripeDelivers(stripeEvent("charge.succeeded", charge));
    await stripeDelivers(paymentSucceeded(order));
    await stripeDelivers(stripeEvent("charge.succeeded", charge));

    expect(await confirmationsOf(order)).toBe(1);
    expect(await order.read()).toMatchObject({ status: "PAID", bookings: [{}] });
  });

  test.each([
    "payment_intent.partially_funded",
    "payment_intent.amount_capturable_updated",
    "payment_intent.requires_action",
  ])("%s fulfils nothing, whatever amounts it carries [O6]", async (type) => {
    const order = await givenOrder();

    const answer = await stripeDelivers(
      stripeEvent(type, { ...paymentSucceeded(order).data.object, status: "requires_capture" }),
    );

    expect(answer).toMatchObject({ status: 200, outcome: "ignored" });
    expect(await order.read()).toMatchObject({ status: "PENDING", bookings: [] });
  });
});

/** Under another id it is as if it were not committed yet: what Stripe's event names is not there. */
async function givenOrderHasId(id: string, other: string): Promise<void> {
  await db().transaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.execute(sql`update orders set id = ${other} where id = ${id}`);
  });
}

describe("what the address of the page after paying claims", () => {
  test("makes nothing paid: the API does not even take it, and the success pays [O8] [M12]", async () => {
    const order = await givenPayable(stripe());
    const claims = `payment_intent=${order.paymentIntentId}&redirect_status=succeeded`;

    expect(await order.visitor.get(`/orders/${order.id}?${claims}`)).toMatchObject({ status: 422 });

    expect(await order.read()).toMatchObject({ status: "PENDING", bookings: [] });
    stripe().confirm(order.paymentIntentId);
    expect(await stripe().tell(order.paymentIntentId, "payment_intent.succeeded")).toEqual(["processed"]);
    expect(await order.read()).toMatchObject({ status: "PAID" });
  });

  test("opens nobody's order to who knows its PaymentIntent, and lends its payment to no other order [M12]", async () => {
    const victim = await givenPaidAtStripe(stripe());
    const thief = await givenPayable(stripe());

    for (const path of [`/orders/${victim.id}`, `/orders/${victim.id}?token=${victim.paymentIntentId}`])
      expect(await thief.visitor.get(path)).toMatchObject({ status: 404, body: { code: "not_found" } });

    await thief.visitor.get(`/orders/${thief.id}?payment_intent=${victim.paymentIntentId}&redirect_status=succeeded`);
    expect(await thief.again()).toMatchObject({ status: 200, body: { order: { id: thief.id, status: "PENDING" } } });
    expect((await thief.again()).body.payment.paymentIntentId).toBe(thief.paymentIntentId);
  });
});

describe("signatures and time", () => {
  test("a machine whose clock is six minutes fast refuses every event as stale, and its figures say so [T1]", async () => {
    const order = await givenOrder();
    const event = paymentSucceeded(order);
    const header = signed(JSON.stringify(event));
    const before = await staleEvents();
    setClock(new Date(now().getTime() + 6 * 60_000));

    const answer = await stripeDelivers(event, { header });

    expect(answer).toMatchObject({ status: 400, code: "invalid_signature" });
    expect(await staleEvents()).toBe(before + 1);
    expect((await order.read()).status).toBe("PENDING");
  });
});

/** All the time that answers of the webhook have taken. */
const webhookSeconds = () =>
  figure(/envol_http_request_seconds_sum\{route="\/api\/webhooks\/stripe",method="POST",status="200"\} ([\d.]+)/);
const staleEvents = () => figure(/envol_stripe_events_total\{outcome="signature_stale"\} (\d+)/);

async function figure(line: RegExp): Promise<number> {
  const text = await (await api.request("http://localhost/metrics")).text();
  return Number(line.exec(text)?.[1] ?? 0);
}
