import { eq, inArray, sql } from "drizzle-orm";
import { afterEach, describe, expect, test, vi } from "vitest";
import { startSandbox } from "../../../sandbox/start";
import { api } from "@/app/api/api";
import { db } from "@/db/client";
import { holds } from "@/db/schema/bookings";
import { alerts } from "@/db/schema/operations";
import { orderLines, orders } from "@/db/schema/orders";
import { payments } from "@/db/schema/payments";
import { processedWebhookEvents } from "@/db/schema/processed-webhook-events";
import { releaseLapsedHolds } from "@/features/bookings/server/jobs";
import { closeUnpaidOrders } from "@/features/orders/server/jobs";
import { reconcilePendingPayments, retryParkedEvents } from "@/features/payments/server/jobs";
import { addMinutes, addMs, DAY_MS, now, setClock } from "@/lib/clock";
import { setConfig } from "@/lib/config";
import { log } from "@/lib/log";
import { givenParticipant, givenStage } from "../../support/given";
import { givenAnswerWasLost } from "../../support/orders";
import { paymentProcessing, paymentSucceeded, signed, stripeDelivers } from "../../support/stripe-events";
import { pointAt, tellEvent, useStripe } from "../../support/stripe-sandbox";
import { visitorOf } from "../../support/visitor";
import { givenPayable, succeededEventOf } from "./given-payable";

const stripe = useStripe();
afterEach(() => vi.restoreAllMocks());

/** Somebody else wants a place there. */
const rivalWants = (stage: { id: string }) =>
  visitorOf(api).post("/cart/items", { type: "STAGE", stageId: stage.id, participant: givenParticipant() });
const SOLD_OUT = { status: 409, body: { code: "sold_out" } };
const kindsOfAlerts = async () => (await db().select({ kind: alerts.kind }).from(alerts)).map(({ kind }) => kind);

describe("Stripe's API", () => {
  test.each(["rate_limit", "lock_timeout"] as const)(
    "%s while reconciling: asked a few times at most, then later; nothing is decided meanwhile [S1]",
    async (kind) => {
      const order = await givenPayable(stripe());
      stripe().confirm(order.paymentIntentId);
      const path = `/v1/payment_intents/${order.paymentIntentId}`;
      setClock(addMinutes(now(), 6));
      stripe().faults.set([{ kind, path }]);

      await reconcilePendingPayments();

      const asked = stripe().requests({ method: "GET", path }).length;
      expect(asked).toBeGreaterThan(0);
      expect(asked).toBeLessThanOrEqual(4);
      expect((await order.read()).status).toBe("PENDING");
      stripe().faults.clear();
      stripe().faults.set([{ kind, path, count: 1 }]);
      for (let turn = 0; turn < 2; turn += 1) {
        setClock(addMinutes(now(), 5));
        await reconcilePendingPayments();
      }
      expect((await order.read()).status).toBe("PAID");
    },
  );

  test("a key used again for something else is an error that is told, and makes nothing [S3]", async () => {
    const order = await givenPayable(stripe());
    await givenAnswerWasLost(order);
    await givenAmountIs(order, order.dueNowCents + 1);
    const made = stripe().paymentIntents().length;
    const logged = vi.spyOn(log, "error");

    const again = await order.again();

    expect(again).toMatchObject({ status: 500, body: { code: "internal" } });
    expect(logged).toHaveBeenCalledWith(
      expect.objectContaining({ what: "create PaymentIntent", type: "StripeIdempotencyError" }),
      "Stripe refused a request",
    );
    expect(stripe().paymentIntents()).toHaveLength(made);
    await givenAmountIs(order, order.dueNowCents);
    expect((await order.read()).status).toBe("PENDING");
    expect((await order.again()).body.payment.paymentIntentId).toBe(order.paymentIntentId);
  });

  test("a PaymentIntent that our key cannot see is an alert, not «unpaid» [S5]", async () => {
    const order = await givenPayable(stripe());
    stripe().confirm(order.paymentIntentId);
    const otherAccount = await startSandbox({ autoDeliver: false, now });
    pointAt(otherAccount);
    setClock(addMinutes(now(), 60));

    await reconcilePendingPayments();
    await closeUnpaidOrders();

    await otherAccount.close();
    pointAt(stripe());
    expect((await order.read()).status).toBe("PENDING");
    expect(await kindsOfAlerts()).toContain("payment_intent_missing");
    expect(await tellEvent(stripe(), succeededEventOf(stripe(), order.paymentIntentId))).toBe("processed");
  });

  test.each(["2019-02-19", "2022-11-15", "2026-10-28.endive", "2031-01-01.unheard-of"])(
    "an event in the words of API version %s pays, and the version is written down [S8]",
    async (version) => {
      const order = await givenPayable(stripe());
      const event = paymentSucceeded(
        order,
        { charges: undefined, latest_charge: "ch_1", allowed_source_types: ["card"], something_new: { at: 1 } },
        { api_version: version },
      );

      expect(await stripeDelivers(event)).toMatchObject({ outcome: "processed" });

      const [record] = await db()
        .select({ version: processedWebhookEvents.apiVersion })
        .from(processedWebhookEvents)
        .where(eq(processedWebhookEvents.id, event.id));
      expect(record).toEqual({ version });
    },
  );

  test(
    "is away for hours: the debit under way and its place wait, and nothing is cancelled [S11]",
    { timeout: 60_000 },
    async () => {
      const order = await givenPayable(stripe());
      await stripeDelivers(paymentProcessing(order));
      const waiting = await givenPayable(stripe());
      stripe().faults.set([{ kind: "unavailable" }]);

      for (let turn = 0; turn < 2; turn += 1) {
        setClock(addMinutes(now(), 180));
        await closeUnpaidOrders();
        await reconcilePendingPayments();
      }

      expect(await order.read()).toMatchObject({ status: "PENDING", payments: [{ status: "PROCESSING" }] });
      expect(await waiting.read()).toMatchObject({ status: "PENDING" });
      stripe().faults.clear();
      stripe().confirm(waiting.paymentIntentId);
      setClock(addMinutes(now(), 60));
      await closeUnpaidOrders();
      expect(await waiting.read()).toMatchObject({ status: "PAID" });
    },
  );

  test("an answer about a new PaymentIntent that is lost, and its key forgotten: the list finds it before another is made [S2] [S4]", async () => {
    const order = await givenPayable(stripe());
    await givenAnswerWasLost(order);
    await db()
      .update(orders)
      .set({ payableUntil: addMs(now(), 3 * DAY_MS) })
      .where(eq(orders.id, order.id));
    setClock(addMs(now(), DAY_MS + 3_600_000));

    const again = await order.again();

    const made = stripe()
      .paymentIntents()
      .filter((intent) => intent.metadata["orderId"] === order.id);
    expect(made).toHaveLength(1);
    expect(again).toMatchObject({ status: 200, body: { payment: { paymentIntentId: made[0]?.id } } });
  });
});

