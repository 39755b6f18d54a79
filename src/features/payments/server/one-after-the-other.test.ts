import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { emails, worklistEntries } from "@/db/schema/operations";
import { orders } from "@/db/schema/orders";
import { payments } from "@/db/schema/payments";
import { transaction } from "@/db/transaction";
import { closeOrder } from "@/features/orders/server/close-order";
import { lockOrder } from "@/features/orders/server/locked-order";
import { addMinutes, now, setClock } from "@/lib/clock";
import { givenOrderIsClosed } from "../../../../tests/support/closed-order";
import { givenCart } from "../../../../tests/support/given";
import { expectInvariants } from "../../../../tests/support/invariants";
import { givenAnswerWasLost, givenOrder, givenPlaced } from "../../../../tests/support/orders";
import { paymentFailed, paymentSucceeded, stripeDelivers, stripeEvent } from "../../../../tests/support/stripe-events";
import { whileLocked } from "../../../../tests/support/while-locked";
import { applyPaymentIntent } from "./apply-payment-intent";
import { claimWebhookEvent } from "./queries";

afterEach(async () => {
  setClock();
  await expectInvariants();
});

const lockOf = (order: { id: string }) => sql`select from orders where id = ${order.id} for update`;

const CLAIM = {
  id: "evt_claimed_at_once",
  type: "payment_intent.succeeded",
  source: "WEBHOOK" as const,
  effect: "nothing-new",
  objectId: null,
  orderId: null,
  apiVersion: null,
  createdAtStripe: null,
};

describe("copies of an event", () => {
  test("that is processed already are answered at once, even while somebody is at the order [D1]", async () => {
    const order = await givenOrder();
    const event = paymentSucceeded(order);
    await stripeDelivers(event);

    const { outcome, waited } = await whileLocked(lockOf(order), () => stripeDelivers(event));

    expect(waited).toBe(false);
    expect(outcome).toMatchObject({ status: 200, outcome: "duplicate" });
  });

  test("one that another transaction commits while we wait for the order pays nothing here: it is a duplicate [D2]", async () => {
    const order = await givenOrder();
    const event = paymentSucceeded(order);
    const theirs = { ...CLAIM, id: event.id, orderId: order.id };

    const { outcome, waited } = await whileLocked(
      lockOf(order),
      () => stripeDelivers(event),
      (tx) => claimWebhookEvent(tx, theirs, now()),
    );

    expect(waited).toBe(true);
    expect(outcome).toMatchObject({ status: 200, outcome: "duplicate" });
    expect(await order.read()).toMatchObject({ status: "PENDING", bookings: [] });
  });

  test("of one decline, delivered at once, decline once: the later copy gives no more time [D2]", async () => {
    const order = await givenOrder();
    const event = paymentFailed(order);
    const { payableUntil } = await rowOf(order);
    setClock(addMinutes(payableUntil ?? now(), -1));

    const { outcome } = await whileLocked(lockOf(order), () =>
      Promise.all([stripeDelivers(event), stripeDelivers(event), stripeDelivers(event)]),
    );

    expect(outcome.filter((answer) => answer.outcome === "processed")).toHaveLength(1);
    expect(outcome.filter((answer) => answer.outcome === "duplicate")).toHaveLength(2);
    expect((await mailsOf(order)).filter((kind) => kind === "PAYMENT_FAILED")).toHaveLength(1);
  });

  test("of one refund, delivered at once, count it once and are recorded [D2] [Y8]", async () => {
    const order = await givenOrder();
    await stripeDelivers(paymentSucceeded(order));
    const refund = {
      id: "re_1",
      amount: 1_000,
      currency: "eur",
      status: "succeeded",
      payment_intent: order.paymentIntentId,
    };
    const event = stripeEvent("refund.created", refund);

    const answers = await Promise.all([1, 2, 3].map(() => stripeDelivers(event)));

    expect(answers.filter((answer) => answer.outcome === "processed")).toHaveLength(1);
    expect(answers.filter((answer) => answer.outcome === "duplicate")).toHaveLength(2);
    expect((await order.read()).refundedCents).toBe(1_000);
    const { rows } = await db().execute(sql`select effect from "ProcessedWebhookEvent" where id = ${event.id}`);
    expect(rows).toEqual([{ effect: "refund-recorded" }]);
  });
});

