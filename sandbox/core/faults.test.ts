import Stripe from "stripe";
import { expect, test } from "vitest";
import {
  delivered,
  givenClock,
  givenReceiver,
  givenSandbox,
  refusal,
  sdkFor,
  SECRET_KEY,
  WEBHOOK_SECRET,
  until,
} from "../testing";

const TEN = { amount: 1_000, currency: "eur" };

test("faults are switched by the API, and wrong ones are refused", async () => {
  const { sandbox } = await givenSandbox();
  const call = async (method: string, body?: unknown, query = "", type = "application/json") => {
    const response = await fetch(`${sandbox.url}/_sandbox/faults${query}`, {
      method,
      headers: { "Content-Type": type },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return [response.status, await response.json()];
  };
  const drop = { kind: "drop", count: 2, eventType: "charge.*" };
  const lose = { kind: "lose_answer", method: "POST", path: "/v1/refunds", probability: 0.5 };

  expect(await call("PUT", [drop])).toEqual([200, { faults: [drop] }]);
  expect(await call("POST", lose)).toEqual([201, { faults: [drop, lose] }]);
  expect(await call("GET")).toEqual([200, { faults: [drop, lose] }]);
  expect(await call("DELETE", undefined, "?kind=drop")).toEqual([200, { faults: [lose] }]);
  expect(await call("PUT", [{ kind: "earthquake" }])).toMatchObject([422, {}]);
  expect(await call("PUT", [drop], "", "text/plain")).toMatchObject([415, {}]);
  expect(await call("DELETE")).toEqual([200, { faults: [] }]);
});

test("an API fault strikes its method and path, so many times, and no other request", async () => {
  const { sandbox, stripe } = await givenSandbox();
  const { id } = await stripe.paymentIntents.create(TEN);
  sandbox.faults.set([{ kind: "unavailable", count: 2, method: "POST", path: "/v1/payment_intents/*/cancel" }]);

  expect((await stripe.paymentIntents.retrieve(id)).status).toBe("requires_payment_method");
  expect((await refusal(stripe.paymentIntents.cancel(id))).statusCode).toBe(503);
  expect((await refusal(stripe.paymentIntents.cancel(id))).statusCode).toBe(503);
  expect((await stripe.paymentIntents.cancel(id)).status).toBe("canceled");
  expect(sandbox.faults.list()).toEqual([]);
});

test.each([
  ["rate_limit", 429, "rate_limit", 0],
  ["lock_timeout", 429, "lock_timeout", 0],
  ["unavailable", 503, undefined, 0],
  ["server_error", 500, undefined, 0],
  ["server_error_after_work", 500, undefined, 1],
] as const)("%s answers %i, and leaves the work as its name says", async (kind, status, code, made) => {
  const { sandbox, stripe } = await givenSandbox();
  sandbox.faults.set([{ kind, count: 1 }]);

  const error = await refusal(stripe.paymentIntents.create(TEN));

  expect(error.statusCode).toBe(status);
  expect(error.code).toBe(code);
  expect(sandbox.paymentIntents()).toHaveLength(made);
});

test.each([
  ["lose_request", 0],
  ["lose_answer", 1],
  ["time_out", 0],
  ["time_out_after_work", 1],
] as const)("%s leaves the client without an answer, and %i PaymentIntents", async (kind, made) => {
  const { sandbox } = await givenSandbox();
  // Twice: the SDK repeats a closed connection once by itself.
  sandbox.faults.set([{ kind, count: 2, ms: 2_000 }]);
  const impatient = sdkFor(sandbox.url, { timeout: 150 });

  const error = await refusal(impatient.paymentIntents.create(TEN));

  expect(error.type).toBe("StripeConnectionError");
  expect(sandbox.paymentIntents()).toHaveLength(made);
});

test("a probability is thrown with the sandbox's own dice", async () => {
  let throws = 0;
  const { sandbox, stripe } = await givenSandbox();
  const dice = await givenSandbox({ random: () => ((throws += 1) % 10) / 10 });
  sandbox.faults.set([{ kind: "unavailable", probability: 0 }]);
  dice.sandbox.faults.set([{ kind: "rate_limit", method: "GET", probability: 0.5 }]);

  expect((await stripe.balance.retrieve()).object).toBe("balance");
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      fetch(`${dice.sandbox.url}/v1/balance`, { headers: { Authorization: `Bearer ${SECRET_KEY}` } }),
    ),
  );
  const limited = answers.filter(({ status }) => status === 429).length;
  expect(limited).toBeGreaterThan(0);
  expect(limited).toBeLessThan(20);
});

