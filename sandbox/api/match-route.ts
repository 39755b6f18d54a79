import { StripeError } from "../core/stripe-error";
import { ROUTES, type Route } from "./routes";

type Compiled = { route: Route; segments: readonly string[] };
const COMPILED: readonly Compiled[] = ROUTES.map((route) => ({
  route,
  segments: route.path.split("/"),
}));

/** Fixed paths stand before the ones with `:id` in the table, so the first match is the right one. */
export function matchRoute(method: string, path: string): { route: Route; id: string } {
  const asked = path.split("/").map(decode);
  for (const { route, segments } of COMPILED) {
    if (route.method !== method || segments.length !== asked.length) continue;
    const matches = segments.every((segment, index) => segment === ":id" || segment === asked[index]);
    if (matches) return { route, id: asked[segments.indexOf(":id")] ?? "" };
  }
  throw new StripeError(
    404,
    {
      type: "invalid_request_error",
      message: `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
    },
    { began: false },
  );
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
