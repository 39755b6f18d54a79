import { eq } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db } from "@/db/client";
import { worklistEntries } from "@/db/schema/operations";
import { orders } from "@/db/schema/orders";
import { payments } from "@/db/schema/payments";
import { transaction } from "@/db/transaction";
import { lockOrder } from "@/features/orders/server/locked-order";
import { now } from "@/lib/clock";
import { givenOrderIsClosed } from "../../../../tests/support/closed-order";
import { givenCart, givenStage } from "../../../../tests/support/given";
import { expectInvariants } from "../../../../tests/support/invariants";
import { givenOrder } from "../../../../tests/support/orders";
import { paymentSucceeded, stripeDelivers } from "../../../../tests/support/stripe-events";
import { visitorOf } from "../../../../tests/support/visitor";
import { parkForStaff } from "./park-for-staff";

afterEach(() => expectInvariants());

test("money that contradicts an order which is paid already is never written over what paid it", async () => {
  const order = await givenOrder();
  await stripeDelivers(paymentSucceeded(order));
  const rows = () => db().select().from(payments).where(eq(payments.orderId, order.id));
  const before = await rows();

  await transaction(async (tx) => {
    const locked = await lockOrder(tx, order.id);
    const payment = locked?.payments[0];
    if (!locked || !payment) throw new Error("the order has no payment");
    const intent = { id: order.paymentIntentId, status: "succeeded", amount: 1, amount_received: 1, currency: "usd" };
    await parkForStaff(
      tx,
      locked,
      payment,
      { happened: "succeeded", intent, livemode: false, asked: true, source: "RECONCILE", event: null },
      { reason: "MONEY_CONTRADICTS_ORDER", contradiction: "amount" },
      now(),
    );
  });

  expect(await rows()).toEqual(before);
  expect(await order.read()).toMatchObject({ status: "PAID", paidCents: order.dueNowCents });
  // The rules never come here, and the invariants know it.
  await db().delete(worklistEntries).where(eq(worklistEntries.orderId, order.id));
});

test("late money closes no newer order of its cart that wants other things", async () => {
  const cart = await givenCart();
  const old = await givenOrder({ cart });
  await givenOrderIsClosed(old);
  const visitor = visitorOf(api, { cookie: cart.cookie });
  await visitor.delete(`/cart/items/${cart.items[0]?.id ?? ""}`);
  const stage = await givenStage();
  await visitor.post("/cart/items", { type: "STAGE", stageId: stage.id, participant: PARTICIPANT });
  const newer = await givenOrder({ cart });

  await stripeDelivers(paymentSucceeded(old));

  expect((await old.read()).status).toBe("PAID");
  expect(await db().select({ closeReason: orders.closeReason }).from(orders).where(eq(orders.id, newer.id))).toEqual([
    { closeReason: null },
  ]);
});

const PARTICIPANT = {
  firstName: "A",
  lastName: "B",
  email: "a@example.org",
  phone: "0612345678",
  birthDate: "1990-01-01",
  weightKg: 70,
  heightCm: 170,
};
