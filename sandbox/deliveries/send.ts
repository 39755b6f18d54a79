import type { World } from "../core/world";
import { find } from "../objects/documents";
import type { WebhookEndpoint } from "../objects/types";
import type { Delivery } from "./queue";
import { signatureHeader } from "./sign";

export type Send = (request: Request) => Promise<Response>;
export type AttemptResult = {
  status: number | null;
  answer: string | null;
  error: string | null;
  durationMs: number;
};

/** Longer answers are cut: they are shown to people. */
const KEPT_ANSWER = 2_000;

/** A redirect is not an answer: Stripe does not follow them, and the receiver should learn that here. */
export const sendOverHttp: Send = (request) => fetch(request, { redirect: "manual" });

export function deliveryRequest(
  world: World,
  delivery: Pick<Delivery, "body" | "corrupt">,
  endpoint: WebhookEndpoint,
): Request {
  const headers = deliveryHeaders(delivery.body, endpoint._secret, world.now());
  const signature = headers["Stripe-Signature"] ?? "";
  return new Request(endpoint.url, {
    method: "POST",
    headers: {
      ...headers,
      "Stripe-Signature": delivery.corrupt === "signature" ? spoilSignature(signature) : signature,
    },
    body: delivery.corrupt === "body" ? spoilBody(delivery.body) : delivery.body,
  });
}

export function deliveryHeaders(body: string, secret: string, at: Date): Record<string, string> {
  return {
    "Content-Type": "application/json; charset=utf-8",
    "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    Accept: "*/*; q=0.5, application/xml",
    "Cache-Control": "no-cache",
    "Stripe-Signature": signatureHeader(body, secret, at),
  };
}

export async function attempt(world: World, delivery: Delivery, send: Send): Promise<AttemptResult> {
  const startedAt = performance.now();
  const endpoint = find(world, "webhook_endpoint", delivery.endpoint_id);
  const result = endpoint
    ? await exchange(deliveryRequest(world, delivery, endpoint), send, world.settings.deliveryTimeoutMs)
    : { status: null, answer: null, error: "The webhook endpoint has been deleted" };
  return { ...result, durationMs: Math.round(performance.now() - startedAt) };
}

async function exchange(request: Request, send: Send, timeoutMs: number): Promise<Omit<AttemptResult, "durationMs">> {
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const answered = send(new Request(request, { signal: limit })).then(async (response) => ({
      status: response.status,
      answer: (await response.text()).slice(0, KEPT_ANSWER),
      error: null,
    }));
    // A receiver in this process may not watch the signal, so the limit is also a race.
    return await Promise.race([answered, rejectWhen(limit)]);
  } catch (error) {
    return { status: null, answer: null, error: limit.aborted ? "Timed out" : reasonOf(error) };
  }
}

function rejectWhen(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("Timed out")), { once: true });
  });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  // Connection refused on both ::1 and 127.0.0.1 comes as an AggregateError without a message.
  return cause.message || String(Reflect.get(cause, "code") ?? error.message);
}

function spoilSignature(header: string): string {
  const last = header.at(-1) === "0" ? "1" : "0";
  return header.slice(0, -1) + last;
}

/** One character of the amount or of the first text changes; the JSON stays readable, the signature does not fit. */
function spoilBody(body: string): string {
  return body.includes('"livemode": false') ? body.replace('"livemode": false', '"livemode": true ') : `${body} `;
}
