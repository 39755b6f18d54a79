import { setTimeout as sleep } from "node:timers/promises";
import { createRoute, z } from "@hono/zod-openapi";
import { expect, test, vi } from "vitest";
import { newApi } from "@/lib/api";
import { Refusal } from "@/lib/errors";
import { log } from "@/lib/log";
import { apiOf } from "./api-of";

const flights = newApi()
  .openapi(
    createRoute({
      method: "post",
      path: "/flights",
      request: {
        body: { required: true, content: { "application/json": { schema: z.strictObject({ kg: z.number() }) } } },
      },
      responses: {
        201: { description: "taken", content: { "application/json": { schema: z.object({ kg: z.number() }) } } },
      },
    }),
    (c) => c.json(c.req.valid("json"), 201),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/flights/{id}",
      request: { params: z.object({ id: z.string() }) },
      responses: { 200: { description: "one" } },
    }),
    (c) => c.json({ id: c.req.valid("param").id }),
  )
  .openapi(createRoute({ method: "delete", path: "/flights/{id}", responses: { 204: { description: "gone" } } }), (c) =>
    c.body(null, 204),
  )
  .openapi(
    createRoute({ method: "post", path: "/flights/{id}/hold", responses: { 200: { description: "held" } } }),
    (c) => c.json({ held: true }),
  )
  .openapi(
    createRoute({ method: "get", path: "/broken/{secret}", responses: { 200: { description: "never" } } }),
    () => {
      throw new Error("a password: hunter2");
    },
  )
  .openapi(createRoute({ method: "get", path: "/outage", responses: { 200: { description: "never" } } }), () => {
    throw Object.assign(new Error("connect ECONNREFUSED 10.0.0.7:5432"), { code: "ECONNREFUSED" });
  })
  .openapi(createRoute({ method: "get", path: "/paid", responses: { 200: { description: "never" } } }), () => {
    throw new Refusal(
      "order_already_paid",
      409,
      { fr: "Déjà payée.", en: "Paid already." },
      { orderId: "o-1", retryAfterSeconds: 1.2 },
    );
  })
  .openapi(createRoute({ method: "get", path: "/slow", responses: { 200: { description: "late" } } }), async (c) => {
    await sleep(2_000);
    return c.json({});
  });

const webhook = async (request: Request) => Response.json({ length: (await request.arrayBuffer()).byteLength });
const api = apiOf({ features: [flights], webhook, handlerTimeoutMs: 100 });

const json = { "content-type": "application/json" };
const post = (body: BodyInit | undefined, headers: Record<string, string> = json, path = "/api/flights") =>
  api.request(path, { method: "POST", headers, ...(body !== undefined && { body }) });

test("a refusal becomes a problem document with what the client can act on", async () => {
  const answer = await api.request("/api/paid", { headers: { "accept-language": "en" } });

  expect(answer.status).toBe(409);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(answer.headers.get("retry-after")).toBe("2");
  expect(await answer.json()).toEqual({
    type: "urn:envol:problem:order_already_paid",
    title: "Order already paid",
    status: 409,
    code: "order_already_paid",
    detail: "Paid already.",
    orderId: "o-1",
  });
});

test("a bug is answered 500 and logged with its route, and neither tells what it knew", async () => {
  const logged = vi.spyOn(log, "error").mockImplementation(() => {});

  const answer = await api.request("/api/broken/GIFT-CODE-1234");

  expect(answer.status).toBe(500);
  const text = await answer.text();
  expect(JSON.parse(text)).toMatchObject({ code: "internal", status: 500 });
  expect(text).not.toMatch(/hunter2|Error/);
  expect(logged).toHaveBeenCalledOnce();
  expect(logged.mock.calls[0]?.[0]).toMatchObject({ method: "GET", route: "/api/broken/:secret" });
  expect(JSON.stringify(logged.mock.calls[0]?.[0])).not.toContain("GIFT-CODE-1234");
  logged.mockRestore();
});

test("an outage of the database is 503 with a time to come back, and names no host", async () => {
  const answer = await api.request("/api/outage");

  expect(answer.status).toBe(503);
  expect(answer.headers.get("retry-after")).toBe("2");
  const text = await answer.text();
  expect(JSON.parse(text)).toMatchObject({ code: "database_unavailable" });
  expect(text).not.toContain("10.0.0.7");
});

test("a handler that hangs is answered 503", async () => {
  const answer = await api.request("/api/slow");

  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ code: "database_unavailable" });
});

test.each(["/api", "/api/nothing", "/api/flights/1/2", "/api/FLIGHTS", "/api/%2e%2e"])(
  "%s is not found",
  async (path) => {
    const answer = await api.request(path);

    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: "not_found", type: "urn:envol:problem:not_found" });
  },
);

test.each([
  ["PUT", "/api/flights", "POST"],
  ["GET", "/api/flights/", "POST"],
  ["OPTIONS", "/api/flights/1", "GET, HEAD, DELETE"],
  ["PATCH", "/api/flights/1", "GET, HEAD, DELETE"],
  ["GET", "/api/webhooks/stripe", "POST"],
  ["OPTIONS", "/api/webhooks/stripe/", "POST"],
  ["POST", "/api/health/live", "GET, HEAD"],
  ["DELETE", "/metrics", "GET, HEAD"],
])("%s %s is not allowed, and the answer says what is [M9]", async (method, path, allowed) => {
  const answer = await api.request(path, { method });

  expect(answer.status).toBe(405);
  expect(answer.headers.get("allow")).toBe(allowed);
  expect(await answer.json()).toMatchObject({ code: "method_not_allowed" });
});

