import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db } from "@/db/client";
import { payments } from "@/db/schema/payments";
import { cursors } from "@/db/schema/operations";
import { transaction } from "@/db/transaction";
import { addMs, DAY_MS, now, setClock } from "@/lib/clock";
import { setConfig } from "@/lib/config";
import { givenCart } from "../../../../tests/support/given";
import { givenCustomer } from "../../../../tests/support/orders";
import { pointAt, useStripe } from "../../../../tests/support/stripe-sandbox";
import { visitorOf } from "../../../../tests/support/visitor";
import { reconcileRecentPayments } from "./jobs";

const stripe = useStripe();

const daysPass = (days: number) => setClock(addMs(now(), days * DAY_MS));

/** Paid at Stripe with another PaymentIntent than the order's, of which no event ever came: only a reading of the list finds it. */
async function givenSecondPaymentIsUnheardOf(): Promise<string> {
  const visitor = visitorOf(api, { cookie: (await givenCart()).cookie });
  const { body } = await visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
  stripe().confirm(body.payment.paymentIntentId);
  await stripe().tell(body.payment.paymentIntentId);
  const { amount, currency, metadata } = stripe().paymentIntent(body.payment.paymentIntentId);
  const second = stripe().create({ amount, currency, metadata });
  stripe().confirm(second.id);
  return second.id;
}

/** As a worker leaves it that dies after a page. */
const givenReadingStoppedAt = (paymentIntentId: string) =>
  db()
    .update(cursors)
    .set({ pageToken: paymentIntentId, begunAt: now(), notBefore: addMs(now(), 50_000) });

const MINUTES = 60_000;
async function workersTry(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    setClock(addMs(now(), 10 * MINUTES));
    await reconcileRecentPayments().catch(() => undefined);
  }
}

const paymentOf = async (paymentIntentId: string) =>
  (await db().select().from(payments).where(eq(payments.stripePaymentIntentId, paymentIntentId)))[0];

test("after ten days without any worker, money of the first of them is found [D8] [D9] [S7]", async () => {
  setClock(new Date("2026-05-04T08:00:00Z"));
  await reconcileRecentPayments();
  daysPass(1);
  const unheardOf = await givenSecondPaymentIsUnheardOf();

  daysPass(10);
  await reconcileRecentPayments();

  expect(await paymentOf(unheardOf)).toMatchObject({ status: "SUCCEEDED", coversOrder: false });
});

test("a reading that stopped in its middle days ago begins anew, so that what came meanwhile is read too [K10]", async () => {
  setClock(new Date("2026-06-04T08:00:00Z"));
  daysPass(1);
  await reconcileRecentPayments();
  const unheardOf = await givenSecondPaymentIsUnheardOf();
  await givenReadingStoppedAt(unheardOf);

  daysPass(6);
  await reconcileRecentPayments();

  expect(await paymentOf(unheardOf)).toMatchObject({ status: "SUCCEEDED", coversOrder: false });
});

test("a reading that Stripe's outage stopped begins anew, though workers have tried all the time [D8] [K10]", async () => {
  setClock(new Date("2026-07-04T08:00:00Z"));
  daysPass(1);
  await reconcileRecentPayments();
  const visitor = visitorOf(api, { cookie: (await givenCart()).cookie });
  const { body } = await visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
  stripe().confirm(body.payment.paymentIntentId);
  await stripe().tell(body.payment.paymentIntentId);
  daysPass(1);
  await givenReadingStoppedAt(body.payment.paymentIntentId);
  setClock(addMs(now(), 5 * MINUTES));
  const { amount, currency, metadata } = stripe().paymentIntent(body.payment.paymentIntentId);
  const unheardOf = stripe().create({ amount, currency, metadata });
  stripe().confirm(unheardOf.id);

  setConfig({ STRIPE_API_BASE: new URL(stripe().url), STRIPE_SECRET_KEY: "sk_test_" });
  await workersTry(6 * 24 * 5);
  setConfig();
  pointAt(stripe());
  await workersTry(6 * 24 * 2);

  expect(await paymentOf(unheardOf.id)).toMatchObject({ status: "SUCCEEDED", coversOrder: false });
}, 60_000);

test("a page that Stripe does not know any more holds up the reading for an hour, not for ever", async () => {
  setClock(new Date("2026-09-04T08:00:00Z"));
  daysPass(1);
  await reconcileRecentPayments();
  const unheardOf = await givenSecondPaymentIsUnheardOf();
  daysPass(1);
  await givenReadingStoppedAt("pi_of_another_account");

  await workersTry(8);

  expect(await paymentOf(unheardOf)).toMatchObject({ status: "SUCCEEDED" });
  expect((await db().select().from(cursors))[0]?.pageToken).toBeNull();
});

test("an order that is locked for long stops the reading, which goes on from there: money of an old outage is read once [C6]", async () => {
  setClock(new Date("2026-10-04T08:00:00Z"));
  daysPass(1);
  await reconcileRecentPayments();
  const unheardOf = await givenSecondPaymentIsUnheardOf();
  daysPass(10);

  await transaction(async (tx) => {
    await tx.execute(sql`select from orders for update`);
    await reconcileRecentPayments();
  });
  await workersTry(2);

  expect(await paymentOf(unheardOf)).toMatchObject({ status: "SUCCEEDED", coversOrder: false });
});
