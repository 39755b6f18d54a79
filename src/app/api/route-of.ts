import type { Context } from "hono";
import { matchedRoutes } from "hono/route";
import type { ApiEnv } from "@/lib/api";

/** The pattern of the route that this request asks for (`/api/cart/items/:id`), or undefined when there is none. */
export function routeOf(c: Context<ApiEnv>): string | undefined {
  // Middleware is registered for all methods, routes for one.
  return matchedRoutes(c).findLast((route) => route.method !== "ALL")?.path;
}