/** What no code of ours does: the order's snapshot says another amount than Stripe was asked for. */
async function givenAmountIs(order: { id: string }, amountCents: number): Promise<void> {
  await db().transaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.update(payments).set({ amountCents }).where(eq(payments.orderId, order.id));
  });
}

describe("time", () => {
  test("a bank debit that succeeds five days later books the last place, which was kept all the time [T5] [O5]", async () => {
    const stage = await givenStage({ places: 1 });
    const order = await givenPayable(stripe(), { items: [{ stage }] });
    await stripeDelivers(paymentProcessing(order));

    for (let day = 0; day < 5; day += 1) {
      setClock(addMs(now(), DAY_MS));
      await closeUnpaidOrders();
      await releaseLapsedHolds();
      expect(await rivalWants(stage)).toMatchObject(SOLD_OUT);
      expect((await order.visitor.get("/cart")).body.items).toMatchObject([{ stage: { id: stage.id } }]);
    }
    expect(await order.read()).toMatchObject({ status: "PENDING", payments: [{ status: "PROCESSING" }] });
    await stripeDelivers(paymentSucceeded(order));

    expect(await order.read()).toMatchObject({ status: "PAID", lines: [{ outcome: "BOOKED" }] });
  });

  test("a success in the very instant in which the last place's hold and the time to pay end pays, whoever is first [T3]", async () => {
    for (const first of [0, 1, 2, 3]) {
      const stage = await givenStage({ places: 1 });
      const order = await givenPayable(stripe(), { items: [{ stage }] });
      stripe().confirm(order.paymentIntentId);
      setClock(await givenHoldEndsWithTheTimeToPay(order));
      const event = succeededEventOf(stripe(), order.paymentIntentId);
      let rival: unknown;

      const all = [
        () => tellEvent(stripe(), event),
        () => closeUnpaidOrders(),
        () => releaseLapsedHolds(),
        async () => (rival = await rivalWants(stage)),
      ];
      await Promise.all([...all.slice(first), ...all.slice(0, first)].map((one) => one()));

      expect(await order.read()).toMatchObject({ status: "PAID", lines: [{ outcome: "BOOKED" }] });
      expect(rival).toMatchObject(SOLD_OUT);
    }
  });

  /** Returns that instant. */
  async function givenHoldEndsWithTheTimeToPay(order: { id: string }): Promise<Date> {
    const [row] = await db().select({ until: orders.payableUntil }).from(orders).where(eq(orders.id, order.id));
    if (!row?.until) throw new Error("the order cannot be paid");
    const lines = db().select({ id: orderLines.id }).from(orderLines).where(eq(orderLines.orderId, order.id));
    await db().update(holds).set({ expiresAt: row.until }).where(inArray(holds.orderLineId, lines));
    return row.until;
  }

  test("an event by a secret that is out of use is refused, and reconciliation finds the payment [T8]", async () => {
    const order = await givenPayable(stripe());
    stripe().confirm(order.paymentIntentId);
    const event = paymentSucceeded(order);
    setConfig({ STRIPE_API_BASE: new URL(stripe().url), STRIPE_WEBHOOK_SECRET: ["whsec_new"] });

    const answer = await stripeDelivers(event, { header: signed(JSON.stringify(event), "whsec_rotated_out") });

    expect(answer).toMatchObject({ status: 400, code: "invalid_signature" });
    setClock(addMinutes(now(), 6));
    await reconcilePendingPayments();
    expect(await order.read()).toMatchObject({ status: "PAID" });
  });

  test("when clocks go back a parked event is not retried early, and when they leap it is retried once [T7]", async () => {
    const order = await givenPayable(stripe());
    stripe().confirm(order.paymentIntentId);
    stripe().faults.set([{ kind: "unavailable" }]);
    // It tells too little, so that Stripe must be asked.
    const event = paymentSucceeded(order, { amount_received: 1 });
    expect(await stripeDelivers(event)).toMatchObject({ status: 503 });

    setClock(addMs(now(), -DAY_MS));
    expect(await retryParkedEvents()).toBe(0);
    setClock(addMs(now(), 3 * DAY_MS));
    stripe().faults.clear();
    const taken = await Promise.all([retryParkedEvents(), retryParkedEvents()]);
    expect(taken.toSorted((a, b) => a - b)).toEqual([0, 1]);
    expect(await retryParkedEvents()).toBe(0);
    expect(await order.read()).toMatchObject({ status: "PAID", bookings: [{}] });
  });
});
