import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { holds } from "@/db/schema/bookings";
import { cartGiftCards, cartItems } from "@/db/schema/cart";
import { giftCardEntries } from "@/db/schema/gift-card-entries";
import { alerts, emails, worklistEntries } from "@/db/schema/operations";
import { orderLines, orders } from "@/db/schema/orders";
import { disputes, refunds } from "@/db/schema/payments";
import { parkedEvents, processedWebhookEvents } from "@/db/schema/processed-webhook-events";
import { transaction } from "@/db/transaction";
import { closeOrder } from "@/features/orders/server/close-order";
import { lockOrder } from "@/features/orders/server/locked-order";
import { addMinutes, now, setClock } from "@/lib/clock";
import { givenCart, givenGiftCard, givenStage } from "../../../../tests/support/given";
import { expectInvariants } from "../../../../tests/support/invariants";
import { givenOrder, type GivenOrder } from "../../../../tests/support/orders";
import {
  paymentCanceled,
  paymentFailed,
  paymentSucceeded,
  stripeDelivers,
  stripeEvent,
} from "../../../../tests/support/stripe-events";

afterEach(async () => {
  setClock();
  await expectInvariants();
});

/** The time to pay was over and Stripe said that the PaymentIntent is cancelled. */
async function givenExpired(order: GivenOrder): Promise<void> {
  await transaction(async (tx) => {
    await tx.update(orders).set({ closeReason: "expired" }).where(eq(orders.id, order.id));
    const locked = await lockOrder(tx, order.id);
    if (locked) await closeOrder(tx, locked, now());
  });
}

/** Somebody else was faster. */
async function givenBooked(stage: {
  id: string;
  type: "INITIATION" | "PROGRESSION" | "AUTONOMIE" | "DOUBLE";
}): Promise<void> {
  await stripeDelivers(paymentSucceeded(await givenOrder({ cart: await givenCart({ items: [{ stage }] }) })));
}

const refundsOf = (orderId: string) =>
  db()
    .select({ amountCents: refunds.amountCents, reason: refunds.reason, status: refunds.status })
    .from(refunds)
    .where(eq(refunds.orderId, orderId));
const holdsOf = async (order: GivenOrder) =>
  db()
    .select({ expiresAt: holds.expiresAt })
    .from(holds)
    .innerJoin(orderLines, eq(orderLines.id, holds.orderLineId))
    .where(eq(orderLines.orderId, order.id));
const worklistOf = async (orderId: string) =>
  (
    await db().select({ kind: worklistEntries.kind }).from(worklistEntries).where(eq(worklistEntries.orderId, orderId))
  ).map((entry) => entry.kind);
const alertsWith = (dedupeKey: string) =>
  db().select({ kind: alerts.kind }).from(alerts).where(eq(alerts.dedupeKey, dedupeKey));
const refundObject = (order: GivenOrder, changes: Record<string, unknown> = {}) => ({
  id: "re_1",
  object: "refund",
  amount: order.dueNowCents,
  currency: "eur",
  status: "succeeded",
  payment_intent: order.paymentIntentId,
  ...changes,
});

