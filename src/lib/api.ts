import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context, TypedResponse } from "hono";
import type { IncomingMessage, ServerResponse } from "node:http";
import { addressOf } from "./client-address";
import { config } from "./config";
import { invalid } from "./errors";
import { fieldErrors } from "./field-errors";
import { type Language, preferredLanguage } from "./languages";

/** Node's own request and answer, when our server handles it; absent when Next alone does, and in tests. */
export type ApiEnv = { Bindings: { incoming?: IncomingMessage; outgoing?: ServerResponse } };

/**
 * A feature's routes, with paths below `/api`. What fails its schema becomes the Refusal `invalid`; nothing is answered here:
 * every refusal and every bug goes up to the one `onError` (app/api/answering.ts).
 */
export function newApi(): OpenAPIHono<ApiEnv> {
  return new OpenAPIHono<ApiEnv>({
    strict: false,
    defaultHook: (result, c) => {
      if (!result.success)
        throw invalid(fieldErrors(result.error, "data" in result ? result.data : undefined, languageOf(c.req.raw)));
    },
  });
}

/** A plain object, which our server hands to Node as it is; `c.json` with a header of ours would make a `Headers` of it. */
const JSON_HEADERS = { "content-type": "application/json" };

/** The answer 200 with JSON that is text already. */
export function jsonText<Body>(text: string): Response & TypedResponse<Body, 200, "json"> {
  // What Hono's type has besides Response is never there: it only tells the compiler what the text says.
  return new Response(text, { headers: JSON_HEADERS }) as Response & TypedResponse<Body, 200, "json">;
}

/** By `Accept-Language`; French when it does not say, or names neither. */
export const languageOf = (request: Request): Language => preferredLanguage(request.headers.get("accept-language"));

/** Whose request it is (an IPv6 network counts as one); never to be stored or logged as it is. */
export function clientAddress(c: Context<ApiEnv>): string {
  // `c.env` is undefined when a test calls `app.request()` without one.
  const socketAddress = (c.env as ApiEnv["Bindings"] | undefined)?.incoming?.socket.remoteAddress;
  return addressOf(socketAddress, c.req.header("x-forwarded-for"), config().TRUST_PROXY);
}