test("an event is claimed once: whoever comes second is told so, and it is no error that would end their transaction [D2]", async () => {
  const claim = () => transaction((tx) => claimWebhookEvent(tx, CLAIM, now()));

  const claims = await Promise.all([claim(), claim(), claim()]);

  expect(claims.filter(Boolean)).toHaveLength(1);
  expect(await claim()).toBe(false);
});

test("a success waits for whoever is at its order", async () => {
  const order = await givenOrder();

  const { outcome, statements } = await whileLocked(lockOf(order), () => stripeDelivers(paymentSucceeded(order)));

  // At the lock itself: whoever waits only when they write has decided on what was before.
  expect(statements).toEqual([expect.stringMatching(/from orders\s.*for update$/s)]);
  expect(outcome.outcome).toBe("processed");
});

test("money of a PaymentIntent that loses the race to be linked does not pay for the one that won [M11]", async () => {
  const order = await givenOrder();
  await givenAnswerWasLost(order);
  const [payment] = await db().select({ id: payments.id }).from(payments).where(eq(payments.orderId, order.id));
  const paymentId = payment?.id ?? "";

  const { outcome } = await whileLocked(
    sql`select from payments where id = ${paymentId} for update`,
    () =>
      applyPaymentIntent({
        happened: "succeeded",
        intent: {
          id: order.paymentIntentId,
          status: "succeeded",
          amount: order.dueNowCents,
          amount_received: order.dueNowCents,
          currency: "eur",
          metadata: order.metadata,
        },
        livemode: false,
        asked: true,
        source: "RECONCILE",
        event: null,
      }),
    (tx) => tx.update(payments).set({ stripePaymentIntentId: "pi_faster" }).where(eq(payments.id, paymentId)),
  );

  expect(outcome.outcome).toBe("parked");
  expect((await order.read()).status).toBe("PENDING");
  expect(
    await db()
      .select({ kind: worklistEntries.kind })
      .from(worklistEntries)
      .where(eq(worklistEntries.orderId, order.id)),
  ).toEqual([{ kind: "MONEY_CONTRADICTS_ORDER" }]);
});

describe("late money of an older order of a cart", () => {
  test("waits for the newer order that is being made of the same cart, and asks it to close", async () => {
    const cart = await givenCart();
    const old = await givenOrder({ cart });
    await givenOrderIsClosed(old);

    const { outcome } = await whileLocked(
      sql`select from cart_sessions where id = ${cart.sessionId} for update`,
      () => stripeDelivers(paymentSucceeded(old)),
      (tx) => givenPlaced(tx, cart.sessionId),
    );

    expect(outcome.outcome).toBe("processed");
    const [newer] = await db()
      .select({ closeReason: orders.closeReason })
      .from(orders)
      .where(sql`cart_session_id = ${cart.sessionId} and id <> ${old.id}`);
    expect(newer).toEqual({ closeReason: "replaced" });
  });

  test("leaves a newer order alone that ends while it waits for it", async () => {
    // Gift cards to buy: they have no places, at which the two could wait for each other.
    const cart = await givenCart({ items: [{ giftCard: { kind: "AMOUNT", amountCents: 5_000 } }] });
    const old = await givenOrder({ cart });
    await givenOrderIsClosed(old);
    const newer = await givenOrder({ cart });

    const { outcome } = await whileLocked(
      lockOf(newer),
      () => stripeDelivers(paymentSucceeded(old)),
      async (tx) => {
        const locked = await lockOrder(tx, newer.id);
        if (locked) await closeOrder(tx, locked, now());
      },
    );

    expect(outcome).toMatchObject({ status: 200, outcome: "processed" });
    expect(await rowOf(newer)).toMatchObject({ closeReason: null, payableUntil: null });
  });
});

const rowOf = async (order: { id: string }) => {
  const [row] = await db()
    .select({ closeReason: orders.closeReason, payableUntil: orders.payableUntil })
    .from(orders)
    .where(eq(orders.id, order.id));
  if (row === undefined) throw new Error("the order is gone");
  return row;
};
const mailsOf = async (order: { id: string }) =>
  (await db().select({ kind: emails.kind }).from(emails).where(eq(emails.orderId, order.id))).map(({ kind }) => kind);
