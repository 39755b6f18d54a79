import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { alerts, worklistEntries } from "@/db/schema/operations";
import { payments, refunds } from "@/db/schema/payments";
import { newId } from "@/db/schema/columns";
import { transaction } from "@/db/transaction";
import { readInstallation } from "@/features/orders/server/access-token";
import { requestRefunds } from "./request-refunds";
import { addMinutes, addMs, DAY_MS, now, setClock } from "@/lib/clock";
import { setCrashPoint } from "@/lib/crash-point";
import { createRefund, stripe as stripeSdk } from "@/lib/stripe";
import { givenOrder, type GivenOrder } from "../../../../tests/support/orders";
import { paymentSucceeded, stripeDelivers, stripeEvent } from "../../../../tests/support/stripe-events";
import { useStripe } from "../../../../tests/support/stripe-sandbox";
import { whileLocked } from "../../../../tests/support/while-locked";
import { makeOwedRefunds } from "./jobs";

const stripe = useStripe();
afterEach(() => setCrashPoint());
// What an earlier test left owed is not this one's.
beforeEach(() =>
  db()
    .update(refunds)
    .set({ notBefore: addMs(now(), 999 * DAY_MS) })
    .where(eq(refunds.status, "REQUESTED")),
);

type Owed = { order: GivenOrder; id: string; intent: string };

/** An order paid with a PaymentIntent that Stripe knows, of which ten euros are to be given back. */
async function givenOwed({ atStripeCents }: { atStripeCents?: number } = {}): Promise<Owed> {
  const order = await givenOrder({ linked: false });
  const { id: intent } = stripe().create({
    amount: atStripeCents ?? order.dueNowCents,
    currency: "eur",
    metadata: order.metadata,
  });
  await db().update(payments).set({ stripePaymentIntentId: intent }).where(eq(payments.orderId, order.id));
  stripe().confirm(intent);
  await stripeDelivers(paymentSucceeded({ ...order, paymentIntentId: intent }));
  const id = newId();
  const paymentId = (await order.read()).payments[0]?.id ?? "";
  await db().insert(refunds).values({
    id,
    orderId: order.id,
    paymentId,
    amountCents: 1_000,
    reason: "STAFF",
    notBefore: now(),
    createdAt: now(),
    updatedAt: now(),
  });
  return { order, id, intent };
}
const rowOf = async ({ id }: Owed) => {
  const [row] = await db().select().from(refunds).where(eq(refunds.id, id));
  if (row === undefined) throw new Error("the refund is gone");
  return row;
};
/** What this refund's worker meets when it has come this far, once. */
const atCrashPoint = (wanted: string, then: () => Promise<unknown>) =>
  setCrashPoint(async (name) => {
    if (name !== wanted) return;
    setCrashPoint();
    await then();
  });
const askedForRefund = () => stripe().requests({ method: "POST", path: "/v1/refunds" }).length;

test("two workers that look at once take one refund once", async () => {
  const owed = await givenOwed();

  const { outcome } = await whileLocked(sql`lock table payments in access exclusive mode`, () =>
    Promise.all([makeOwedRefunds(), makeOwedRefunds()]),
  );

  expect(outcome.reduce((sum, handled) => sum + handled)).toBe(1);
  expect((await rowOf(owed)).attempts).toBe(1);
});

test("a refund that somebody holds keeps no worker waiting", async () => {
  const owed = await givenOwed();

  const { waited, outcome } = await whileLocked(
    sql`select from refunds where id = ${owed.id} for update`,
    makeOwedRefunds,
  );

  expect({ waited, outcome }).toEqual({ waited: false, outcome: 0 });
});

test("while a worker is at a refund others leave it alone; a dead worker's is taken over within a minute [K12]", async () => {
  const owed = await givenOwed();
  let others: number | undefined;
  atCrashPoint("before-stripe-call", async () => {
    others = await makeOwedRefunds();
  });
  await makeOwedRefunds();
  expect(others).toBe(0);
  expect((await rowOf(owed)).attempts).toBe(1);

  const next = await givenOwed();
  await db()
    .update(refunds)
    .set({ attempts: 1, notBefore: addMs(now(), 50_000) })
    .where(eq(refunds.id, next.id));
  expect(await makeOwedRefunds()).toBe(0);
  setClock(addMs(now(), 60_000));
  expect(await makeOwedRefunds()).toBe(1);
  expect(await rowOf(next)).toMatchObject({ status: "SUCCEEDED", attempts: 2 });
});

