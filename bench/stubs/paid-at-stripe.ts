import { createServer } from "node:http";

/**
 * A Stripe at which every PaymentIntent that one asks for has succeeded, with the amount in AMOUNT_CENTS, and which lists none. For
 * the jobs that ask: what is measured is our side. A program of its own, so that it takes no time from the one that measures.
 */
const amountCents = Number(process.env["AMOUNT_CENTS"] ?? 0);

const server = createServer((request, response) => {
  request.resume();
  const answer = answerTo(request.method ?? "", new URL(request.url ?? "", "http://stub").pathname);
  response.writeHead(answer === null ? 404 : 200, { "content-type": "application/json", "request-id": "req_bench" });
  response.end(JSON.stringify(answer ?? { error: { type: "invalid_request_error", message: "No such object" } }));
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") console.log(`Stub ready on http://127.0.0.1:${address.port}`);
});

function answerTo(method: string, path: string): object | null {
  if (method !== "GET") return null;
  if (path === "/v1/payment_intents" || path === "/v1/refunds")
    return { object: "list", data: [], has_more: false, url: path };
  const id = /^\/v1\/payment_intents\/(pi_\w+)$/.exec(path)?.[1];
  if (id === undefined) return null;
  return {
    id,
    object: "payment_intent",
    amount: amountCents,
    amount_received: amountCents,
    created: Math.floor(Date.now() / 1_000),
    currency: "eur",
    last_payment_error: null,
    livemode: false,
    metadata: {},
    status: "succeeded",
  };
}
