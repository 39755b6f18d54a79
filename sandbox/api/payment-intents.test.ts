import { expect, test } from "vitest";
import { givenClock, givenSandbox, refusal, sdkFor, SECRET_KEY } from "../testing";

const CARD = { payment_method_types: ["card"] };
const TEN = { amount: 1_000, currency: "eur" };

test("a PaymentIntent goes from a missing payment method to success, and says what it received", async () => {
  const { stripe } = await givenSandbox();

  const made = await stripe.paymentIntents.create({ ...TEN, ...CARD, metadata: { orderId: "o1" } });
  const chosen = await stripe.paymentIntents.update(made.id, { payment_method: "pm_card_visa", amount: 1_200 });
  const paid = await stripe.paymentIntents.confirm(made.id, {
    expand: ["latest_charge.balance_transaction", "payment_method"],
  });

  expect(made).toMatchObject({
    status: "requires_payment_method",
    metadata: { orderId: "o1" },
    livemode: false,
    amount_received: 0,
  });
  expect(made.client_secret).toMatch(new RegExp(`^${made.id}_secret_`));
  expect(chosen).toMatchObject({ status: "requires_confirmation", amount: 1_200 });
  expect(paid).toMatchObject({
    status: "succeeded",
    amount_received: 1_200,
    payment_method: { card: { last4: "4242" } },
    latest_charge: { paid: true, captured: true, balance_transaction: { amount: 1_200 } },
  });
});

test("what a status does not allow is refused with the PaymentIntent inside", async () => {
  const { sandbox, stripe } = await givenSandbox();
  const { id } = await stripe.paymentIntents.create({ ...TEN, ...CARD });

  const early = await refusal(stripe.paymentIntents.confirm(id));
  sandbox.confirm(id);
  const late = await refusal(stripe.paymentIntents.cancel(id));
  const again = await refusal(stripe.paymentIntents.confirm(id, { payment_method: "pm_card_visa" }));
  const changed = await refusal(stripe.paymentIntents.update(id, { amount: 2_000 }));
  const harmless = await stripe.paymentIntents.update(id, { metadata: { note: "paid" }, description: "x" });

  for (const error of [early, late, again, changed])
    expect(error).toMatchObject({ code: "payment_intent_unexpected_state", statusCode: 400, payment_intent: { id } });
  expect(late.payment_intent?.status).toBe("succeeded");
  expect(late.message).toContain("status of succeeded");
  expect(harmless.metadata).toEqual({ note: "paid" });
});

test("a cancelled PaymentIntent stays cancelled, with its reason", async () => {
  const { sandbox, stripe } = await givenSandbox();
  const { id } = await stripe.paymentIntents.create({ ...TEN, ...CARD });

  const cancelled = await stripe.paymentIntents.cancel(id, { cancellation_reason: "abandoned" });
  const error = await refusal(stripe.paymentIntents.cancel(id));

  expect(cancelled).toMatchObject({
    status: "canceled",
    cancellation_reason: "abandoned",
    canceled_at: cancelled.created,
  });
  expect(error.payment_intent?.status).toBe("canceled");
  expect(sandbox.events({ type: "payment_intent.canceled" })).toHaveLength(1);
});

test("an authorized payment is captured in part, once, and a cancelled authorization is given back", async () => {
  const { stripe } = await givenSandbox();
  const hold = () =>
    stripe.paymentIntents.create({
      ...TEN,
      ...CARD,
      capture_method: "manual",
      confirm: true,
      payment_method: "pm_card_visa",
    });
  const [taken, released] = [await hold(), await hold()];

  const tooMuch = await refusal(stripe.paymentIntents.capture(taken.id, { amount_to_capture: 1_001 }));
  const captured = await stripe.paymentIntents.capture(taken.id, { amount_to_capture: 600, expand: ["latest_charge"] });
  const twice = await refusal(stripe.paymentIntents.capture(taken.id));
  await stripe.paymentIntents.cancel(released.id);

  expect(taken).toMatchObject({ status: "requires_capture", amount_capturable: 1_000, amount_received: 0 });
  expect(tooMuch.code).toBe("amount_too_large");
  expect(captured).toMatchObject({
    status: "succeeded",
    amount_received: 600,
    latest_charge: { amount_captured: 600, captured: true },
  });
  expect(twice.code).toBe("payment_intent_unexpected_state");
  expect((await stripe.charges.list({ payment_intent: released.id })).data[0]).toMatchObject({ refunded: true });
});

