import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db } from "@/db/client";
import { payments } from "@/db/schema/payments";
import { cursors } from "@/db/schema/operations";
import { addMs, DAY_MS, now, setClock } from "@/lib/clock";
import { givenCart } from "../../../../tests/support/given";
import { givenCustomer } from "../../../../tests/support/orders";
import { useStripe } from "../../../../tests/support/stripe-sandbox";
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
  await db()
    .update(cursors)
    .set({ pageToken: unheardOf, notBefore: addMs(now(), 60_000) });

  daysPass(6);
  await reconcileRecentPayments();

  expect(await paymentOf(unheardOf)).toMatchObject({ status: "SUCCEEDED", coversOrder: false });
});
