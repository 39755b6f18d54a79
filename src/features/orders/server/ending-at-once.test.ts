import { eq, sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db } from "@/db/client";
import { orders } from "@/db/schema/orders";
import { transaction } from "@/db/transaction";
import { addMinutes, now, setClock } from "@/lib/clock";
import { type CrashPoint, setCrashPoint } from "@/lib/crash-point";
import { givenCart } from "../../../../tests/support/given";
import { givenAnswerWasLost, givenCustomer, givenTimeToPayIsOver } from "../../../../tests/support/orders";
import { useStripe } from "../../../../tests/support/stripe-sandbox";
import { visitorOf } from "../../../../tests/support/visitor";
import { endOrder } from "./end-order";
import { closeUnpaidOrders } from "./jobs";
import { placeOrder } from "./place-order";

const stripe = useStripe();
afterEach(() => setCrashPoint());

async function given(cart: Parameters<typeof givenCart>[0] = {}) {
  const { cookie, sessionId } = await givenCart(cart);
  const visitor = visitorOf(api, { cookie });
  const order = () => visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
  return { visitor, order, sessionId };
}
const rowOf = async (order: { id: string }) => {
  const [row] = await db()
    .select({
      status: orders.status,
      cancelReason: orders.cancelReason,
      closeReason: orders.closeReason,
      closeAttempts: orders.closeAttempts,
    })
    .from(orders)
    .where(eq(orders.id, order.id));
  return row;
};
/** The first time that somebody comes this far. */
const once = (wanted: CrashPoint, then: () => Promise<unknown>) =>
  setCrashPoint(async (name) => {
    if (name !== wanted) return;
    setCrashPoint();
    await then();
  });

test("while one worker is ending an order, the others leave it alone", async () => {
  const { order } = await given();
  const { body } = await order();
  await givenTimeToPayIsOver(body.order);
  let others: number | undefined;
  once("reason-committed-before-cancel-at-stripe", async () => {
    others = await closeUnpaidOrders();
  });

  expect(await closeUnpaidOrders()).toBe(1);

  expect(others).toBe(0);
  expect(await rowOf(body.order)).toMatchObject({ cancelReason: "expired", closeAttempts: 1 });
});

test("the reason of an end is the first one, though the worker that said it died [K3]", async () => {
  const { order } = await given();
  const { body } = await order();
  once("cancelled-at-stripe-before-release", () => Promise.reject(new Error("killed")));
  await expect(endOrder(body.order.id, "replaced", "CHECKOUT")).rejects.toThrow("killed");

  await stripe().tell(body.payment.paymentIntentId, "payment_intent.canceled");

  expect(await rowOf(body.order)).toMatchObject({ status: "CANCELLED", cancelReason: "replaced" });
});

test("a second reason does not replace the first", async () => {
  const { order } = await given();
  const { body } = await order();
  once("reason-committed-before-cancel-at-stripe", () => Promise.reject(new Error("killed")));
  await expect(endOrder(body.order.id, "replaced", "CHECKOUT")).rejects.toThrow("killed");
  await givenTimeToPayIsOver(body.order);

  expect(await endOrder(body.order.id, "expired", "EXPIRY")).toBe("closed");

  expect(await rowOf(body.order)).toMatchObject({ cancelReason: "replaced" });
});

test("a bank debit that we know of is not even asked about when somebody wants to end its order [O5, S11]", async () => {
  const { order } = await given();
  const { body } = await order();
  stripe().confirm(body.payment.paymentIntentId, { paymentMethod: "pm_sepaDebit_success" });
  await stripe().tell(body.payment.paymentIntentId, "payment_intent.processing");
  await givenTimeToPayIsOver(body.order);
  stripe().faults.set([{ kind: "unavailable" }]);

  expect(await endOrder(body.order.id, "expired", "EXPIRY")).toBe("bank-is-processing");
  expect(await closeUnpaidOrders()).toBe(0);

  expect(await rowOf(body.order)).toMatchObject({ status: "PENDING", closeReason: null, closeAttempts: 0 });
});

