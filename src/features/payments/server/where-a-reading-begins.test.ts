import { eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db, pool } from "@/db/client";
import { alerts, cursors, worklistEntries } from "@/db/schema/operations";
import { transaction } from "@/db/transaction";
import { addMinutes, addMs, DAY_MS, now, setClock } from "@/lib/clock";
import { givenCart } from "../../../../tests/support/given";
import { givenCustomer } from "../../../../tests/support/orders";
import { useStripe } from "../../../../tests/support/stripe-sandbox";
import { visitorOf } from "../../../../tests/support/visitor";
import { reconcileRecentPayments } from "./jobs";

const stripe = useStripe();
beforeEach(() => db().delete(cursors));

async function given() {
  const visitor = visitorOf(api, { cookie: (await givenCart()).cookie });
  const { body } = await visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
  const id: string = body.order.id;
  const intent: string = body.payment.paymentIntentId;
  return { id, intent, read: async () => (await visitor.get(`/orders/${id}`)).body.order };
}
const daysPass = (days: number) => setClock(addMs(now(), days * DAY_MS));
const positionOf = async () => (await db().select().from(cursors))[0]?.position;

test("the first reading of all begins with the first order: money that came long before it is found [D8]", async () => {
  setClock(new Date("2026-05-04T08:00:00Z"));
  const order = await given();
  stripe().confirm(order.intent);
  daysPass(30);

  await reconcileRecentPayments();

  expect((await order.read()).status).toBe("PAID");
});

test("a database that is away among the refunds stops the reading, which reads them again later; it takes none for wrong [B1]", async () => {
  setClock(new Date("2026-07-04T08:00:00Z"));
  const order = await given();
  stripe().confirm(order.intent);
  await stripe().tell(order.intent, "payment_intent.succeeded");
  // Older than what a reading goes back to: among the payments it is not met.
  daysPass(10);
  await reconcileRecentPayments();
  const whole = await positionOf();
  daysPass(1);
  stripe().refund(order.intent, { amount: 1_000 });

  await transaction(async (tx) => {
    await tx.execute(sql`select from orders where id = ${order.id} for update`);
    await reconcileRecentPayments();
  });

  expect(await positionOf()).toEqual(whole);
  expect(await db().$count(alerts, eq(alerts.kind, "refund_not_reconciled"))).toBe(0);
  setClock(addMinutes(now(), 10));
  await reconcileRecentPayments();
  expect((await order.read()).refundedCents).toBe(1_000);
});

test("a payment that can be reconciled after all waits for the staff no more [B9]", async () => {
  setClock(new Date("2026-09-04T08:00:00Z"));
  const order = await given();
  stripe().confirm(order.intent);
  const entries = () =>
    db()
      .select({ kind: worklistEntries.kind, closedAt: worklistEntries.closedAt })
      .from(worklistEntries)
      .where(eq(worklistEntries.dedupeKey, `payment-not-reconciled:${order.intent}`));
  await pool()
    .query(`create or replace function poisoned() returns trigger language plpgsql as $$ begin raise exception 'poisoned'; end $$;
    create trigger poisoned before update on orders for each row when (new.id = '${order.id}') execute function poisoned()`);
  await reconcileRecentPayments();
  await pool().query("drop trigger poisoned on orders");
  expect(await entries()).toEqual([{ kind: "PAYMENT_NOT_RECONCILED", closedAt: null }]);
  daysPass(1);

  await reconcileRecentPayments();

  expect((await order.read()).status).toBe("PAID");
  expect(await entries()).toEqual([{ kind: "PAYMENT_NOT_RECONCILED", closedAt: expect.any(Date) }]);
});
