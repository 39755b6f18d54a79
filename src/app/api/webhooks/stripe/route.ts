import { receiveWebhook } from "@/features/payments/server/receive-webhook";
import { languageOf } from "@/lib/api";
import { problemResponse } from "@/lib/problem";
import { refusalOf } from "../../answering";
import { methodNotAllowed, tooLarge, unsupportedMediaType } from "../../refusals";
import { readAtMost } from "./read-at-most";

/** Stripe's events are a few kilobytes; what is longer is not read to its end, and never hashed. */
const LARGEST_EVENT_BYTES = 262_144;

/** A plain object, which our server hands to Node as it is; `Response.json` would make a `Headers` of it. */
const HEADERS = { "content-type": "application/json", "cache-control": "no-store" };

/** Stripe's signed events: verify → claim → apply → answer. No session, no cookie, no cross-site check: the signature is the protection. */
export async function POST(request: Request): Promise<Response> {
  try {
    if (!["", "identity"].includes(request.headers.get("content-encoding") ?? "")) throw unsupportedMediaType();
    const body = await readAtMost(request, LARGEST_EVENT_BYTES);
    if (body === "too-large") throw tooLarge();
    const { outcome } = await receiveWebhook(body, request.headers.get("stripe-signature"));
    return new Response(JSON.stringify({ received: true, outcome }), { headers: HEADERS });
  } catch (error) {
    return problemResponse(refusalOf(error, { method: "POST", route: "/api/webhooks/stripe" }), languageOf(request));
  }
}

const refuseMethod = (request: Request): Response => problemResponse(methodNotAllowed(["POST"]), languageOf(request));

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as HEAD,
  refuseMethod as OPTIONS,
  refuseMethod as PATCH,
  refuseMethod as PUT,
};