test("a worker that fails after its lease writes nothing over the next one's attempt [C13]", async () => {
  const owed = await givenOwed();
  const later = addMinutes(now(), 77);
  stripe().faults.set([{ kind: "unavailable", path: "/v1/refunds" }]);
  atCrashPoint("before-stripe-call", () =>
    db()
      .update(refunds)
      .set({ attempts: 2, notBefore: later, lastError: "the next one's" })
      .where(eq(refunds.id, owed.id)),
  );

  await makeOwedRefunds();

  expect(await rowOf(owed)).toMatchObject({ attempts: 2, notBefore: later, lastError: "the next one's" });
});

test("a worker that fails writes nothing over a refund of which an event has told meanwhile", async () => {
  const owed = await givenOwed();
  stripe().faults.set([{ kind: "unavailable", path: "/v1/refunds" }]);
  atCrashPoint("before-stripe-call", () => stripeDelivers(refundMade(owed)));

  await makeOwedRefunds();

  expect(await rowOf(owed)).toMatchObject({ status: "SUCCEEDED", lastError: null });
});

test("a refund that Stripe refuses, and of which an event tells meanwhile, is not given up", async () => {
  const owed = await givenOwed();
  stripe().refund(owed.intent);
  const before = askedForRefund();
  setCrashPoint(async (name) => {
    // After Stripe's refusal its list is read, and does not have ours: the event comes just before the worker writes that down.
    if (name !== "after-stripe-call" || askedForRefund() === before) return;
    setCrashPoint(async () => {
      setCrashPoint();
      await db()
        .update(refunds)
        .set({ status: "CANCELLED", lastError: "told by an event" })
        .where(eq(refunds.id, owed.id));
    });
  });

  await makeOwedRefunds();

  expect(await rowOf(owed)).toMatchObject({ status: "CANCELLED", amountCents: 1_000, lastError: "told by an event" });
});

test("whoever writes down that Stripe will not make a refund waits for its order, and holds no refund meanwhile: the order first, as everywhere", async () => {
  const owed = await givenOwed();
  stripe().refund(owed.intent);

  const { waited, outcome } = await whileLocked(
    sql`select from orders where id = ${owed.order.id} for update`,
    makeOwedRefunds,
    // Who has the order may go on to its refunds, and must not meet somebody there who waits for the order.
    (tx) => tx.execute(sql`select from refunds where id = ${owed.id} for update nowait`),
  );

  expect({ waited, outcome }).toEqual({ waited: true, outcome: 1 });
  expect(await rowOf(owed)).toMatchObject({ status: "CANCELLED" });
});

test("a refund that Stripe refuses though by our books the money is there is given up, and put before the staff", async () => {
  // At Stripe the PaymentIntent brought five euros, whatever its event said.
  const owed = await givenOwed({ atStripeCents: 500 });

  await makeOwedRefunds();

  expect(await rowOf(owed)).toMatchObject({ status: "FAILED" });
  expect(await worklistOf(owed.order)).toContain("REFUND_FAILED");
  expect(await db().select().from(alerts).where(eq(alerts.kind, "refund_failed"))).not.toEqual([]);
});

test("a refund that Stripe has been asked for is not made smaller by what staff give back meanwhile: nobody knows whether it is made", async () => {
  const owed = await givenOwed();
  const { dueNowCents } = owed.order;
  await db()
    .update(refunds)
    .set({ amountCents: dueNowCents, attempts: 1, notBefore: addMs(now(), DAY_MS) })
    .where(eq(refunds.id, owed.id));

  await stripeDelivers(
    stripeEvent("refund.created", {
      id: `re_staff_${owed.id}`,
      amount: 400,
      currency: "eur",
      status: "succeeded",
      payment_intent: owed.intent,
    }),
  );

  expect(await rowOf(owed)).toMatchObject({ status: "REQUESTED", amountCents: dueNowCents });
  await db().update(refunds).set({ status: "CANCELLED" }).where(eq(refunds.id, owed.id));
});

