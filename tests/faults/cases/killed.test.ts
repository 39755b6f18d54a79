import { spawn } from "node:child_process";
import { once } from "node:events";
import { eq } from "drizzle-orm";
import pg from "pg";
import { afterEach, describe, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { cursors, emails } from "@/db/schema/operations";
import { orders } from "@/db/schema/orders";
import { payments } from "@/db/schema/payments";
import { parkedEvents, processedWebhookEvents } from "@/db/schema/processed-webhook-events";
import { sendDueEmails } from "@/features/notifications/server/jobs";
import { closeMailServer } from "@/features/notifications/server/smtp";
import { makeOwedRefunds, reconcileRecentPayments, retryParkedEvents } from "@/features/payments/server/jobs";
import { addMinutes, addMs, now, setClock } from "@/lib/clock";
import { setConfig } from "@/lib/config";
import { givenGiftCard, givenStage } from "../../support/given";
import { startMailServer } from "../../support/mail-server";
import { paymentSucceeded, signed, stripeDelivers, type Event } from "../../support/stripe-events";
import { tellEvent, useStripe } from "../../support/stripe-sandbox";
import { givenPaidAtStripe, givenPayable, type Payable, succeededEventOf } from "./given-payable";

// Each test starts a program, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const stripe = useStripe();
const mails: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  closeMailServer();
  for (const server of mails.splice(0)) await server.close();
});

/** A process of its own, which kills itself with -9 where the crash point is; without one, it ends after its work. */
function start(
  work: "deliver" | "retry-parked-events" | "make-owed-refunds" | "reconcile-recent-payments",
  dieAt = "nowhere",
  event?: Event,
) {
  const body = event === undefined ? "" : JSON.stringify(event);
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "tests/faults/cases/work-and-die.ts", work, dieAt, event === undefined ? "" : signed(body)],
    { env: { ...process.env, STRIPE_API_BASE: stripe().url, LOG_LEVEL: "silent" }, stdio: ["pipe", "pipe", "inherit"] },
  );
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  child.stdin.end(body);
  const ended = once(child, "close").then(([, signal]) => ({ signal: signal as NodeJS.Signals | null, said }));
  return { child, ended };
}

const recordOf = (event: Event) =>
  db().select().from(processedWebhookEvents).where(eq(processedWebhookEvents.id, event.id));

/** It waits for its turn to write there, and is killed while it does; then the turn comes. */
async function killedWhileItWaitsFor(table: "bookings" | "gift_card_entries", event: Event): Promise<void> {
  const holder = new pg.Client({ connectionString: process.env["DATABASE_URL"] });
  await holder.connect();
  await holder.query(`begin; lock table ${table} in share mode`);
  const { child, ended } = start("deliver", "nowhere", event);
  const waiting = `select 1 from pg_locks where not granted and relation = '${table}'::regclass`;
  await vi.waitFor(async () => expect((await holder.query(waiting)).rowCount).toBe(1), {
    timeout: 40_000,
    interval: 50,
  });
  child.kill("SIGKILL");

  expect(await ended).toEqual({ signal: "SIGKILL", said: "" });
  await holder.query("rollback");
  await holder.end();
}

