import Stripe from "stripe";
import { expect, test } from "vitest";
import { delivered, givenClock, givenReceiver, givenSandbox, until, WEBHOOK_SECRET } from "../testing";

const TEN = { amount: 1_000, currency: "eur" };

test("an event arrives signed as Stripe signs it", async () => {
  const receiver = await givenReceiver();
  const { sandbox } = await givenSandbox({
    autoDeliver: true,
    webhookEndpoints: [{ url: receiver.url, secret: WEBHOOK_SECRET }],
  });

  const intent = sandbox.create({ ...TEN, metadata: { orderId: "é€" } });
  await until(() => receiver.received.length === 1);

  const { body, signature } = delivered(receiver);
  const event = Stripe.webhooks.constructEvent(body, signature, WEBHOOK_SECRET);
  expect(event).toMatchObject({
    type: "payment_intent.created",
    livemode: false,
    pending_webhooks: 1,
    data: { object: { id: intent.id, metadata: { orderId: "é€" } } },
  });
  expect(receiver.received[0]?.headers).toMatchObject({
    "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    "content-type": "application/json; charset=utf-8",
  });
  expect(() => Stripe.webhooks.constructEvent(body, signature, "whsec_other")).toThrow("signature");
  expect(body).toBe(sandbox.eventBody(event.id));
});

test("a failed delivery is tried again with waits that grow, the same bytes each time, until it is given up", async () => {
  const clock = givenClock();
  const receiver = await givenReceiver();
  receiver.answers = [500, 301, 404];
  const { sandbox } = await givenSandbox({
    now: clock.now,
    retryDelaysMs: [1_000, 10_000],
    webhookEndpoints: [{ url: receiver.url, secret: WEBHOOK_SECRET }],
  });
  sandbox.create(TEN);
  const [event] = sandbox.events();
  const delivery = () => sandbox.deliveries(event?.id ?? "")[0];

  await sandbox.tick();
  clock.pass(999);
  await sandbox.tick();
  expect(receiver.received).toHaveLength(1);
  clock.pass(1);
  await sandbox.tick();
  clock.pass(9_999);
  await sandbox.tick();
  expect(delivery()).toMatchObject({ status: "pending", tries: 2 });
  clock.pass(1);
  await sandbox.tick();

  expect(delivery()).toMatchObject({ status: "failed", tries: 3, next_attempt_at: null });
  expect(delivery()?.attempts.map(({ status }) => status)).toEqual([500, 301, 404]);
  expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
  const signatures = receiver.received.map(({ headers }) => headers["stripe-signature"]);
  expect(new Set(signatures).size).toBe(3);
  expect(sandbox.pendingDeliveries()).toEqual([]);
});

test("a receiver that is silent or absent is noted as such", async () => {
  const receiver = await givenReceiver();
  receiver.answers = ["silence"];
  const { sandbox } = await givenSandbox({
    deliveryTimeoutMs: 100,
    webhookEndpoints: [
      { url: receiver.url, secret: WEBHOOK_SECRET },
      { url: "http://127.0.0.1:9/nobody", secret: WEBHOOK_SECRET },
    ],
  });
  sandbox.create(TEN);

  await sandbox.tick();

  const attempts = sandbox.deliveries(sandbox.events()[0]?.id ?? "").flatMap((delivery) => delivery.attempts);
  expect(attempts).toMatchObject([
    { status: null, error: "Timed out" },
    { status: null, error: expect.any(String) },
  ]);
});

test("an endpoint gets the types it listens to", async () => {
  const receiver = await givenReceiver();
  const { sandbox } = await givenSandbox({
    webhookEndpoints: [
      { url: receiver.url, secret: WEBHOOK_SECRET, enabledEvents: ["payment_intent.succeeded", "charge.refunded"] },
    ],
  });
  const { id } = sandbox.create(TEN);
  sandbox.confirm(id);
  sandbox.refund(id);

  await sandbox.tick();

  expect(receiver.types()).toEqual(["payment_intent.succeeded", "charge.refunded"]);
});

test("nothing leaves by itself while automatic delivery is off, and one event can be sent at will", async () => {
  const receiver = await givenReceiver();
  const { sandbox } = await givenSandbox({ webhookEndpoints: [{ url: receiver.url, secret: WEBHOOK_SECRET }] });
  sandbox.confirm(sandbox.create(TEN).id);
  const [succeeded] = sandbox.events({ type: "payment_intent.succeeded" });
  receiver.answers = [503, 200];
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(receiver.received).toEqual([]);

  const first = await sandbox.deliver(succeeded?.id ?? "");
  const waiting = sandbox.pendingDeliveries().length;
  const second = await sandbox.deliver(succeeded?.id ?? "");

  expect([first, second]).toEqual([503, 200]);
  expect(receiver.types()).toEqual(["payment_intent.succeeded", "payment_intent.succeeded"]);
  expect([waiting, sandbox.pendingDeliveries().length]).toEqual([3, 2]);
});

test("a receiver in the same process gets the same request", async () => {
  const seen: string[] = [];
  const { sandbox } = await givenSandbox({
    webhookEndpoints: [{ url: "http://shop.test/hook", secret: WEBHOOK_SECRET }],
    send: async (request) => {
      const event = Stripe.webhooks.constructEvent(
        await request.text(),
        request.headers.get("stripe-signature") ?? "",
        WEBHOOK_SECRET,
      );
      seen.push(event.type);
      return new Response("ok");
    },
  });
  sandbox.confirm(sandbox.create(TEN).id);

  await sandbox.tick();

  expect(seen).toEqual(["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]);
});

test("an event may be forged: exactly as given, signed as it should be", async () => {
  const receiver = await givenReceiver();
  const { sandbox } = await givenSandbox({ webhookEndpoints: [{ url: receiver.url, secret: WEBHOOK_SECRET }] });
  const intent = sandbox.create(TEN);

  const forged = sandbox.forge({
    type: "payment_intent.succeeded",
    livemode: true,
    api_version: "2019-05-16",
    object: { ...intent, status: "succeeded", livemode: true },
  });
  await sandbox.deliver(forged.id);

  expect(JSON.parse(receiver.received[0]?.body ?? "")).toMatchObject({
    id: forged.id,
    livemode: true,
    api_version: "2019-05-16",
    data: { object: { id: intent.id, livemode: true } },
  });
});
