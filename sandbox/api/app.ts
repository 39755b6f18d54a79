import { setTimeout as sleep } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Api } from "./perform";
import type { WireAnswer } from "./wire";

export type Bindings = { Bindings: Partial<HttpBindings> };

/** Stripe's own requests are a few kilobytes. */
const MAX_BODY_BYTES = 1024 * 1024;

export function apiApp(api: Api, baseUrl: () => string): Hono<Bindings> {
  const app = new Hono<Bindings>();
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES }));
  app.all("/v1/*", async (c) => {
    const url = new URL(c.req.url);
    const inBody = c.req.method === "POST" || c.req.method === "PUT";
    const answer = await api.perform({
      method: c.req.method,
      path: url.pathname.replace(/\/$/, ""),
      encoded: [url.search.slice(1), inBody ? await c.req.text() : ""].filter(Boolean).join("&"),
      header: (name) => c.req.header(name),
      baseUrl: baseUrl(),
    });
    return send(answer, c.env.outgoing);
  });
  return app;
}

async function send(answer: WireAnswer, outgoing: HttpBindings["outgoing"] | undefined): Promise<Response> {
  if (answer.kind === "answer") return new Response(answer.body, { status: answer.status, headers: answer.headers });
  if (answer.afterMs > 0) await sleep(answer.afterMs, undefined, { ref: false });
  // Closing the socket without a byte is what a lost answer looks like to the client.
  if (!outgoing) throw new Error("The sandbox closed the connection without an answer");
  outgoing.socket?.destroy();
  return RESPONSE_ALREADY_SENT;
}