describe("money that arrives for an order that has ended", () => {
  test("books the place when one is left, and the order is paid [O4]", async () => {
    const order = await givenOrder();
    await givenExpired(order);
    expect(await order.read()).toMatchObject({
      status: "CANCELLED",
      cancelReason: "expired",
      payments: [{ status: "CANCELLED" }],
    });
    expect(await holdsOf(order)).toHaveLength(0);

    await stripeDelivers(paymentSucceeded(order));

    expect(await order.read()).toMatchObject({ status: "PAID", cancelReason: null, lines: [{ outcome: "BOOKED" }] });
    expect(await refundsOf(order.id)).toEqual([]);
  });

  test("is given back once when the place is gone, however often it is told [O4]", async () => {
    const stage = await givenStage({ places: 1 });
    const order = await givenOrder({ cart: await givenCart({ items: [{ stage }] }) });
    await givenExpired(order);
    await givenBooked(stage);

    await Promise.all([
      stripeDelivers(paymentSucceeded(order)),
      stripeDelivers(paymentSucceeded(order)),
      stripeDelivers(paymentSucceeded(order)),
    ]);

    expect((await order.read()).lines).toMatchObject([{ outcome: "LOST" }]);
    expect(await refundsOf(order.id)).toEqual([{ amountCents: 10_000, reason: "PLACE_LOST", status: "REQUESTED" }]);
    expect(await worklistOf(order.id)).toEqual(["LINE_LOST"]);
    const [line] = await db().select({ id: orderLines.id }).from(orderLines).where(eq(orderLines.orderId, order.id));
    expect(await alertsWith(`line-lost:${line?.id}`)).toEqual([{ kind: "line_lost" }]);
    const mails = await db().select({ kind: emails.kind }).from(emails).where(eq(emails.orderId, order.id));
    expect(mails.map((mail) => mail.kind)).toContain("PLACE_LOST");
  });

  test("keeps what can be kept: one line is booked, the other given back; the order ends partially refunded [O4]", async () => {
    const full = await givenStage({ places: 1 });
    const order = await givenOrder({
      cart: await givenCart({ items: [{ stage: full }, { stage: await givenStage() }] }),
    });
    await givenExpired(order);
    await givenBooked(full);

    await stripeDelivers(paymentSucceeded(order));
    await stripeDelivers(
      stripeEvent(
        "refund.created",
        refundObject(order, {
          amount: 10_000,
          metadata: {
            refundId: (await db().select({ id: refunds.id }).from(refunds).where(eq(refunds.orderId, order.id)))[0]?.id,
          },
        }),
      ),
    );

    expect(await order.read()).toMatchObject({
      status: "PARTIALLY_REFUNDED",
      refundedCents: 10_000,
      lines: [{ outcome: "LOST" }, { outcome: "BOOKED" }],
    });
    expect(await refundsOf(order.id)).toEqual([{ amountCents: 10_000, reason: "PLACE_LOST", status: "SUCCEEDED" }]);
  });

  test("uses the hold that the visitor's cart has taken again for the same item, and the item leaves the cart", async () => {
    const stage = await givenStage({ places: 1 });
    const cart = await givenCart({ items: [{ stage }] });
    const order = await givenOrder({ cart });
    await givenExpired(order);
    await db()
      .insert(holds)
      .values({
        stageId: stage.id,
        cartItemId: cart.items[0]?.id ?? "",
        expiresAt: addMinutes(now(), 60),
        createdAt: now(),
      });

    await stripeDelivers(paymentSucceeded(order));

    expect(await order.read()).toMatchObject({ status: "PAID", lines: [{ outcome: "BOOKED" }] });
    expect(await db().select().from(cartItems).where(eq(cartItems.cartSessionId, cart.sessionId))).toEqual([]);
  });

  test("a newer order of the same cart is asked to close, and does not buy the place twice", async () => {
    const cart = await givenCart();
    const order = await givenOrder({ cart });
    await givenExpired(order);
    const newer = await givenOrder({ cart });

    await stripeDelivers(paymentSucceeded(order));

    const [row] = await db()
      .select({ closeReason: orders.closeReason, payableUntil: orders.payableUntil })
      .from(orders)
      .where(eq(orders.id, newer.id));
    expect(row?.closeReason).toBe("replaced");
    expect(row?.payableUntil?.getTime()).toBeLessThanOrEqual(now().getTime());
  });

  test("a line whose gift card was spent elsewhere since is given back, the card is not overdrawn [O4] [C10]", async () => {
    const card = await givenGiftCard({ amountCents: 15_000 });
    const order = await givenOrder({
      cart: await givenCart({
        items: [{ stage: await givenStage() }, { stage: await givenStage() }],
        giftCards: [card],
      }),
    });
    expect(order.dueNowCents).toBe(5_000);
    await givenExpired(order);
    await db().delete(cartGiftCards);
    const elsewhere = await givenOrder({
      cart: await givenCart({ items: [{ stage: await givenStage({ depositCents: 15_000 }) }], giftCards: [card] }),
    });
    expect((await elsewhere.read()).status).toBe("PAID");

    await stripeDelivers(paymentSucceeded(order));

    const paid = await order.read();
    expect(paid.lines.map((line) => line.outcome)).toEqual(["LOST", "LOST"]);
    expect(await refundsOf(order.id)).toEqual([{ amountCents: 5_000, reason: "GIFT_CARD_SPENT", status: "REQUESTED" }]);
    const entries = await db()
      .select({ amountCents: giftCardEntries.amountCents })
      .from(giftCardEntries)
      .where(eq(giftCardEntries.giftCardId, card.id));
    expect(entries.map((entry) => entry.amountCents)).toEqual([15_000, -15_000]);
  });

  test("a line that its gift card no longer pays leaves the place to the newer order that keeps it", async () => {
    const stage = await givenStage({ places: 1 });
    const cart = await givenCart({ items: [{ stage }], giftCards: [await givenGiftCard({ amountCents: 4_000 })] });
    const order = await givenOrder({ cart });
    await givenExpired(order);
    const newer = await givenOrder({ cart });

    await stripeDelivers(paymentSucceeded(order));

    expect((await order.read()).lines).toMatchObject([{ outcome: "LOST" }]);
    expect(await holdsOf(newer)).toHaveLength(1);
    await stripeDelivers(paymentSucceeded(newer));
    expect((await newer.read()).lines).toMatchObject([{ outcome: "BOOKED" }]);
  });

  test("money after a cancellation that Stripe told too early is honoured [O3]", async () => {
    const order = await givenOrder();
    await stripeDelivers(paymentCanceled(order));

    await stripeDelivers(paymentSucceeded(order));

    expect(await order.read()).toMatchObject({ status: "PAID", payments: [{ status: "SUCCEEDED" }] });
  });
});