describe("the process that receives an event is killed with -9", () => {
  test("before anything is committed: no answer was sent, and Stripe's retry pays [K1]", async () => {
    const order = await givenPayable(stripe());
    stripe().confirm(order.paymentIntentId);
    // It tells too little, so that Stripe is asked first: there it dies.
    const event = paymentSucceeded(order, { amount_received: 1 });

    expect(await start("deliver", "before-stripe-call", event).ended).toEqual({ signal: "SIGKILL", said: "" });

    expect(await recordOf(event)).toEqual([]);
    expect(await order.read()).toMatchObject({ status: "PENDING" });
    expect(await stripeDelivers(event)).toMatchObject({ status: 200, outcome: "processed" });
    expect(await order.read()).toMatchObject({ status: "PAID", bookings: [{}] });
  });

  test("in the middle of the effects: all of them are gone, and Stripe's retry pays once [K3]", async () => {
    // What a gift card pays is waited for before anything more is sent.
    const order = await givenPayable(stripe(), { giftCards: [await givenGiftCard({ amountCents: 1_000 })] });
    const event = paymentSucceeded(order);

    await killedWhileItWaitsFor("gift_card_entries", event);

    expect(await recordOf(event)).toEqual([]);
    expect(await order.read()).toMatchObject({ status: "PENDING", bookings: [] });
    expect(await stripeDelivers(event)).toMatchObject({ status: 200, outcome: "processed" });
    expect(await order.read()).toMatchObject({ status: "PAID", bookings: [{}] });
  });

  test("while PostgreSQL is at the last effects, COMMIT behind them: it carries out all of it, the retry is a duplicate [K3] [K4]", async () => {
    const order = await givenPayable(stripe());
    const event = paymentSucceeded(order);

    await killedWhileItWaitsFor("bookings", event);

    await vi.waitFor(async () => expect(await recordOf(event)).toMatchObject([{ effect: "order-paid" }]));
    expect(await order.read()).toMatchObject({ status: "PAID", bookings: [{}] });
    expect(await stripeDelivers(event)).toMatchObject({ status: 200, outcome: "duplicate" });
    expect(await order.read()).toMatchObject({ status: "PAID", bookings: [{}] });
  });

  test.each(["after-commit", "after-commit-before-answer"])(
    "%s: Stripe heard nothing, its retry is a duplicate [K4] [K5]",
    async (point) => {
      const order = await givenPayable(stripe());
      const event = paymentSucceeded(order);

      expect(await start("deliver", point, event).ended).toEqual({ signal: "SIGKILL", said: "" });

      expect(await order.read()).toMatchObject({ status: "PAID", bookings: [{}] });
      expect(await stripeDelivers(event)).toMatchObject({ status: 200, outcome: "duplicate" });
      expect(await order.read()).toMatchObject({ status: "PAID", bookings: [{}] });
    },
  );

  test("before a failed event is parked: nothing says that it was here, and Stripe's retry pays [K2]", async () => {
    const order = await givenPayable(stripe());
    const event = paymentSucceeded(order, { amount_received: 1 });
    stripe().confirm(order.paymentIntentId);
    stripe().faults.set([{ kind: "unavailable" }]);

    expect(await start("deliver", "before-event-parked", event).ended).toEqual({ signal: "SIGKILL", said: "" });

    stripe().faults.clear();
    expect(await db().select().from(parkedEvents).where(eq(parkedEvents.id, event.id))).toEqual([]);
    expect(await stripeDelivers(event)).toMatchObject({ status: 200, outcome: "processed" });
  });

  test("after its answer and before any e-mail: a worker sends them later, each once [K6]", async () => {
    const server = await startMailServer();
    mails.push(server);
    const order = await givenPayable(stripe());
    const event = paymentSucceeded(order);

    expect(await start("deliver", "nowhere", event).ended).toMatchObject({ said: "200 processed" });

    expect(server.mails).toHaveLength(0);
    setConfig({ STRIPE_API_BASE: new URL(stripe().url), SMTP_URL: server.url });
    await sendDueEmails();
    await sendDueEmails();
    const rows = await db()
      .select({ id: emails.id, status: emails.status })
      .from(emails)
      .where(eq(emails.orderId, order.id));
    expect(rows.length).toBeGreaterThan(0);
    for (const { id, status } of rows) {
      expect(status).toBe("SENT");
      expect(server.mails.filter((mail) => mail.messageId?.includes(id))).toHaveLength(1);
    }
  });
});

