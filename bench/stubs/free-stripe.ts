import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/**
 * A Stripe whose answer costs nothing: it makes any PaymentIntent at once and remembers none, so that what is measured is our own
 * part. The id follows from the idempotency key, so that the same question gets the same answer, as from Stripe.
 */
const server = createServer(async (request, response) => {
  if (request.method !== "POST" || request.url !== "/v1/payment_intents") {
    response.writeHead(404, { "content-type": "application/json" });
    response.end(
      JSON.stringify({ error: { type: "invalid_request_error", message: "this stub only makes PaymentIntents" } }),
    );
    return;
  }
  const form = new URLSearchParams(await text(request));
  const id = `pi_${String(request.headers["idempotency-key"]).replaceAll("-", "")}`;
  const metadata = [...form].flatMap(([name, value]) => {
    const key = /^metadata\[(\w+)\]$/.exec(name)?.[1];
    return key === undefined ? [] : [[key, value] as const];
  });
  response.writeHead(200, { "content-type": "application/json", "request-id": `req_${id.slice(3, 17)}` });
  response.end(
    JSON.stringify({
      id,
      object: "payment_intent",
      amount: Number(form.get("amount")),
      amount_received: 0,
      automatic_payment_methods: { enabled: true, allow_redirects: "always" },
      capture_method: "automatic_async",
      client_secret: `${id}_secret_stub`,
      confirmation_method: "automatic",
      created: Math.floor(Date.now() / 1_000),
      currency: form.get("currency"),
      last_payment_error: null,
      latest_charge: null,
      livemode: false,
      metadata: Object.fromEntries(metadata),
      next_action: null,
      payment_method: null,
      payment_method_types: ["card", "link"],
      status: "requires_payment_method",
    }),
  );
});
// Longer than a slice: a connection that closes under a request would be counted as a slow answer.
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe
  console.log(`Stripe stub ready on http://127.0.0.1:${port}`);
});
