import { asc, eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db, type Tx } from "@/db/client";
import { newId } from "@/db/schema/columns";
import { payments, refunds } from "@/db/schema/payments";
import { transaction } from "@/db/transaction";
import { readInstallation } from "@/features/orders/server/access-token";
import { addMs, now } from "@/lib/clock";
import { createRefund } from "@/lib/stripe";
import { givenOrder } from "../../../../tests/support/orders";
import { paymentSucceeded, stripeDelivers } from "../../../../tests/support/stripe-events";
import { tellEvent, useStripe } from "../../../../tests/support/stripe-sandbox";
import { whileLocked } from "../../../../tests/support/while-locked";
import { makeOwedRefunds } from "./jobs";

const stripe = useStripe();

/** A paid order of which both halves are owed and nobody has asked Stripe for either. */
async function givenTwoHalvesOwed() {
  const order = await givenOrder({ linked: false });
  const { id: intent } = stripe().create({ amount: order.dueNowCents, currency: "eur", metadata: order.metadata });
  await db().update(payments).set({ stripePaymentIntentId: intent }).where(eq(payments.orderId, order.id));
  stripe().confirm(intent);
  await stripeDelivers(paymentSucceeded({ ...order, paymentIntentId: intent }));
  const paymentId = (await order.read()).payments[0]?.id ?? "";
  const half = order.dueNowCents / 2;
  const owed = { orderId: order.id, paymentId, amountCents: half, reason: "STAFF" as const };
  const times = { createdAt: now(), updatedAt: now(), notBefore: now() };
  const ids = [newId(), newId()];
  await db()
    .insert(refunds)
    .values(ids.map((id, nth) => ({ ...owed, ...times, id, createdAt: addMs(now(), nth) })));
  return { order, intent, half, ids };
}
const statusesOf = async (ids: string[]) =>
  (await db().select().from(refunds).where(eq(refunds.reason, "STAFF")).orderBy(asc(refunds.createdAt)))
    .filter((row) => ids.includes(row.id))
    .map((row) => row.status);

const lastEvent = (type: string) => stripe().events({ type }).at(-1)?.id ?? "";

test("a refund that a worker takes in hand at this moment is not given up for one that staff have made", async () => {
  const { intent, half, ids } = await givenTwoHalvesOwed();
  stripe().refund(intent, { amount: half });

  const claim = (tx: Tx) =>
    tx
      .update(refunds)
      .set({ attempts: 1, notBefore: addMs(now(), 50_000) })
      .where(eq(refunds.reason, "STAFF"));
  const { waited, statements } = await whileLocked(
    sql`update refunds set attempts = 1 where id in (${sql.join(
      ids.map((id) => sql`${id}::uuid`),
      sql`, `,
    )})`,
    () => tellEvent(stripe(), lastEvent("charge.refunded")),
    claim,
  );

  expect(waited).toBe(true);
  expect(statements.join()).toContain("for update");
  expect(await statusesOf(ids)).toEqual(["REQUESTED", "REQUESTED"]);
});

test("a refund that we gave up, and that Stripe has made all the same, is counted with the amount that Stripe says", async () => {
  const { order, intent, half, ids } = await givenTwoHalvesOwed();
  await transaction((tx) =>
    tx
      .update(refunds)
      .set({ status: "CANCELLED", amountCents: 1 })
      .where(eq(refunds.id, ids[1] ?? "")),
  );
  const { installation } = await readInstallation(db());
  const made = { refundId: ids[1] ?? "", paymentIntentId: intent, amountCents: half };
  await createRefund({ ...made, orderId: order.id, installation });

  expect(await tellEvent(stripe(), lastEvent("refund.created"))).toBe("processed");
  await makeOwedRefunds();

  expect(await statusesOf(ids)).toEqual(["SUCCEEDED", "SUCCEEDED"]);
  expect((await order.read()).payments[0]).toMatchObject({ status: "REFUNDED", refundedCents: 2 * half });
});

test("a second payment in another currency goes back in that currency [Y3] [Y14]", async () => {
  const { order } = await givenTwoHalvesOwed();
  const second = stripe().create({ amount: 7_000, currency: "usd", metadata: order.metadata });
  stripe().confirm(second.id);

  await stripe().tell(second.id, "payment_intent.succeeded");

  expect(await db().select().from(refunds).where(eq(refunds.reason, "DUPLICATE"))).toMatchObject([
    { amountCents: 7_000, currency: "usd" },
  ]);
});
