import { and, asc, eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { newId } from "@/db/schema/columns";
import { worklistEntries } from "@/db/schema/operations";
import { payments, refunds } from "@/db/schema/payments";
import { parkedEvents } from "@/db/schema/processed-webhook-events";
import { transaction } from "@/db/transaction";
import { readInstallation } from "@/features/orders/server/access-token";
import { addMs, DAY_MS, now, setClock } from "@/lib/clock";
import { createRefund } from "@/lib/stripe";
import { givenOrder, type GivenOrder } from "../../../../tests/support/orders";
import { paymentSucceeded, stripeDelivers, stripeEvent } from "../../../../tests/support/stripe-events";
import { useStripe } from "../../../../tests/support/stripe-sandbox";
import { makeOwedRefunds } from "./jobs";
import { requestRefunds } from "./request-refunds";

const stripe = useStripe();
// What an earlier test left owed is not this one's.
beforeEach(() =>
  db()
    .update(refunds)
    .set({ notBefore: addMs(now(), 999 * DAY_MS) })
    .where(eq(refunds.status, "REQUESTED")),
);

type Paid = { order: GivenOrder; intent: string; paymentId: string };

async function givenPaid(): Promise<Paid> {
  const order = await givenOrder({ linked: false });
  const { id: intent } = stripe().create({ amount: order.dueNowCents, currency: "eur", metadata: order.metadata });
  await db().update(payments).set({ stripePaymentIntentId: intent }).where(eq(payments.orderId, order.id));
  stripe().confirm(intent);
  await stripeDelivers(paymentSucceeded({ ...order, paymentIntentId: intent }));
  return { order, intent, paymentId: await paymentOf(intent) };
}
/** The same order is paid a second time, with a PaymentIntent of its own: that money is owed whole. */
async function givenPaidTwice({ order }: Paid): Promise<string> {
  const second = stripe().create({ amount: 5_000, currency: "eur", metadata: order.metadata });
  stripe().confirm(second.id);
  await stripe().tell(second.id, "payment_intent.succeeded");
  return second.id;
}
async function givenOwed({ order, paymentId }: Paid, amountCents: number): Promise<string> {
  const id = newId();
  const at = now();
  const owed = { id, orderId: order.id, paymentId, amountCents, reason: "STAFF" as const, notBefore: at };
  await db()
    .insert(refunds)
    .values({ ...owed, createdAt: at, updatedAt: at });
  return id;
}
async function paymentOf(intent: string): Promise<string> {
  const [row] = await db().select({ id: payments.id }).from(payments).where(eq(payments.stripePaymentIntentId, intent));
  if (row === undefined) throw new Error("no payment knows this PaymentIntent");
  return row.id;
}
const tellRefunds = (intent: string) => stripe().tell(intent, "charge.refunded");

test("of two that are owed of one payment, each is itself: what was made of the one, under a key forgotten since, is not the other [S4]", async () => {
  const paid = await givenPaid();
  const [first, second] = [await givenOwed(paid, 1_000), await givenOwed(paid, 700)];
  const { installation } = await readInstallation(db());
  const made = { refundId: first, paymentIntentId: paid.intent, amountCents: 1_000, orderId: paid.order.id };
  const atStripe = await createRefund({ ...made, installation });
  setClock(addMs(now(), 2 * DAY_MS));

  await makeOwedRefunds();

  expect(
    new Set(
      stripe()
        .refunds(paid.intent)
        .map(({ amount }) => amount),
    ),
  ).toEqual(new Set([1_000, 700]));
  expect(stripe().refunds(paid.intent)).toHaveLength(2);
  const rows = await db()
    .select({ id: refunds.id, status: refunds.status, stripeRefundId: refunds.stripeRefundId })
    .from(refunds)
    .where(eq(refunds.orderId, paid.order.id))
    .orderBy(asc(refunds.createdAt), asc(refunds.id));
  expect(rows).toEqual([
    { id: first, status: "SUCCEEDED", stripeRefundId: atStripe.id },
    { id: second, status: "SUCCEEDED", stripeRefundId: expect.not.stringMatching(atStripe.id) },
  ]);
});

test("a refund of money that came twice is counted for that money, and not for what paid the order [Y10]", async () => {
  const paid = await givenPaid();
  const second = await givenPaidTwice(paid);
  stripe().refund(second, { amount: 300 });

  await tellRefunds(second);

  const refunded = await db()
    .select({ intent: payments.stripePaymentIntentId, refundedCents: payments.refundedCents })
    .from(payments)
    .where(eq(payments.orderId, paid.order.id))
    .orderBy(asc(payments.createdAt));
  expect(refunded).toEqual([
    { intent: paid.intent, refundedCents: 0 },
    { intent: second, refundedCents: 300 },
  ]);
});

test("a refund of money that Stripe does not call received puts nothing before the staff: there is nothing to decide yet", async () => {
  const order = await givenOrder({ linked: false });
  const { id: intent } = stripe().create({ amount: order.dueNowCents, currency: "eur", metadata: order.metadata });
  await db().update(payments).set({ stripePaymentIntentId: intent }).where(eq(payments.orderId, order.id));
  const refund = { id: "re_too_early", amount: 1_000, currency: "eur", status: "pending", payment_intent: intent };

  expect(await stripeDelivers(stripeEvent("refund.created", refund))).toMatchObject({ status: 500 });

  expect(await db().$count(worklistEntries, eq(worklistEntries.orderId, order.id))).toBe(0);
  expect(await db().$count(parkedEvents, eq(parkedEvents.objectId, intent))).toBe(0);
  expect(await order.read()).toMatchObject({ status: "PENDING", payments: [{ status: "PENDING" }] });
});

test.each(["FAILED", "CANCELLED"] as const)(
  "what came to nothing is not missing for the next refund: one that is %s leaves the money there",
  async (status) => {
    const paid = await givenPaid();
    const earlier = await givenOwed(paid, 4_000);
    await db().update(refunds).set({ status }).where(eq(refunds.id, earlier));

    await transaction((tx) => requestRefunds(tx, [wantedOf(paid, paid.order.dueNowCents)], now()));

    expect(await amountsOf(paid.paymentId, "REQUESTED")).toEqual([paid.order.dueNowCents]);
    // Nobody was told of it, which is against the invariants.
    await db().delete(refunds).where(eq(refunds.id, earlier));
  },
);

test("what staff give back of one payment makes no refund of another payment smaller", async () => {
  const paid = await givenPaid();
  await givenOwed(paid, paid.order.dueNowCents);
  const second = await givenPaidTwice(paid);
  stripe().refund(paid.intent, { amount: 4_000 });

  await tellRefunds(paid.intent);

  expect(await amountsOf(paid.paymentId, "REQUESTED")).toEqual([paid.order.dueNowCents - 4_000]);
  expect(await amountsOf(await paymentOf(second), "REQUESTED")).toEqual([5_000]);
});

const wantedOf = ({ order, paymentId }: Paid, amountCents: number) => ({
  orderId: order.id,
  paymentId,
  amountCents,
  currency: "eur",
  reason: "STAFF" as const,
});
const amountsOf = async (paymentId: string, status: "REQUESTED") =>
  (
    await db()
      .select({ amountCents: refunds.amountCents })
      .from(refunds)
      .where(and(eq(refunds.paymentId, paymentId), eq(refunds.status, status)))
  ).map(({ amountCents }) => amountCents);
