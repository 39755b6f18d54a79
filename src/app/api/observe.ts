import type { Context, MiddlewareHandler } from "hono";
import type { ApiEnv } from "@/lib/api";
import { metrics } from "@/lib/metrics";
import { API_POLICY } from "@/lib/security-headers";
import { headersOfEveryAnswer } from "@/lib/surroundings";
import { routeOf } from "./route-of";

/** Around every answer of the API: security headers, no copies in caches unless the route allows them, and the time it took. */
export const observe: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const startedAt = performance.now();
  // `c.env` is undefined when a test calls `app.request()` without one.
  const outgoing = (c.env as ApiEnv["Bindings"] | undefined)?.outgoing;
  // Node's own answer takes them cheaply, and what the route says of itself replaces them there. To open the headers of a web
  // Response costs more than all the rest of the way through Hono.
  if (outgoing) for (const [name, value] of headersOfAnswers()) outgoing.setHeader(name, value);
  await next();
  if (!outgoing) addHeaders(c);
  metrics().requests.observe(
    { route: routeOf(c) ?? "none", method: knownMethod(c.req.method), status: c.res.status },
    (performance.now() - startedAt) / 1_000,
  );
};

let kept: { common: readonly [string, string][]; headers: readonly [string, string][] } | undefined;

/** Unless the route says otherwise. */
function headersOfAnswers(): readonly [string, string][] {
  const common = headersOfEveryAnswer();
  if (kept?.common !== common)
    kept = {
      common,
      headers: [
        ...common,
        ["content-security-policy", API_POLICY],
        ["cross-origin-resource-policy", "same-origin"],
        ["cache-control", "no-store"],
      ],
    };
  return kept.headers;
}

/** Under a platform that only knows Next there is no answer of Node's. */
function addHeaders(c: Context<ApiEnv>): void {
  const { headers } = c.res;
  for (const [name, value] of headersOfAnswers()) if (!headers.has(name)) headers.set(name, value);
}

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Anybody can invent methods, and each would be a time series. */
const knownMethod = (method: string): string => (METHODS.has(method) ? method : "other");
