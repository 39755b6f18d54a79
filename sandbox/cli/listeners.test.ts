import Stripe from "stripe";
import { expect, onTestFinished, test } from "vitest";
import { givenSandbox, post, refusal, until } from "../testing";

type Session = { websocket_url: string; websocket_id: string; secret: string; websocket_authorized_feature: string };
type Message = { type: string; event_payload: string; http_headers: Record<string, string> };

async function givenListener(url: string, feature: string) {
  const answer = await post(url, "/v1/stripecli/sessions", { "websocket_features[]": feature, device_name: "test" });
  const session = (await answer.json()) as Session;
  const messages: Message[] = [];
  // Node's WebSocket takes headers, which the browser's type does not know.
  const options = {
    headers: { "Websocket-Id": session.websocket_id },
    protocols: ["stripecli-devproxy-v1"],
  } as unknown as string[];
  const socket = new WebSocket(`${session.websocket_url}?websocket_feature=${feature}`, options);
  socket.addEventListener("message", (message) => messages.push(JSON.parse(String(message.data)) as Message));
  onTestFinished(() => socket.close());
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", reject);
  });
  return { session, messages, socket };
}

test("`stripe listen` hears each event once, signed with the secret that it was told", async () => {
  const { sandbox, stripe } = await givenSandbox();
  const { session, messages } = await givenListener(sandbox.url, "webhooks");

  // A long text makes the frame longer than the shortest form allows.
  const { id } = await stripe.paymentIntents.create({
    amount: 1_000,
    currency: "eur",
    metadata: { long: "é".repeat(400) },
  });
  // Refused for want of a way back after it had been created: it is rolled back, and never happened.
  await refusal(
    stripe.paymentIntents.create({
      amount: 1_000,
      currency: "eur",
      confirm: true,
      payment_method: "pm_card_visa",
    }),
  );
  await stripe.paymentIntents.cancel(id);
  await until(() => messages.length >= 2);

  expect(messages.map(({ event_payload: body }) => Reflect.get(Object(JSON.parse(body)), "type"))).toEqual([
    "payment_intent.created",
    "payment_intent.canceled",
  ]);
  const [message] = messages;
  const event = Stripe.webhooks.constructEvent(
    message?.event_payload ?? "",
    message?.http_headers["Stripe-Signature"] ?? "",
    session.secret,
  );
  expect(event).toMatchObject({ type: "payment_intent.created", data: { object: { id } } });
  expect(message?.type).toBe("webhook_event");
});

test("`stripe events resend` without an endpoint goes to whoever listens", async () => {
  const { sandbox } = await givenSandbox();
  sandbox.create({ amount: 1_000, currency: "eur" });
  const [event] = sandbox.events();
  const { messages } = await givenListener(sandbox.url, "webhooks");

  await post(sandbox.url, `/v1/events/${event?.id}/retry`, { for_stripecli: "true" });
  await until(() => messages.length === 1);

  expect(JSON.parse(messages[0]?.event_payload ?? "")).toMatchObject({ id: event?.id });
});

test("`stripe logs tail` hears of requests, with their errors", async () => {
  const { sandbox, stripe } = await givenSandbox();
  const { session, messages } = await givenListener(sandbox.url, "request_logs");

  await refusal(stripe.paymentIntents.create({ amount: 1, currency: "eur" }));
  await until(() => messages.length === 1);

  expect(session.websocket_authorized_feature).toBe("request_logs");
  expect(JSON.parse(messages[0]?.event_payload ?? "")).toMatchObject({
    method: "POST",
    url: "/v1/payment_intents",
    status: 400,
    error: { code: "amount_too_small" },
  });
});

test("a socket of no session is refused, and one left open does not keep the sandbox from ending", async () => {
  const { sandbox } = await givenSandbox();
  const { socket } = await givenListener(sandbox.url, "webhooks");
  const stranger = new WebSocket(`${sandbox.url.replace("http", "ws")}/v1/stripecli/socket`);

  const outcome = await new Promise((resolve) => {
    stranger.addEventListener("open", () => resolve("open"));
    stranger.addEventListener("error", () => resolve("refused"));
  });

  expect(outcome).toBe("refused");
  expect(socket.readyState).toBe(WebSocket.OPEN);
  const startedAt = Date.now();
  await sandbox.close();
  expect(Date.now() - startedAt).toBeLessThan(1_000);
});
