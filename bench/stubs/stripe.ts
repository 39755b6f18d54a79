import { randomBytes } from "node:crypto";
import { createServer } from "node:http";

/**
 * Stripe as far as it costs nothing: every PaymentIntent is made at once, every one that is asked for has succeeded with the
 * amount in AMOUNT_CENTS, and lists are empty. For parts that measure our side alone. A program of its own, so that it takes no
 * time from the one that measures.
 */
const amountCents = Number(process.env["AMOUNT_CENTS"] ?? 0);
const created = Math.floor(Date.now() / 1_000);

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => void chunks.push(chunk));
  request.on("end", () => {
    const answer = answerTo(request.method ?? "", request.url ?? "", Buffer.concat(chunks).toString("latin1"));
    response.writeHead(answer === null ? 404 : 200, { "content-type": "application/json", "request-id": "req_bench" });
    response.end(JSON.stringify(answer ?? { error: { type: "invalid_request_error", message: "No such object" } }));
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") console.log(`Stub ready on http://127.0.0.1:${address.port}`);
});

function answerTo(method: string, url: string, body: string): object | null {
  const path = new URL(url, "http://stub").pathname;
  if (method === "GET" && (path === "/v1/payment_intents" || path === "/v1/refunds"))
    return { object: "list", data: [], has_more: false, url: path };
  const id = /^\/v1\/payment_intents\/(pi_\w+)$/.exec(path)?.[1];
  if (method === "GET" && id !== undefined) return paymentIntent(id, amountCents, "succeeded", {});
  if (method === "POST" && path === "/v1/payment_intents") {
    const form = new URLSearchParams(body);
    const metadata = Object.fromEntries(
      [...form].flatMap(([name, value]) => {
        const key = /^metadata\[(\w+)\]$/.exec(name)?.[1];
        return key === undefined ? [] : [[key, value]];
      }),
    );
    const made = `pi_${randomBytes(12).toString("hex")}`;
    return paymentIntent(made, Number(form.get("amount")), "requires_payment_method", metadata);
  }
  return null;
}

function paymentIntent(id: string, amount: number, status: string, metadata: Record<string, string>) {
  return {
    id,
    object: "payment_intent",
    amount,
    amount_received: status === "succeeded" ? amount : 0,
    client_secret: `${id}_secret_bench`,
    created,
    currency: "eur",
    last_payment_error: null,
    livemode: false,
    metadata,
    status,
  };
}
