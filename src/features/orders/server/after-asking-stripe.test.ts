import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db } from "@/db/client";
import { worklistEntries } from "@/db/schema/operations";
import { orders } from "@/db/schema/orders";
import { closeOrder } from "@/features/orders/server/close-order";
import { lockOrder } from "@/features/orders/server/locked-order";
import { now } from "@/lib/clock";
import { givenCart, givenStage } from "../../../../tests/support/given";
import { givenCustomer, givenTimeToPayIsOver } from "../../../../tests/support/orders";
import { useStripe } from "../../../../tests/support/stripe-sandbox";
import { visitorOf } from "../../../../tests/support/visitor";
import { whileLocked } from "../../../../tests/support/while-locked";
import { closeUnpaidOrders } from "./jobs";

const stripe = useStripe();

async function given(cart: Parameters<typeof givenCart>[0] = {}) {
  const visitor = visitorOf(api, { cookie: (await givenCart(cart)).cookie });
  const ask = () => visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
  const { body } = await ask();
  const id: string = body.order.id;
  const intent: string = body.payment.paymentIntentId;
  return { id, intent, visitor, ask, read: async () => (await visitor.get(`/orders/${id}`)).body.order };
}
type Given = Awaited<ReturnType<typeof given>>;
const rowOf = async ({ id }: Given) => (await db().select().from(orders).where(eq(orders.id, id)))[0];
const worklistOf = async ({ id }: Given) =>
  (await db().select({ kind: worklistEntries.kind }).from(worklistEntries).where(eq(worklistEntries.orderId, id))).map(
    ({ kind }) => kind,
  );

/** At Stripe the order's PaymentIntent is in dollars, and paid: by another program's hand, or a slip of ours. */
async function givenPaidInDollars(order: Given): Promise<void> {
  const { amount, metadata } = stripe().paymentIntent(order.intent);
  const other = stripe().create({ amount, currency: "usd", metadata });
  await db().transaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.execute(sql`update payments set stripe_payment_intent_id = ${other.id} where order_id = ${order.id}`);
  });
  stripe().confirm(other.id);
}

test("an order whose bank debit is found under way when it shall end is not being ended any more: if the bank says no, its visitor may try again [O5]", async () => {
  const order = await given();
  stripe().confirm(order.intent, { paymentMethod: "pm_sepaDebit_success" });
  await givenTimeToPayIsOver(order);

  await closeUnpaidOrders();

  expect(await rowOf(order)).toMatchObject({
    status: "PENDING",
    closeReason: null,
    closeNotBefore: null,
    closeAttempts: 0,
  });
});

test("an order that shall end, and whose money contradicts it, ends: the money waits for staff, the place for others [Y3]", async () => {
  const stage = await givenStage({ places: 1 });
  const order = await given({ items: [{ stage }] });
  await givenPaidInDollars(order);
  await givenTimeToPayIsOver(order);

  await closeUnpaidOrders();

  expect(await rowOf(order)).toMatchObject({ status: "CANCELLED", cancelReason: "expired", payableUntil: null });
  expect(await worklistOf(order)).toEqual(["MONEY_CONTRADICTS_ORDER"]);
  expect(await db().execute(sql`select from holds where stage_id = ${stage.id}`)).toMatchObject({ rowCount: 0 });
});

test("an order whose money contradicts it is not said to be paid when its visitor asks again [Y3]", async () => {
  const order = await given();
  await givenPaidInDollars(order);

  const again = await order.ask();

  expect(again).toMatchObject({ status: 409, body: { code: "order_not_payable" } });
  expect((await order.read()).status).toBe("PENDING");
});

test("about an order that ends while its visitor asks for it again Stripe is not asked any more: they get another one", async () => {
  const order = await given();
  const asked = () => stripe().requests({ path: `/v1/payment_intents/${order.intent}` }).length;
  const before = asked();

  const { outcome, waited } = await whileLocked(
    sql`select from orders where id = ${order.id} for update`,
    order.ask,
    async (tx) => {
      const locked = await lockOrder(tx, order.id);
      if (locked) await closeOrder(tx, locked, now());
    },
  );

  expect(waited).toBe(true);
  expect(outcome.body.order.id).not.toBe(order.id);
  expect(asked()).toBe(before);
});
