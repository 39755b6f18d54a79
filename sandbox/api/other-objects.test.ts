import { expect, test } from "vitest";
import { givenClock, givenSandbox, post, refusal } from "../testing";

test("webhook endpoints are made, changed and deleted; the secret is shown once", async () => {
  const { sandbox, stripe } = await givenSandbox();

  const made = await stripe.webhookEndpoints.create({
    url: "http://127.0.0.1:9/a",
    enabled_events: ["charge.refunded"],
    api_version: "2026-10-28.endive",
    metadata: { a: "1" },
  });
  const read = await stripe.webhookEndpoints.retrieve(made.id);
  const off = await stripe.webhookEndpoints.update(made.id, { disabled: true, enabled_events: ["*"] });
  const listed = await stripe.webhookEndpoints.list();
  const gone = await stripe.webhookEndpoints.del(made.id);

  expect(made.secret).toMatch(/^whsec_/);
  expect(read).not.toHaveProperty("secret");
  expect(off).toMatchObject({ status: "disabled", enabled_events: ["*"] });
  expect(listed.data).toHaveLength(1);
  expect(gone).toEqual({ id: made.id, object: "webhook_endpoint", deleted: true });
  expect(sandbox.endpoints()).toEqual([]);
  expect((await refusal(stripe.webhookEndpoints.create({ url: "nowhere", enabled_events: ["*"] }))).code).toBe(
    "url_invalid",
  );
});

test("events are listed by type, family and time, and forgotten after thirty days", async () => {
  const clock = givenClock();
  const { sandbox, stripe } = await givenSandbox({ now: clock.now });
  const { id } = await stripe.paymentIntents.create({ amount: 1_000, currency: "eur" }, { idempotencyKey: "k1" });
  clock.pass(60_000);
  sandbox.confirm(id);
  sandbox.refund(id);
  const types = async (params: Parameters<typeof stripe.events.list>[0]) =>
    (await stripe.events.list(params)).data.map(({ type }) => type as string);

  expect(await types({})).toEqual([
    "charge.refunded",
    "refund.created",
    "payment_intent.succeeded",
    "charge.succeeded",
    "payment_intent.created",
  ]);
  expect(await types({ type: "charge.*" })).toEqual(["charge.refunded", "charge.succeeded"]);
  expect(await types({ types: ["refund.created", "payment_intent.succeeded"] })).toEqual([
    "refund.created",
    "payment_intent.succeeded",
  ]);
  expect(await types({ created: { lt: Math.floor(clock.now().getTime() / 1000) } })).toEqual([
    "payment_intent.created",
  ]);
  const [created] = sandbox.events({ type: "payment_intent.created" });
  expect((await stripe.events.retrieve(created?.id ?? "")).request).toEqual({
    id: expect.stringMatching(/^req_/),
    idempotency_key: "k1",
  });
  clock.pass(31 * 24 * 3_600_000);
  expect(await types({})).toEqual([]);
});

test("customers and their payment methods exist as far as payments need them", async () => {
  const { sandbox, stripe } = await givenSandbox();

  const customer = await stripe.customers.create({ email: "a@example.test", name: "A", metadata: { a: "1" } });
  await stripe.customers.update(customer.id, { name: "B" });
  const method = await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id });
  const theirs = await stripe.customers.listPaymentMethods(customer.id);
  const intent = await stripe.paymentIntents.create({
    amount: 1_000,
    currency: "eur",
    customer: customer.id,
    expand: ["customer"],
  });
  await stripe.paymentMethods.detach(method.id);
  await stripe.customers.del(customer.id);

  expect(theirs.data.map(({ id }) => id)).toEqual([method.id]);
  expect(intent.customer).toMatchObject({ name: "B", email: "a@example.test" });
  expect(await stripe.customers.retrieve(customer.id)).toEqual({ id: customer.id, object: "customer", deleted: true });
  expect(sandbox.events({ type: "customer.updated" })[0]?.data.previous_attributes).toEqual({ name: "A" });
  expect(
    (await refusal(stripe.paymentIntents.create({ amount: 1_000, currency: "eur", customer: "cus_none" }))).code,
  ).toBe("resource_missing");
});

test("a charge without a PaymentIntent can be made, as the CLI's fixtures do", async () => {
  const { sandbox, stripe } = await givenSandbox();

  const charged = await post(sandbox.url, "/v1/charges", { amount: "100", currency: "usd", source: "tok_visa" });
  const declined = await post(sandbox.url, "/v1/charges", {
    amount: "100",
    currency: "usd",
    source: "tok_chargeDeclined",
  });
  const charge = (await charged.json()) as { id: string };
  const refund = await stripe.refunds.create({ charge: charge.id });

  expect(charge).toMatchObject({ status: "succeeded", payment_intent: null, amount: 100 });
  expect(declined.status).toBe(402);
  expect(refund.payment_intent).toBeNull();
  expect((await stripe.charges.list()).data.map(({ status }) => status)).toEqual(["failed", "succeeded"]);
});

test("balance and account answer", async () => {
  const { sandbox, stripe } = await givenSandbox();
  const { id } = await stripe.paymentIntents.create({ amount: 10_000, currency: "eur" });
  sandbox.confirm(id);
  sandbox.refund(id, { amount: 2_000 });

  expect((await stripe.balance.retrieve()).pending).toMatchObject([{ currency: "eur", amount: 10_000 - 175 - 2_000 }]);
  expect((await stripe.balanceTransactions.list({ type: "refund" })).data.map(({ amount }) => amount)).toEqual([
    -2_000,
  ]);
  expect((await stripe.accounts.retrieveCurrent()).charges_enabled).toBe(true);
});