async function delivering(options: { now?: () => Date } = {}) {
  const receiver = await givenReceiver();
  const { sandbox } = await givenSandbox({
    ...options,
    webhookEndpoints: [{ url: receiver.url, secret: WEBHOOK_SECRET }],
  });
  return { receiver, sandbox };
}

test.each([false, true])("duplicate delivers so many copies (at the same time: %s)", async (parallel) => {
  const { receiver, sandbox } = await delivering();
  sandbox.faults.set([{ kind: "duplicate", copies: 5, count: 1, parallel }]);
  sandbox.create(TEN);
  sandbox.create(TEN);

  await sandbox.tick();

  expect(receiver.received).toHaveLength(6);
  expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(2);
});

test("drop delivers nothing, and the event can still be listed and sent by hand", async () => {
  const { receiver, sandbox } = await delivering();
  sandbox.faults.set([{ kind: "drop", eventType: "payment_intent.succeeded" }]);
  sandbox.confirm(sandbox.create(TEN).id);

  await sandbox.tick();
  const before = receiver.types();
  const [dropped] = sandbox.events({ type: "payment_intent.succeeded" });
  await sandbox.deliver(dropped?.id ?? "");

  expect(before).toEqual(["payment_intent.created", "charge.succeeded"]);
  expect(receiver.types().at(-1)).toBe("payment_intent.succeeded");
});

test("delay keeps a delivery back for its time", async () => {
  const clock = givenClock();
  const { receiver, sandbox } = await delivering({ now: clock.now });
  sandbox.faults.set([{ kind: "delay", ms: 60_000, count: 1 }]);
  sandbox.create(TEN);
  sandbox.create(TEN);

  await sandbox.tick();
  const early = receiver.received.length;
  clock.pass(60_000);
  await sandbox.tick();

  expect([early, receiver.received.length]).toEqual([1, 2]);
});

test("reorder turns the order round", async () => {
  const { receiver, sandbox } = await delivering();
  sandbox.faults.set([{ kind: "reorder" }]);
  const receivedAll = () => receiver.received.length === 3;
  sandbox.confirm(sandbox.create(TEN).id);

  const timer = setInterval(() => void sandbox.tick(), 5);
  await until(receivedAll);
  clearInterval(timer);

  expect(receiver.types()).toEqual(["payment_intent.succeeded", "charge.succeeded", "payment_intent.created"]);
});

test.each(["signature", "body"] as const)("a corrupt %s does not verify, and the retry does", async (part) => {
  const clock = givenClock();
  const { receiver, sandbox } = await delivering({ now: clock.now });
  receiver.answers = [400, 200];
  sandbox.faults.set([{ kind: "corrupt", part, count: 1 }]);
  sandbox.create(TEN);

  await sandbox.tick();
  clock.pass(1_000);
  await sandbox.tick();

  // The receiver's clock is the sandbox's.
  const verify = (index: number) => {
    const { body, signature } = delivered(receiver, index);
    return Stripe.webhooks.constructEvent(
      body,
      signature,
      WEBHOOK_SECRET,
      300,
      undefined,
      clock.now().getTime() / 1000,
    );
  };
  expect(() => verify(0)).toThrow();
  expect(verify(1).type).toBe("payment_intent.created");
  expect(() => JSON.parse(receiver.received[0]?.body ?? "")).not.toThrow();
});