test("an order whose time is over is not handed out again: the visitor gets another one", async () => {
  const { order } = await given();
  const { body } = await order();
  await givenTimeToPayIsOver(body.order);

  const again = await order();

  expect(again.status).toBe(201);
  expect(again.body.order.id).not.toBe(body.order.id);
  expect(stripe().paymentIntent(body.payment.paymentIntentId).status).toBe("canceled");
  expect(await rowOf(body.order)).toMatchObject({ status: "CANCELLED", cancelReason: "expired" });
});

test("an order whose end somebody began and did not finish is ended, not handed out", async () => {
  const { order } = await given();
  const { body } = await order();
  await db().update(orders).set({ closeReason: "replaced" }).where(eq(orders.id, body.order.id));

  const again = await order();

  expect(again.status).toBe(201);
  expect(again.body.order.id).not.toBe(body.order.id);
});

test("a PaymentIntent cancelled in Stripe's dashboard, of which no event told, is not handed out: the visitor gets another one", async () => {
  const { order } = await given();
  const { body } = await order();
  stripe().cancel(body.payment.paymentIntentId);

  const again = await order();

  expect(again.status).toBe(201);
  expect(again.body.payment.paymentIntentId).not.toBe(body.payment.paymentIntentId);
  expect(await rowOf(body.order)).toMatchObject({ status: "CANCELLED", cancelReason: "payment_canceled" });
});

test("an order that ends while Stripe is asked about it is not handed out", async () => {
  const { order } = await given();
  const { body } = await order();
  once("before-stripe-call", () => endOrder(body.order.id, "staff", "CHECKOUT"));

  const again = await order();

  expect(again.status).toBe(201);
  expect(again.body.order.id).not.toBe(body.order.id);
});

test("a new order that another tab begins to end while Stripe makes its PaymentIntent is not handed out", async () => {
  const { order, sessionId } = await given();
  once("before-stripe-call", () =>
    db().update(orders).set({ closeReason: "replaced" }).where(eq(orders.cartSessionId, sessionId)),
  );

  expect(await order()).toMatchObject({ status: 409, body: { code: "order_not_payable" } });
});

test("a new order that has ended while Stripe made its PaymentIntent is not handed out", async () => {
  const { order, sessionId } = await given();
  once("before-stripe-call", async () => {
    const [made] = await db().select({ id: orders.id }).from(orders).where(eq(orders.cartSessionId, sessionId));
    await endOrder(made?.id ?? "", "replaced", "CHECKOUT");
    await db()
      .update(orders)
      .set({ closeReason: null })
      .where(eq(orders.id, made?.id ?? ""));
  });

  expect(await order()).toMatchObject({ status: 409, body: { code: "order_not_payable" } });
});

test("a cart of which another tab is making an order this moment makes no second one", async () => {
  const { sessionId } = await given();
  const place = () =>
    transaction((tx) => placeOrder(tx, sessionId, { customer: givenCustomer(), locale: "fr" }, now()));
  const made = await place();

  expect(made).not.toBeNull();
  expect(await place()).toBeNull();
});

test("in Stripe's list an order finds the first PaymentIntent that was made for it, here, as it was asked for [S4]", async () => {
  const { order } = await given();
  const { body } = await order();
  const { metadata } = stripe().paymentIntent(body.payment.paymentIntentId);
  const asked = { amount: 10_000, currency: "eur", metadata };
  setClock(addMinutes(now(), -30));
  for (const other of [
    { metadata: { ...metadata, orderId: "01a00000-0000-7000-8000-000000000000" } },
    { metadata: { ...metadata, installation: "b0a7a1f4-0000-4000-8000-000000000000" } },
    { amount: 9_000 },
    { currency: "usd" },
  ])
    stripe().create({ ...asked, ...other });
  setClock(addMinutes(now(), 60));
  stripe().create(asked);
  setClock();
  await givenAnswerWasLost(body.order);
  await db().execute(
    sql`update payments set created_at = created_at - interval '30 hours' where order_id = ${body.order.id}`,
  );

  const again = await order();

  expect(again.body.payment.paymentIntentId).toBe(body.payment.paymentIntentId);
});
