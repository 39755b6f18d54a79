import type { MiddlewareHandler } from "hono";
import type { Bindings } from "./app";

const OWN_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i;

/** A site whose name is made to point to this machine would be of the same origin as the page: its name gives it away. */
export const ownHostOnly: MiddlewareHandler<Bindings> = async (c, next) => {
  const host = c.req.header("host") ?? new URL(c.req.url).host;
  if (!OWN_HOST.test(host)) return c.text("This page answers on 127.0.0.1 and localhost only.", 403);
  return next();
};