describe("after a failed attempt", () => {
  test("the order can be paid until the later of its time and ten minutes from now, and its place is kept", async () => {
    const order = await givenOrder();
    const [before] = await db()
      .select({ payableUntil: orders.payableUntil })
      .from(orders)
      .where(eq(orders.id, order.id));
    setClock(addMinutes(before?.payableUntil ?? now(), -2));

    await stripeDelivers(paymentFailed(order));

    const [after] = await db()
      .select({ payableUntil: orders.payableUntil })
      .from(orders)
      .where(eq(orders.id, order.id));
    expect(after?.payableUntil).toEqual(addMinutes(now(), 10));
    const [hold] = await holdsOf(order);
    expect(hold?.expiresAt?.getTime()).toBeGreaterThanOrEqual(addMinutes(now(), 10).getTime());
  });
});

describe("refunds told by Stripe", () => {
  const given = async () => {
    const order = await givenOrder();
    await stripeDelivers(paymentSucceeded(order));
    return order;
  };

  test("parts are counted once by their id, in any order, and cumulative amounts never [Y8]", async () => {
    const order = await given();
    const first = refundObject(order, { id: "re_a", amount: 3_000 });
    const second = refundObject(order, { id: "re_b", amount: 2_000 });

    await stripeDelivers(stripeEvent("refund.updated", second));
    await stripeDelivers(stripeEvent("refund.created", first));
    await stripeDelivers(stripeEvent("refund.created", second));
    await stripeDelivers(stripeEvent("charge.refund.updated", first));

    expect(await order.read()).toMatchObject({ status: "PARTIALLY_REFUNDED", refundedCents: 5_000, bookings: [{}] });
    expect((await worklistOf(order.id)).filter((kind) => kind === "REFUND_AT_STRIPE")).toHaveLength(2);
  });

  test("a whole refund refunds the order and leaves its booking; when it fails at the bank, the order is paid again [Y9] [Y11]", async () => {
    const order = await given();
    await stripeDelivers(stripeEvent("refund.created", refundObject(order, { id: "re_whole", status: "pending" })));
    expect(await order.read()).toMatchObject({
      status: "REFUNDED",
      payments: [{ status: "REFUNDED" }],
      lines: [{ outcome: "BOOKED" }],
    });

    await stripeDelivers(
      stripeEvent(
        "refund.failed",
        refundObject(order, { id: "re_whole", status: "failed", failure_reason: "expired_or_canceled_card" }),
      ),
    );
    await stripeDelivers(stripeEvent("refund.updated", refundObject(order, { id: "re_whole", status: "succeeded" })));

    expect(await order.read()).toMatchObject({ status: "PAID", refundedCents: 0, payments: [{ status: "SUCCEEDED" }] });
    expect(await worklistOf(order.id)).toContain("REFUND_FAILED");
    const [failed] = await db().select({ id: refunds.id }).from(refunds).where(eq(refunds.orderId, order.id));
    expect(await alertsWith(`refund-failed:${failed?.id}`)).toEqual([{ kind: "refund_failed" }]);
  });

  test("a refund of more than was paid is refused by the database and parked, not counted [B6]", async () => {
    const order = await given();
    const more = stripeEvent("refund.created", refundObject(order, { id: "re_more", amount: order.dueNowCents + 1 }));

    const answer = await stripeDelivers(more);

    expect(answer).toMatchObject({ status: 500, code: "internal" });
    expect(
      await db()
        .select({ status: parkedEvents.status, lastError: parkedEvents.lastError })
        .from(parkedEvents)
        .where(eq(parkedEvents.id, more.id)),
    ).toEqual([{ status: "WAITING", lastError: expect.stringContaining("payment_refunded_within_received") }]);
    expect(await alertsWith(`event-parked:${more.id}`)).toEqual([{ kind: "event_parked" }]);
    expect(await refundsOf(order.id)).toEqual([]);
    expect(await db().$count(processedWebhookEvents, eq(processedWebhookEvents.id, more.id))).toBe(0);
    expect(await order.read()).toMatchObject({ status: "PAID", refundedCents: 0 });
  });

  test("a refund of a foreign PaymentIntent is ignored", async () => {
    expect(
      await stripeDelivers(
        stripeEvent("refund.created", {
          id: "re_f",
          amount: 100,
          currency: "eur",
          status: "succeeded",
          payment_intent: "pi_foreign",
          metadata: { installation: "b0a7a1f4-0000-4000-8000-000000000000" },
        }),
      ),
    ).toMatchObject({ status: 200, outcome: "ignored" });
  });
});