describe("a worker is killed with -9", () => {
  test.each([
    { point: "before-stripe-call", when: "before its effects", next: "our retry" },
    { point: "before-stripe-call", when: "before its effects", next: "Stripe's" },
    { point: "parked-event-processed-before-done", when: "after them", next: "our retry" },
    { point: "parked-event-processed-before-done", when: "after them", next: "Stripe's" },
  ])("at a parked event, $when, and $next is next: one effect, and nothing waits any more [K2] [K12]", async (one) => {
    const order = await givenPayable(stripe());
    const event = await givenParkedAndDue(order);

    expect((await start("retry-parked-events", one.point).ended).signal).toBe("SIGKILL");

    const died = one.when === "after them" ? { status: "DONE", records: 1 } : { status: "WAITING", records: 0 };
    expect(await stateOf(event)).toEqual({ ...died, attempts: 2 });
    expect(await retryParkedEvents()).toBe(0);
    if (one.next === "our retry") {
      setClock(addMinutes(now(), 1));
      await retryParkedEvents();
    } else {
      expect(await stripeDelivers(event)).toMatchObject({
        status: 200,
        outcome: one.when === "after them" ? "duplicate" : "processed",
      });
    }
    expect(await stateOf(event)).toMatchObject({ status: "DONE", records: 1 });
    expect(await order.read()).toMatchObject({ status: "PAID", paidCents: order.dueNowCents, bookings: [{}] });
  });

  test("after Stripe has made a refund and before it is written down: the next one finds the same refund [K8] [K12]", async () => {
    const order = await givenLost();

    expect((await start("make-owed-refunds", "refund-made-before-record").ended).signal).toBe("SIGKILL");

    expect(stripe().refunds(order.paymentIntentId)).toHaveLength(1);
    expect(await makeOwedRefunds()).toBe(0);
    setClock(addMinutes(now(), 1));
    expect(await makeOwedRefunds()).toBe(1);
    expect(stripe().refunds(order.paymentIntentId)).toHaveLength(1);
    expect(await order.read()).toMatchObject({ status: "PARTIALLY_REFUNDED", refundedCents: 10_000 });
  });

  test("halfway through the pages of the daily reading: the next one reads that page again and goes on [K10]", async () => {
    const order = await givenPayable(stripe());
    stripe().confirm(order.paymentIntentId);
    await db()
      .update(payments)
      .set({ reconcileNotBefore: addMs(now(), 86_400_000) })
      .where(eq(payments.orderId, order.id));
    for (let made = 0; made < 120; made += 1) stripe().create({ amount: 1_000, currency: "eur" });
    await db().delete(cursors);

    expect((await start("reconcile-recent-payments", "page-done-before-cursor").ended).signal).toBe("SIGKILL");

    expect(await db().select({ page: cursors.pageToken }).from(cursors)).toEqual([{ page: null }]);
    expect((await order.read()).status).toBe("PENDING");
    expect(await reconcileRecentPayments()).toBe(0);
    setClock(addMinutes(now(), 1));
    expect(await reconcileRecentPayments()).toBe(1);
    expect(await order.read()).toMatchObject({ status: "PAID", bookings: [{}] });
  });
});

/** Stripe was away when its success came, so that it was parked; it is back, and the retry is due. */
async function givenParkedAndDue(order: Payable): Promise<Event> {
  stripe().confirm(order.paymentIntentId);
  // It tells too little, so that Stripe must be asked.
  const event = paymentSucceeded(order, { amount_received: 1 });
  stripe().faults.set([{ kind: "unavailable" }]);
  expect(await stripeDelivers(event)).toMatchObject({ status: 503, code: "payment_provider_unavailable" });
  stripe().faults.clear();
  await db()
    .update(parkedEvents)
    .set({ notBefore: addMs(now(), -1_000) })
    .where(eq(parkedEvents.id, event.id));
  return event;
}

async function stateOf(event: Event) {
  const [row] = await db()
    .select({ status: parkedEvents.status, attempts: parkedEvents.attempts })
    .from(parkedEvents)
    .where(eq(parkedEvents.id, event.id));
  return { ...row, records: (await recordOf(event)).length };
}

/** Paid when its time was over and one of its two places was somebody else's: its half is owed, so that Stripe could give it back twice. */
async function givenLost() {
  const stage = await givenStage({ places: 1 });
  const order = await givenPayable(stripe(), { items: [{ stage }, { stage: await givenStage() }] });
  await db().update(orders).set({ closeReason: "expired" }).where(eq(orders.id, order.id));
  await stripeDelivers({
    ...paymentSucceeded(order, { status: "canceled", amount_received: 0 }),
    type: "payment_intent.canceled",
  });
  await givenPaidAtStripe(stripe(), { items: [{ stage }] });
  stripe().confirm(order.paymentIntentId);
  expect(await tellEvent(stripe(), succeededEventOf(stripe(), order.paymentIntentId))).toBe("processed");
  return order;
}
