import { eq, sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db } from "@/db/client";
import { orders } from "@/db/schema/orders";
import { transaction } from "@/db/transaction";
import { type CrashPoint, setCrashPoint } from "@/lib/crash-point";
import { givenCart } from "../../../../tests/support/given";
import { givenCustomer, givenPlaced, givenTimeToPayIsOver } from "../../../../tests/support/orders";
import { paymentCanceled, stripeDelivers } from "../../../../tests/support/stripe-events";
import { useStripe } from "../../../../tests/support/stripe-sandbox";
import { visitorOf } from "../../../../tests/support/visitor";
import { readInstallation } from "./access-token";
import { endOrder } from "./end-order";
import { closeUnpaidOrders } from "./jobs";

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

test("a bank debit that we know of is not even asked about when somebody wants to end its order [O5] [S11]", async () => {
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

test("an order whose end begins while Stripe is asked about it is not handed out", async () => {
  const { order } = await given();
  const { body } = await order();
  once("before-stripe-call", () =>
    db().update(orders).set({ closeReason: "replaced" }).where(eq(orders.id, body.order.id)),
  );

  const again = await order();

  expect(again.status).toBe(201);
  expect(again.body.order.id).not.toBe(body.order.id);
});

test("an order that Stripe's event ends while Stripe is asked about it is not handed out", async () => {
  const { order } = await given();
  const { body } = await order();
  const { id, amount, metadata } = stripe().paymentIntent(body.payment.paymentIntentId);
  once("before-stripe-call", () =>
    stripeDelivers(paymentCanceled({ paymentIntentId: id, dueNowCents: amount, metadata })),
  );

  const again = await order();

  expect(again.status).toBe(201);
  expect(again.body.order.id).not.toBe(body.order.id);
});

test("asked for again, an order has its PaymentIntent: Stripe is asked to make none", async () => {
  const { order } = await given();
  await order();
  const made = () => stripe().requests({ method: "POST", path: "/v1/payment_intents" }).length;
  const before = made();

  expect((await order()).status).toBe(200);

  expect(made()).toBe(before);
});

test("money that comes between our question and our cancellation pays the order [S12]", async () => {
  const { order, visitor } = await given();
  const { body } = await order();
  await givenTimeToPayIsOver(body.order);
  once("reason-committed-before-cancel-at-stripe", async () => stripe().confirm(body.payment.paymentIntentId));

  await closeUnpaidOrders();

  expect((await visitor.get(`/orders/${body.order.id}`)).body.order.status).toBe("PAID");
});

test("the places of an order that is replaced are left to its cart; of one whose time is over they are free", async () => {
  const { order, sessionId } = await given();
  const held = async () =>
    (
      await db().execute(
        sql`select h.order_line_id from holds h join cart_items i on i.id = h.cart_item_id where i.cart_session_id = ${sessionId}`,
      )
    ).rows;
  const { body } = await order();

  await endOrder(body.order.id, "replaced", "CHECKOUT");
  expect(await held()).toEqual([{ order_line_id: null }]);

  const next = await order();
  await givenTimeToPayIsOver(next.body.order);
  await endOrder(next.body.order.id, "expired", "EXPIRY");
  expect(await held()).toEqual([]);
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
  const place = () => transaction((tx) => givenPlaced(tx, sessionId));
  const made = await place();

  expect(made).not.toBeNull();
  expect(await place()).toBeNull();
});

test("in Stripe's list an order finds the first PaymentIntent that was made for it, here, as it was asked for [S4]", async () => {
  const { order, sessionId } = await given();
  // Its PaymentIntent was made, but long after these: the first request for it did not arrive.
  stripe().faults.set([{ kind: "lose_request", method: "POST", path: "/v1/payment_intents" }]);
  expect((await order()).status).toBe(503);
  stripe().faults.clear();
  const [made] = await db()
    .select({ id: orders.id, number: orders.number })
    .from(orders)
    .where(eq(orders.cartSessionId, sessionId));
  const { installation } = await readInstallation(db());
  const metadata = { orderId: made?.id ?? "", orderNumber: made?.number ?? "", sessionId, installation };
  const asked = { amount: 10_000, currency: "eur", metadata };
  for (const other of [
    { metadata: { ...metadata, orderId: "01a00000-0000-7000-8000-000000000000" } },
    { metadata: { ...metadata, installation: "b0a7a1f4-0000-4000-8000-000000000000" } },
    { amount: 9_000 },
    { currency: "usd" },
  ])
    stripe().create({ ...asked, ...other });
  const ours = stripe().create(asked);
  stripe().create(asked);
  await db().execute(
    sql`update payments set created_at = created_at - interval '30 hours' where order_id = ${made?.id}`,
  );

  const again = await order();

  expect(again.body.payment.paymentIntentId).toBe(ours.id);
});
