import { expect, test } from "vitest";
import { givenClock, givenSandbox, post, refusal } from "../testing";

const TEN = { amount: "1000", currency: "eur" };
const PATH = "/v1/payment_intents";
const key = (value: string) => ({ "Idempotency-Key": value });

test("the same request under the same key is done once and answered the same, byte for byte", async () => {
  const { sandbox } = await givenSandbox();

  const first = await post(sandbox.url, PATH, TEN, key("k1"));
  const second = await post(sandbox.url, PATH, TEN, key("k1"));

  expect(await second.text()).toBe(await first.text());
  expect(sandbox.paymentIntents()).toHaveLength(1);
  expect(first.headers.get("idempotent-replayed")).toBeNull();
  expect(first.headers.get("original-request")).toBe(first.headers.get("request-id"));
  expect(second.headers.get("idempotent-replayed")).toBe("true");
  expect(second.headers.get("original-request")).toBe(first.headers.get("request-id"));
  expect(second.headers.get("request-id")).not.toBe(first.headers.get("request-id"));
  expect(second.headers.get("idempotency-key")).toBe("k1");
  expect(sandbox.requests().map(({ replayed }) => replayed)).toEqual([false, true]);
});

test("another request under the same key is refused and does nothing", async () => {
  const { sandbox, stripe } = await givenSandbox();
  const options = { idempotencyKey: "k1" };
  const made = await stripe.paymentIntents.create({ amount: 1_000, currency: "eur" }, options);

  const otherAmount = await refusal(stripe.paymentIntents.create({ amount: 2_000, currency: "eur" }, options));
  const otherPlace = await refusal(stripe.paymentIntents.cancel(made.id, {}, options));

  for (const error of [otherAmount, otherPlace])
    expect(error).toMatchObject({ statusCode: 400, type: "StripeIdempotencyError", rawType: "idempotency_error" });
  expect(sandbox.paymentIntents()).toMatchObject([{ status: "requires_payment_method", amount: 1_000 }]);
});

test("a declined card stays declined under its key, although the card would now be good", async () => {
  const { sandbox, stripe } = await givenSandbox();
  const { id } = await stripe.paymentIntents.create({ amount: 1_000, currency: "eur" });
  const pay = () =>
    refusal(
      stripe.paymentIntents.confirm(
        id,
        { payment_method: "pm_card_chargeDeclined", return_url: "https://shop.test/" },
        { idempotencyKey: "pay" },
      ),
    );

  const [first, second] = [await pay(), await pay()];

  expect(second).toMatchObject({ code: "card_declined", charge: first.charge });
  expect(second.headers?.["idempotent-replayed"]).toBe("true");
  expect(sandbox.events({ type: "charge.failed" })).toHaveLength(1);
});

test("a stored 500 is replayed for a day, then the key is free", async () => {
  const clock = givenClock();
  const { sandbox } = await givenSandbox({ now: clock.now });
  sandbox.faults.set([{ kind: "server_error", count: 1 }]);
  const ask = async () => (await post(sandbox.url, PATH, TEN, key("k1"))).status;

  expect(await ask()).toBe(500);
  clock.pass(23 * 3_600_000);
  expect(await ask()).toBe(500);
  expect(sandbox.paymentIntents()).toEqual([]);
  clock.pass(3_600_000);
  expect(await ask()).toBe(200);
  expect(sandbox.paymentIntents()).toHaveLength(1);
});

test("what failed before it began leaves its key free: wrong parameters, 429, 503", async () => {
  const { sandbox } = await givenSandbox();
  const ask = async (fields: Record<string, string>) => (await post(sandbox.url, PATH, fields, key("k1"))).status;

  expect(await ask({ ...TEN, amount: "1" })).toBe(400);
  sandbox.faults.set([
    { kind: "rate_limit", count: 1 },
    { kind: "lock_timeout", count: 1 },
    { kind: "unavailable", count: 1 },
  ]);
  expect([await ask(TEN), await ask(TEN), await ask(TEN)]).toEqual([429, 429, 503]);
  expect(await ask(TEN)).toBe(200);
});

test("a key in use answers 409, an object in use 429, and both work afterwards", async () => {
  const { sandbox, stripe } = await givenSandbox();
  const { id } = await stripe.paymentIntents.create({ amount: 1_000, currency: "eur" });
  sandbox.faults.set([{ kind: "slow", count: 1, ms: 200 }]);

  const slow = post(sandbox.url, `${PATH}/${id}/cancel`, {}, key("k1"));
  await new Promise((resolve) => setTimeout(resolve, 60));
  const sameKey = await post(sandbox.url, `${PATH}/${id}/cancel`, {}, key("k1"));
  const sameObject = await post(sandbox.url, `${PATH}/${id}`, { description: "x" });

  expect(sameKey.status).toBe(409);
  expect(sameKey.headers.get("stripe-should-retry")).toBe("true");
  expect(await sameKey.json()).toMatchObject({ error: { type: "idempotency_error", code: "idempotency_key_in_use" } });
  expect(sameObject.status).toBe(429);
  expect(await sameObject.json()).toMatchObject({ error: { code: "lock_timeout" } });
  expect((await slow).status).toBe(200);
  expect((await post(sandbox.url, `${PATH}/${id}/cancel`, {}, key("k1"))).headers.get("idempotent-replayed")).toBe(
    "true",
  );
});

test("keys mean nothing on reading, and a longer one than 255 characters is refused", async () => {
  const { sandbox, stripe } = await givenSandbox();

  await stripe.paymentIntents.create({ amount: 1_000, currency: "eur" }, { idempotencyKey: "k1" });
  const read = await fetch(sandbox.url + PATH, { headers: { Authorization: "Bearer sk_test_a", ...key("k1") } });

  expect(read.status).toBe(200);
  expect((await post(sandbox.url, PATH, TEN, key("x".repeat(256)))).status).toBe(400);
});

test("the SDK's own retry after a lost answer finds the work done once", async () => {
  const { sandbox, stripe } = await givenSandbox();
  sandbox.faults.set([{ kind: "lose_answer", count: 1 }]);

  // Without retries of ours: the SDK repeats a closed connection once by itself, under the same key.
  const made = await stripe.paymentIntents.create({ amount: 1_000, currency: "eur" });

  expect(sandbox.paymentIntents().map(({ id }) => id)).toEqual([made.id]);
  expect(sandbox.requests().map(({ status, replayed }) => [status, replayed])).toEqual([
    [null, false],
    [200, true],
  ]);
});