test.each([
  ["an amount below the least", { amount: 49, currency: "eur" }, { code: "amount_too_small", param: "amount" }],
  ["no currency", { amount: 1_000 }, { code: "parameter_missing", param: "currency" }],
  [
    "an amount that is no whole number",
    { amount: "12.5", currency: "eur" },
    { code: "parameter_invalid_integer", param: "amount" },
  ],
  ["a parameter nobody knows", { ...TEN, colour: "red" }, { code: "parameter_unknown", param: "colour" }],
  ["a metadata value that is too long", { ...TEN, metadata: { a: "x".repeat(501) } }, { param: "metadata" }],
  [
    "a payment method that does not exist",
    { ...TEN, payment_method: "pm_nothing" },
    { code: "resource_missing", param: "payment_method" },
  ],
])("%s is refused by name", async (_name, fields, expected) => {
  const { sandbox, stripe } = await givenSandbox();

  // The SDK's types forbid these on purpose; a hand-written client does not.
  const error = await refusal(stripe.paymentIntents.create(fields as typeof TEN));

  expect(error).toMatchObject({ type: "StripeInvalidRequestError", statusCode: 400, ...expected });
  expect(sandbox.paymentIntents()).toEqual([]);
});

test("a confirmation without a way back is refused while redirects are allowed", async () => {
  const { stripe } = await givenSandbox();
  const { id } = await stripe.paymentIntents.create({ ...TEN, automatic_payment_methods: { enabled: true } });

  const error = await refusal(stripe.paymentIntents.confirm(id, { payment_method: "pm_card_visa" }));
  const paid = await stripe.paymentIntents.confirm(id, {
    payment_method: "pm_card_visa",
    return_url: "https://shop.test/",
  });

  expect(error.message).toContain("return_url");
  expect(paid.status).toBe("succeeded");
});

test("metadata is merged by key, and an empty value removes", async () => {
  const { stripe } = await givenSandbox();
  const { id } = await stripe.paymentIntents.create({ ...TEN, metadata: { a: "1", b: "2" } });

  const merged = await stripe.paymentIntents.update(id, { metadata: { b: "", c: "3" } });
  const emptied = await stripe.paymentIntents.update(id, { metadata: "" });

  expect(merged.metadata).toEqual({ a: "1", c: "3" });
  expect(emptied.metadata).toEqual({});
});

test("lists go newest first, page by page, between times and by customer", async () => {
  const clock = givenClock();
  const { stripe } = await givenSandbox({ now: clock.now });
  const customer = await stripe.customers.create({ email: "a@example.test" });
  const ids: string[] = [];
  for (let index = 0; index < 25; index += 1) {
    ids.unshift((await stripe.paymentIntents.create({ ...TEN, ...(index === 3 ? { customer: customer.id } : {}) })).id);
    clock.pass(1_000);
  }
  const start = Math.floor(new Date("2026-11-24T08:00:00Z").getTime() / 1000);

  const first = await stripe.paymentIntents.list();
  const second = await stripe.paymentIntents.list({ starting_after: ids[9] ?? "", limit: 5 });
  const back = await stripe.paymentIntents.list({ ending_before: ids[10] ?? "", limit: 5 });
  const every: string[] = [];
  for await (const intent of stripe.paymentIntents.list({ limit: 7 })) every.push(intent.id);
  const between = await stripe.paymentIntents.list({ created: { gte: start + 5, lt: start + 8 } });
  const theirs = await stripe.paymentIntents.list({ customer: customer.id });

  expect(first.data.map(({ id }) => id)).toEqual(ids.slice(0, 10));
  expect(first.has_more).toBe(true);
  expect(second.data.map(({ id }) => id)).toEqual(ids.slice(10, 15));
  expect(back.data.map(({ id }) => id)).toEqual(ids.slice(5, 10));
  expect(every).toEqual(ids);
  expect(between.data).toHaveLength(3);
  expect(theirs.data.map(({ id }) => id)).toEqual([ids[21]]);
  expect(await refusal(stripe.paymentIntents.list({ starting_after: "pi_none" }))).toMatchObject({
    code: "resource_missing",
    param: "starting_after",
  });
  expect((await refusal(stripe.paymentIntents.list({ limit: 101 }))).param).toBe("limit");
});

test("search finds by metadata and status, and sees a change only after its delay", async () => {
  const clock = givenClock();
  const { sandbox, stripe } = await givenSandbox({ now: clock.now, searchDelayMs: 60_000 });
  const { id } = await stripe.paymentIntents.create({ ...TEN, metadata: { orderId: "it's-1" } });
  await stripe.paymentIntents.create({ ...TEN, metadata: { orderId: "other" } });
  const found = async (query: string) =>
    (await stripe.paymentIntents.search({ query })).data.map((intent) => intent.id);
  const mine = String.raw`metadata['orderId']:'it\'s-1'`;

  expect(await found(mine)).toEqual([]);
  clock.pass(60_000);
  expect(await found(mine)).toEqual([id]);
  sandbox.confirm(id);
  expect(await found(`${mine} AND status:'succeeded'`)).toEqual([]);
  expect(await found(mine)).toEqual([id]);
  clock.pass(60_000);
  expect(await found(`${mine} AND status:"succeeded" AND amount>=1000`)).toEqual([id]);
  expect(await found(`-${mine}`)).toHaveLength(1);
  expect((await refusal(stripe.paymentIntents.search({ query: "what is this" }))).param).toBe("query");
});