test("an unknown address is not found whatever is sent to it", async () => {
  expect((await post("x".repeat(100_000), { "content-type": "text/plain" }, "/api/nothing")).status).toBe(404);
});

test("an address answers with and without a slash at its end [D17]", async () => {
  expect((await api.request("/api/flights/7/")).status).toBe(200);
  expect(await (await api.request("/api/flights/7")).json()).toEqual({ id: "7" });
  expect((await post('{"kg":1}', json, "/api/flights/")).status).toBe(201);
  expect((await post("{}", json, "/api/webhooks/stripe/")).status).toBe(200);
});

test("HEAD answers like GET without a body", async () => {
  const answer = await api.request("/api/flights/7", { method: "HEAD" });

  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe("");
});

test.each(["application/json", "application/json; charset=utf-8", "Application/JSON"])(
  "a write in %s is read",
  async (contentType) => {
    expect((await post('{"kg":80}', { "content-type": contentType })).status).toBe(201);
  },
);

test.each([
  [{ "content-type": "text/plain" }],
  [{ "content-type": "application/x-www-form-urlencoded" }],
  [{ "content-type": "application/jsonp" }],
  [{ "content-type": "application/problem+json" }],
  [{ "content-type": "application/json", "content-encoding": "gzip" }],
])("a write with %o is refused as of an unsupported type", async (headers) => {
  const answer = await post('{"kg":80}', headers);

  expect(answer.status).toBe(415);
  expect(await answer.json()).toMatchObject({ code: "unsupported_media_type" });
});

test("a body without a type is refused, a write without a body needs none", async () => {
  expect((await post(Buffer.from('{"kg":80}'), {})).status).toBe(415);
  expect((await post(undefined, {}, "/api/flights/1/hold")).status).toBe(200);
  expect((await api.request("/api/flights/1", { method: "DELETE" })).status).toBe(204);
  expect((await post(undefined, {})).status).toBe(422);
});

test("a form of another site cannot write even without a body", async () => {
  const answer = await post(undefined, { "sec-fetch-site": "cross-site" }, "/api/flights/1/hold");

  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ code: "unauthorized" });
  expect((await post(undefined, { "content-type": "text/plain" }, "/api/flights/1/hold")).status).toBe(415);
  expect((await post(undefined, { "sec-fetch-site": "same-origin" }, "/api/flights/1/hold")).status).toBe(200);
});

test.each(["", "{", '{"kg":80', "\u0000", "kg=80", "[".repeat(60_000)])(
  "a body that is not JSON (%j) is unreadable",
  async (body) => {
    const answer = await post(body);

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: "unreadable" });
  },
);

test.each([
  "null",
  "[]",
  '"kg"',
  "{}",
  '{"kg":"80"}',
  '{"kg":80,"more":1}',
  '{"kg":80,"__proto__":{"kg":1}}',
  '{"kg":80,"constructor":{"prototype":1}}',
])("JSON of another shape (%s) is invalid, and changes no prototype", async (body) => {
  const answer = await post(body);

  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({
    code: "invalid",
    errors: [{ path: expect.any(String), message: expect.any(String) }],
  });
  expect(({} as { kg?: unknown }).kg).toBeUndefined();
});

test("a body above 64 kB is too large, one below is read", async () => {
  const padded = (bytes: number) => `{"kg":80${" ".repeat(bytes - 9)}}`;

  expect((await post(padded(65_536))).status).toBe(201);
  const answer = await post(padded(65_537));
  expect(answer.status).toBe(413);
  expect(await answer.json()).toMatchObject({ code: "too_large" });
});

test("an address longer than any of ours is too large", async () => {
  expect((await api.request(`/api/flights/7?${"x".repeat(5_000)}`)).status).toBe(413);
});

test("the webhook stands before the guards: any type, more than 64 kB, from anywhere [M9]", async () => {
  const answer = await post(
    "x".repeat(100_000),
    { "content-type": "text/plain", "sec-fetch-site": "cross-site" },
    "/api/webhooks/stripe",
  );

  expect(await answer.json()).toEqual({ length: 100_000 });
});

test.each(["/api/flights/7", "/api/nothing", "/api/outage", "/metrics", "/api/health/live"])(
  "%s carries the security headers",
  async (path) => {
    const { headers } = await api.request(path);

    expect(Object.fromEntries(headers)).toMatchObject({
      "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "strict-origin-when-cross-origin",
      "cross-origin-opener-policy": "same-origin-allow-popups",
      "cross-origin-resource-policy": "same-origin",
      "permissions-policy": expect.stringContaining("camera=()"),
      "cache-control": "no-store",
    });
  },
);

test.each(["identity", "gzip, chunked", "xchunked", ""])(
  "a request in the transfer coding «%s» is unreadable, and not carried out",
  async (coding) => {
    const remove = (headers: Record<string, string>) =>
      api.request("/api/flights/7", { method: "DELETE", headers: { ...json, ...headers } });

    const refused = await remove({ "transfer-encoding": coding });

    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ code: "unreadable" });
    expect((await remove({ "transfer-encoding": "Chunked" })).status).toBe(204);
  },
);
