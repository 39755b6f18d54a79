import type { MiddlewareHandler } from "hono";
import type { ApiEnv } from "@/lib/api";
import { metrics } from "@/lib/metrics";
import { API_POLICY } from "@/lib/security-headers";
import { headersOfEveryAnswer } from "@/lib/surroundings";
import { routeOf } from "./route-of";

/** Around every answer of the API: security headers, no copies in caches unless the route allows them, and the time it took. */
export const observe: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const startedAt = performance.now();
  await next();
  const { headers, status } = c.res;
  for (const [name, value] of headersOfEveryAnswer()) headers.set(name, value);
  if (!headers.has("content-security-policy")) headers.set("content-security-policy", API_POLICY);
  headers.set("cross-origin-resource-policy", "same-origin");
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  metrics().requests.observe(
    { route: routeOf(c) ?? "none", method: knownMethod(c.req.method), status },
    (performance.now() - startedAt) / 1_000,
  );
};

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Anybody can invent methods, and each would be a time series. */
const knownMethod = (method: string): string => (METHODS.has(method) ? method : "other");