test("a browser sees a PaymentIntent by its client secret alone, and only what is for browsers", async () => {
  const { sandbox, stripe } = await givenSandbox();
  const intent = await stripe.paymentIntents.create({ ...TEN, metadata: { orderId: "secret" } });
  const ask = async (query: Record<string, string>) => {
    const response = await fetch(`${sandbox.url}/v1/payment_intents/${intent.id}?${new URLSearchParams(query)}`);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  const right = await ask({ key: "pk_test_a", client_secret: intent.client_secret ?? "" });
  const wrong = await ask({ key: "pk_test_a", client_secret: `${intent.id}_secret_guess` });
  const none = await ask({ key: "pk_test_a" });
  const list = await fetch(`${sandbox.url}/v1/payment_intents?key=pk_test_a`);

  expect(right).toMatchObject({ status: 200, body: { id: intent.id, status: "requires_payment_method" } });
  expect(right.body).not.toHaveProperty("metadata");
  expect(right.body).not.toHaveProperty("latest_charge");
  expect([wrong.status, none.status, list.status]).toEqual([400, 400, 403]);
});

test("a missing or malformed key is 401, an unknown address 404, a foreign version 400", async () => {
  const { sandbox, stripe } = await givenSandbox();
  const status = async (path: string, headers: Record<string, string>) => {
    const response = await fetch(sandbox.url + path, { headers });
    return [response.status, (await response.json()) as unknown];
  };

  expect(await status("/v1/payment_intents", {})).toMatchObject([401, { error: { type: "invalid_request_error" } }]);
  expect(await status("/v1/payment_intents", { Authorization: "Bearer sk_live_real" })).toMatchObject([401, {}]);
  expect(await status("/v1/payment_intents", { Authorization: `Basic ${btoa(`${SECRET_KEY}:`)}` })).toMatchObject([
    200,
    { object: "list" },
  ]);
  expect(await status("/v1/nonsense", { Authorization: `Bearer ${SECRET_KEY}` })).toMatchObject([
    404,
    { error: { message: expect.stringContaining("Unrecognized request URL") } },
  ]);
  expect((await refusal(sdkFor(sandbox.url, { apiVersion: "yesterday" }).balance.retrieve())).message).toContain(
    "Invalid Stripe API version",
  );
  expect(await refusal(stripe.paymentIntents.retrieve("pi_none"))).toMatchObject({
    statusCode: 404,
    code: "resource_missing",
    param: "intent",
  });
});

test("each answer names its request and its version", async () => {
  const { sandbox, stripe } = await givenSandbox();

  const made = await stripe.paymentIntents.create(TEN);
  const error = await refusal(stripe.paymentIntents.create({ ...TEN, amount: 1 }));

  expect(made.lastResponse).toMatchObject({ requestId: expect.stringMatching(/^req_/), statusCode: 200 });
  expect(made.lastResponse.headers["stripe-version"]).toBe("2026-10-28.endive");
  expect(error.requestId).toMatch(/^req_/);
  expect(sandbox.requests({ method: "POST" }).map(({ status }) => status)).toEqual([200, 400]);
});

test("what cannot be expanded is refused", async () => {
  const { stripe } = await givenSandbox();
  const { id } = await stripe.paymentIntents.create(TEN);

  expect((await refusal(stripe.paymentIntents.retrieve(id, { expand: ["status.x"] }))).message).toContain(
    "cannot be expanded",
  );
  expect((await stripe.paymentIntents.list({ expand: ["data.latest_charge"] })).data[0]?.latest_charge).toBeNull();
});

test("more requests a second than the limit are 429, until the next second", async () => {
  const clock = givenClock();
  const { stripe } = await givenSandbox({ now: clock.now, rateLimit: 2 });

  await stripe.paymentIntents.create(TEN);
  await stripe.paymentIntents.create(TEN);
  const error = await refusal(stripe.paymentIntents.create(TEN));
  clock.pass(1_000);

  expect(error).toMatchObject({ statusCode: 429, code: "rate_limit", type: "StripeRateLimitError" });
  expect((await stripe.paymentIntents.create(TEN)).id).toMatch(/^pi_/);
});