describe("disputes", () => {
  const dispute = (order: GivenOrder, status: string) => ({
    id: "dp_1",
    object: "dispute",
    amount: order.dueNowCents,
    currency: "eur",
    status,
    reason: "fraudulent",
    payment_intent: order.paymentIntentId,
  });

  test("recorded even before the success is told; money moves are noted once; an end stays an end [O11] [Y12]", async () => {
    const order = await givenOrder();
    await stripeDelivers(stripeEvent("charge.dispute.created", dispute(order, "needs_response")));
    await stripeDelivers(paymentSucceeded(order));
    await stripeDelivers(stripeEvent("charge.dispute.funds_withdrawn", dispute(order, "needs_response")));
    await stripeDelivers(stripeEvent("charge.dispute.closed", dispute(order, "won")));
    await stripeDelivers(stripeEvent("charge.dispute.funds_reinstated", dispute(order, "won")));
    await stripeDelivers(stripeEvent("charge.dispute.updated", dispute(order, "under_review")));

    const [row] = await db().select().from(disputes);
    expect(row).toMatchObject({ status: "won" });
    expect(row?.fundsWithdrawnAt).not.toBeNull();
    expect(row?.fundsReinstatedAt).not.toBeNull();
    expect(await order.read()).toMatchObject({ status: "PAID" });
    expect(await worklistOf(order.id)).toEqual(["DISPUTE"]);
  });
});
