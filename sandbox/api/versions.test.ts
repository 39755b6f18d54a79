import { expect, test } from "vitest";
import { givenSandbox, sdkFor } from "../testing";

const TEN = { amount: 1_000, currency: "eur" };
const OLD = "2020-08-27";
const OLDEST = "2018-11-08";

test("an older request gets its charges and refunds nested, a newer one gets identifiers", async () => {
  const { sandbox, stripe } = await givenSandbox();
  const { id } = await stripe.paymentIntents.create(TEN);
  const charge = sandbox.confirm(id).latest_charge ?? "";
  const refund = sandbox.refund(id, { amount: 400 });

  const old = await sdkFor(sandbox.url, { apiVersion: OLD }).paymentIntents.retrieve(id);
  const now = await stripe.paymentIntents.retrieve(id);

  expect(old).not.toHaveProperty("latest_charge");
  expect(old).toMatchObject({
    invoice: null,
    charges: {
      object: "list",
      total_count: 1,
      data: [{ amount_refunded: 400, refunds: { data: [{ id: refund.id }] } }],
    },
  });
  expect(now.latest_charge).toBe(charge);
  expect(now).not.toHaveProperty("charges");
  expect(now).not.toHaveProperty("invoice");
  expect(await stripe.charges.retrieve(charge)).not.toHaveProperty("refunds");
  expect((await stripe.charges.retrieve(charge, { expand: ["refunds"] })).refunds?.data).toHaveLength(1);
  expect(old.lastResponse.headers["stripe-version"]).toBe(OLD);
});

test("the oldest names of the statuses are spoken too", async () => {
  const { sandbox, stripe } = await givenSandbox();
  const { id } = await stripe.paymentIntents.create(TEN);
  const oldest = sdkFor(sandbox.url, { apiVersion: OLDEST });

  const before = await oldest.paymentIntents.retrieve(id);
  sandbox.confirm(id, { paymentMethod: "pm_card_authenticationRequired" });
  const asked = await oldest.paymentIntents.retrieve(id);

  expect(before.status).toBe("requires_source");
  expect(asked).toMatchObject({ status: "requires_source_action", next_source_action: { type: "use_stripe_sdk" } });
  expect(asked).not.toHaveProperty("next_action");
});

test("the dashboard's payment methods are on by themselves only in newer versions", async () => {
  const { sandbox, stripe } = await givenSandbox();

  const old = await sdkFor(sandbox.url, { apiVersion: OLD }).paymentIntents.create(TEN);
  const now = await stripe.paymentIntents.create(TEN);

  expect(old.payment_method_types).toEqual(["card"]);
  expect(now).toMatchObject({
    automatic_payment_methods: { enabled: true },
    payment_method_types: ["card", "bancontact", "sepa_debit"],
  });
});

test("each endpoint gets events in its own version, of the event's own moment", async () => {
  const { sandbox, stripe } = await givenSandbox({
    webhookEndpoints: [
      { url: "http://127.0.0.1:9/new", secret: "whsec_new" },
      { url: "http://127.0.0.1:9/old", secret: "whsec_old", apiVersion: OLD },
    ],
  });
  const { id } = await stripe.paymentIntents.create(TEN);
  sandbox.confirm(id);
  sandbox.refund(id);

  const [succeeded] = sandbox.events({ type: "payment_intent.succeeded" });
  const [newer, older] = sandbox.endpoints();
  const body = (endpointId: string | undefined): unknown =>
    JSON.parse(sandbox.eventBody(succeeded?.id ?? "", endpointId));

  expect(body(newer?.id)).toMatchObject({
    api_version: "2026-10-28.endive",
    data: { object: { latest_charge: expect.stringMatching(/^ch_/) } },
  });
  // The refund came later: the older body still shows the charge as it was when the payment succeeded.
  expect(body(older?.id)).toMatchObject({
    api_version: OLD,
    data: { object: { charges: { data: [{ amount_refunded: 0, refunds: { data: [] } }] } } },
  });
});

test("events keep the version of their account when they are read", async () => {
  const { sandbox, stripe } = await givenSandbox({ apiVersion: OLD });
  await stripe.paymentIntents.create(TEN);

  const [event] = (await stripe.events.list()).data;

  expect(event).toMatchObject({ api_version: OLD, data: { object: { charges: { data: [] } } } });
  expect(sandbox.events()).toHaveLength(1);
});