test("a refund made with a key that Stripe has forgotten since is found in its list, not made again [S4]", async () => {
  const owed = await givenOwed();
  const { installation } = await readInstallation(db());
  await createRefund({
    refundId: owed.id,
    paymentIntentId: owed.intent,
    amountCents: 1_000,
    orderId: owed.order.id,
    installation,
  });
  setClock(addMs(now(), 2 * DAY_MS));

  await makeOwedRefunds();

  expect(stripe().refunds(owed.intent)).toHaveLength(1);
  expect(await rowOf(owed)).toMatchObject({ status: "SUCCEEDED" });
});

test("a refund that Stripe refuses because it was made under a key forgotten since is found in the list, not given up [K8]", async () => {
  const owed = await givenOwed();
  const { dueNowCents } = owed.order;
  await db().update(refunds).set({ amountCents: dueNowCents }).where(eq(refunds.id, owed.id));
  await stripeSdk().refunds.create({
    payment_intent: owed.intent,
    amount: dueNowCents,
    metadata: { refundId: owed.id },
  });

  await makeOwedRefunds();

  expect(stripe().refunds(owed.intent)).toHaveLength(1);
  expect(await rowOf(owed)).toMatchObject({ status: "SUCCEEDED" });
  expect(await worklistOf(owed.order)).not.toContain("REFUND_FAILED");
});

test("a refund that is made, and whose worker died before it wrote that down, is found again by its key: one at Stripe [K8]", async () => {
  const owed = await givenOwed();
  atCrashPoint("refund-made-before-record", () => Promise.reject(new Error("killed")));
  await makeOwedRefunds();
  expect(await rowOf(owed)).toMatchObject({ status: "REQUESTED" });
  setClock(addMinutes(now(), 10));

  await makeOwedRefunds();

  expect(stripe().refunds(owed.intent)).toHaveLength(1);
  expect(await rowOf(owed)).toMatchObject({ status: "SUCCEEDED", attempts: 2 });
});

test("a refund that is asked for is no more than what staff have left of the money", async () => {
  const order = await givenOrder();
  await stripeDelivers(paymentSucceeded(order));
  const paymentId = (await order.read()).payments[0]?.id ?? "";
  await stripeDelivers(
    stripeEvent("refund.created", {
      id: "re_by_staff",
      amount: 4_000,
      currency: "eur",
      status: "succeeded",
      payment_intent: order.paymentIntentId,
    }),
  );

  await transaction((tx) =>
    requestRefunds(
      tx,
      [{ orderId: order.id, paymentId, amountCents: order.dueNowCents, currency: "eur", reason: "STAFF" }],
      now(),
    ),
  );

  expect(
    await db()
      .select({ amountCents: refunds.amountCents })
      .from(refunds)
      .where(eq(refunds.reason, "STAFF"))
      .orderBy(refunds.createdAt),
  ).toContainEqual({ amountCents: order.dueNowCents - 4_000 });
});

test("a refund that is made is not made again", async () => {
  const owed = await givenOwed();
  await makeOwedRefunds();
  setClock(addMs(now(), DAY_MS));

  expect(await makeOwedRefunds()).toBe(0);
  expect(stripe().refunds(owed.intent)).toHaveLength(1);
});

test("a refund that is asked for twice is one", async () => {
  const order = await givenOrder();
  await stripeDelivers(paymentSucceeded(order));
  const paymentId = (await order.read()).payments[0]?.id ?? "";
  const wanted = [{ orderId: order.id, paymentId, amountCents: 1_000, currency: "eur", reason: "DUPLICATE" as const }];

  for (const _time of [1, 2]) await transaction((tx) => requestRefunds(tx, wanted, now()));

  expect(await db().select().from(refunds).where(eq(refunds.orderId, order.id))).toHaveLength(1);
  await db().delete(refunds).where(eq(refunds.orderId, order.id));
});

/** Stripe tells of the very refund that we owe. */
const refundMade = ({ id, intent }: Owed) =>
  stripeEvent("refund.created", {
    id: `re_${id}`,
    amount: 1_000,
    currency: "eur",
    status: "succeeded",
    payment_intent: intent,
    metadata: { refundId: id },
  });
const worklistOf = async (order: { id: string }) =>
  (
    await db().select({ kind: worklistEntries.kind }).from(worklistEntries).where(eq(worklistEntries.orderId, order.id))
  ).map(({ kind }) => kind);
