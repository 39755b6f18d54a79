import { createRoute, z } from "@hono/zod-openapi";
import { afterEach, beforeEach, expect, test } from "vitest";
import { pool } from "@/db/client";
import { newApi } from "@/lib/api";
import { setConfig } from "@/lib/config";
import { databaseUnavailable, Refusal } from "@/lib/errors";
import { apiOf } from "./api-of";

const RIGHT = "RIGHT";

const cart = newApi()
  .openapi(
    createRoute({
      method: "post",
      path: "/cart/gift-cards",
      request: {
        body: { required: true, content: { "application/json": { schema: z.strictObject({ code: z.string() }) } } },
      },
      responses: { 200: { description: "used" } },
    }),
    (c) => {
      const { code } = c.req.valid("json");
      if (code === "AWAY") throw databaseUnavailable();
      if (code !== RIGHT) throw new Refusal("gift_card_not_usable", 409, { fr: "Non.", en: "No." });
      return c.json({});
    },
  )
  .openapi(createRoute({ method: "post", path: "/orders/create", responses: { 200: { description: "made" } } }), (c) =>
    c.json({}),
  )
  .openapi(createRoute({ method: "get", path: "/cart", responses: { 200: { description: "the cart" } } }), (c) =>
    c.json({}),
  )
  .openapi(
    createRoute({ method: "delete", path: "/cart/items/{id}", responses: { 204: { description: "gone" } } }),
    (c) => c.body(null, 204),
  );

const api = apiOf({ features: [cart], webhook: async () => Response.json({}) });

const from = (address: string) => ({ "x-forwarded-for": address, "content-type": "application/json" });
const tryCode = (code: string, address: string) =>
  api.request("/api/cart/gift-cards", { method: "POST", headers: from(address), body: JSON.stringify({ code }) });
const statuses = async (count: number, one: () => Response | Promise<Response>) => {
  const seen: number[] = [];
  for (let i = 0; i < count; i += 1) seen.push((await one()).status);
  return seen;
};

beforeEach(async () => {
  await pool().query("delete from rate_limits");
  setConfig({ RATE_LIMIT: "on", TRUST_PROXY: 1 });
});
afterEach(() => setConfig());

test("ten wrong codes an hour from one address, then even the right one must wait", async () => {
  expect(await statuses(10, () => tryCode("WRONG", "203.0.113.1"))).toEqual(Array.from({ length: 10 }, () => 409));

  const refused = await tryCode(RIGHT, "203.0.113.1");

  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({ code: "too_many_requests" });
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(3_500);
  expect((await tryCode(RIGHT, "203.0.113.2")).status).toBe(200);
});

test("fifty guesses at once are ten guesses", async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, async () => tryCode("WRONG", "203.0.113.3")));

  expect(answers.filter((answer) => answer.status === 409)).toHaveLength(10);
  expect(answers.filter((answer) => answer.status === 429)).toHaveLength(40);
});

test("right codes, mistakes of form and our own outages cost nothing", async () => {
  expect(await statuses(15, () => tryCode(RIGHT, "203.0.113.4"))).not.toContain(429);
  expect(await statuses(15, () => tryCode("AWAY", "203.0.113.4"))).not.toContain(429);
  expect(
    await statuses(15, () =>
      api.request("/api/cart/gift-cards", { method: "POST", headers: from("203.0.113.4"), body: "{}" }),
    ),
  ).not.toContain(429);

  expect((await tryCode("WRONG", "203.0.113.4")).status).toBe(409);
});

test("a thousand wrong codes an hour from everywhere stop all codes", async () => {
  await tryCode("WRONG", "203.0.113.5");
  await pool().query("update rate_limits set points = 1000 where key like 'wrongCodeAnywhere:%'");

  expect((await tryCode(RIGHT, "203.0.113.6")).status).toBe(429);
});

test("orders are limited before other writes are", async () => {
  const create = () => api.request("/api/orders/create", { method: "POST", headers: from("203.0.113.7") });

  expect((await statuses(21, create)).at(-1)).toBe(429);
  expect((await api.request("/api/cart/items/1", { method: "DELETE", headers: from("203.0.113.7") })).status).toBe(204);
});

test("any write is limited, reading and the webhook are not", async () => {
  const remove = () => api.request("/api/cart/items/1", { method: "DELETE", headers: from("203.0.113.8") });
  const seen = await statuses(61, remove);

  expect(seen.slice(0, 60)).not.toContain(429);
  expect(seen.at(-1)).toBe(429);
  expect(await statuses(70, () => api.request("/api/cart", { headers: from("203.0.113.8") }))).not.toContain(429);
  expect(
    await statuses(70, () => api.request("/api/webhooks/stripe", { method: "POST", headers: from("203.0.113.8") })),
  ).not.toContain(429);
});

test("an address that our proxy did not see is not believed", async () => {
  const remove = (forged: string) =>
    api.request("/api/cart/items/1", { method: "DELETE", headers: from(`${forged}, 203.0.113.9`) });

  for (let i = 0; i < 60; i += 1) await remove(`198.51.100.${i}`);

  expect((await remove("198.51.100.200")).status).toBe(429);
});
