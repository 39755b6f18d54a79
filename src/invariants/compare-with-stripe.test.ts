import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { api } from "@/app/api/api";
import { db, pool } from "@/db/client";
import { addMs, DAY_MS, setClock } from "@/lib/clock";
import { setConfig } from "@/lib/config";
import { givenCart } from "../../tests/support/given";
import { givenCustomer } from "../../tests/support/orders";
import { openStripe, pointAt, type TestStripe } from "../../tests/support/stripe-sandbox";
import { visitorOf } from "../../tests/support/visitor";
import { compareWithStripe } from "./compare-with-stripe";

let stripe: TestStripe;
beforeAll(async () => {
  stripe = await openStripe();
});
afterAll(() => stripe.close());
beforeEach(async () => {
  pointAt(stripe);
  await pool().query("truncate orders, stages, cart_sessions cascade");
});
afterEach(async () => {
  setClock();
  setConfig();
  // What a test has paid must not be missing from the next one's rows.
  await stripe.close();
  stripe = await openStripe();
});

/** An order of one place on a stage: 100 € now. Returns its PaymentIntent. */
async function givenOrderAtStripe(): Promise<string> {
  const visitor = visitorOf(api, { cookie: (await givenCart()).cookie });
  const { body } = await visitor.post("/orders/create", { customer: givenCustomer(), acceptTerms: true });
  return body.payment.paymentIntentId;
}

async function givenPaidAtStripe(): Promise<string> {
  const intent = await givenOrderAtStripe();
  stripe.confirm(intent);
  return intent;
}

async function breaches(): Promise<string[]> {
  return (await compareWithStripe(db())).flatMap((result) => result.breaches.rows.map((row) => `${result.id} ${row}`));
}

const installation = async (): Promise<string> =>
  (await pool().query<{ installation: string }>("select installation from installations")).rows[0]?.installation ?? "";

test("paid, open, declined and cancelled orders agree, and so do refunds; all of them were looked at", async () => {
  const [paid, declined, cancelled, refunded] = [
    await givenPaidAtStripe(),
    await givenOrderAtStripe(),
    await givenOrderAtStripe(),
    await givenPaidAtStripe(),
  ];
  await givenOrderAtStripe();
  stripe.confirm(declined, { paymentMethod: "pm_card_chargeDeclined" });
  stripe.cancel(cancelled);
  stripe.refund(refunded, { amount: 4_000 });
  for (const intent of [paid, declined, cancelled, refunded]) await stripe.tell(intent);

  const results = await compareWithStripe(db());

  expect(results.map(({ id, at, checked, breaches: found }) => ({ id, at, checked, rows: found.rows }))).toEqual([
    { id: "I1", at: "Stripe", checked: 5, rows: [] },
    { id: "I9", at: "Stripe", checked: 1, rows: [] },
  ]);
});

test("a success that we were never told of is named", async () => {
  const intent = await givenPaidAtStripe();

  expect(await breaches()).toEqual([
    expect.stringMatching(
      new RegExp(`^I1 PaymentIntent ${intent} of payment \\S+ took 10000 eur, and here it received nothing$`),
    ),
  ]);

  await stripe.tell(intent);
  expect(await breaches()).toEqual([]);
});

test("an amount that differs is named", async () => {
  const intent = await givenPaidAtStripe();
  await stripe.tell(intent);
  await pool().query("update payments set received_cents = received_cents + 1");

  expect(await breaches()).toEqual([expect.stringContaining("took 10000, and here it received 10001")]);
});

test("money that we say succeeded and Stripe does not is named", async () => {
  await givenOrderAtStripe();
  await pool().query(
    "update payments set status = 'SUCCEEDED', succeeded_at = now(), received_cents = amount_cents, received_currency = 'eur'",
  );

  expect(await breaches()).toEqual([
    expect.stringContaining("is requires_payment_method at Stripe, and succeeded here"),
  ]);
});

test("a PaymentIntent of another program on the account is left alone; one of ours that no payment has is named", async () => {
  const foreign = stripe.create({ amount: 5_000, currency: "eur", metadata: { installation: "another" } });
  const ours = stripe.create({ amount: 6_000, currency: "eur", metadata: { installation: await installation() } });
  for (const intent of [foreign, ours]) stripe.confirm(intent.id);

  expect(await breaches()).toEqual([`I1 PaymentIntent ${ours.id} took 6000 eur, and no payment of ours has it`]);
});

test.each([
  ["MONEY_CONTRADICTS_ORDER", 0],
  ["WRONG_MODE", 0],
  ["PAYMENT_NOT_RECONCILED", 0],
  ["DUPLICATE_PAYMENT", 1],
  ["REFUND_FAILED", 1],
])("that an entry %s names a PaymentIntent leaves %i breaches of it", async (kind, left) => {
  const intent = await givenPaidAtStripe();
  await pool().query(
    `insert into worklist_entries (id, kind, dedupe_key, details, opened_at) values (gen_random_uuid(), $2, 'some entry', jsonb_build_object('paymentIntentId', $1::text), now())`,
    [intent, kind],
  );

  expect(await breaches()).toHaveLength(left);
});

test("a PaymentIntent that Stripe does not know is named", async () => {
  await givenOrderAtStripe();
  await pool().query(
    "alter table payments disable trigger payment_intent_is_final; update payments set stripe_payment_intent_id = 'pi_unknown'; alter table payments enable trigger payment_intent_is_final",
  );

  expect(await breaches()).toEqual([
    expect.stringContaining("has the PaymentIntent pi_unknown, which Stripe does not know for this key"),
  ]);
});

test("refunds that are not recorded, recorded otherwise, or made up are named", async () => {
  const intent = await givenPaidAtStripe();
  await stripe.tell(intent);
  const refund = stripe.refund(intent, { amount: 2_500 });

  expect(await breaches()).toEqual([
    expect.stringMatching(new RegExp(`^I9 refund ${refund.id} of payment \\S+ gave back 2500, and is not recorded$`)),
  ]);

  await stripe.tell(intent);
  expect(await breaches()).toEqual([]);
  await pool().query("update refunds set amount_cents = 2400");
  expect(await breaches()).toEqual([expect.stringContaining("gave back 2500, and 2400 is recorded")]);
  await pool().query("update refunds set amount_cents = 2500, status = 'FAILED'");
  expect(await breaches()).toEqual([expect.stringContaining("was made at Stripe, and failed here")]);
  await pool().query("update refunds set status = 'SUCCEEDED', stripe_refund_id = 're_made_up'");
  expect(await breaches()).toEqual([
    expect.stringContaining("is not recorded"),
    expect.stringContaining("is recorded as re_made_up, which Stripe does not list for this key"),
  ]);
});

test("it walks through all pages of all weeks", async () => {
  const start = new Date();
  setClock(addMs(start, -25 * DAY_MS));
  await givenPaidAtStripe();
  for (let other = 0; other < 120; other += 1) stripe.create({ amount: 1_000, currency: "eur" });
  setClock(addMs(start, -11 * DAY_MS));
  await givenPaidAtStripe();
  setClock(start);
  await givenPaidAtStripe();

  const results = await compareWithStripe(db());

  expect(results[0]).toMatchObject({ checked: 3, breaches: { count: 3 } });
  expect(stripe.requests({ method: "GET", path: "/v1/payment_intents" }).length).toBeGreaterThan(4);
});
