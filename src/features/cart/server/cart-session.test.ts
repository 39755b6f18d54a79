import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { apiOf } from "@/app/api/api-of";
import { db } from "@/db/client";
import { cartSessions } from "@/db/schema/cart-sessions";
import { stages } from "@/db/schema/catalogue";
import { addMinutes, now, setClock } from "@/lib/clock";
import { setConfig } from "@/lib/config";
import { givenCart, givenParticipant, givenStage } from "../../../../tests/support/given";
import { visitorOf } from "../../../../tests/support/visitor";
import { cartRoutes } from "./route";

const api = apiOf({ features: [cartRoutes] });
const participant = givenParticipant();

beforeEach(() => setClock(new Date("2027-03-10T12:00:00Z")));
afterEach(() => {
  setClock();
  setConfig();
});

async function sessionRow(sessionId: string) {
  const [row] = await db().select().from(cartSessions).where(eq(cartSessions.id, sessionId));
  return row;
}

test("who has no cart yet sees an empty one, and nothing is stored", async () => {
  const before = await db().$count(cartSessions);

  const answer = await visitorOf(api).get("/cart");

  expect(answer).toMatchObject({
    status: 200,
    body: {
      sessionId: null,
      items: [],
      giftCards: [],
      totals: { subtotalCents: 0, giftCardCents: 0, dueNowCents: 0, balanceCents: 0 },
    },
  });
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(await db().$count(cartSessions)).toBe(before);
});

test("the first item opens the cart; its cookie is for our server alone and only its hash is kept", async () => {
  const stage = await givenStage();
  const visitor = visitorOf(api, { language: "en-GB" });

  const answer = await visitor.post("/cart/items", { type: "STAGE", stageId: stage.id, participant });

  const [cookie] = answer.headers.getSetCookie();
  expect(cookie).toMatch(/^cart_session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
  const token = visitor.cookie?.split("=")[1] ?? "";
  const row = await sessionRow(answer.body.cart.sessionId);
  expect(row?.tokenHash).toEqual(createHash("sha256").update(token).digest());
  expect(row?.locale).toBe("en");
  expect((await visitor.get("/cart")).body).toEqual(answer.body.cart);
});

test("on https the cookie travels over https alone, whoever ends TLS", async () => {
  const { cookie } = await givenCart();
  const setCookieOf = async (url: string, headers: Record<string, string> = {}) =>
    (await api.request(url, { headers: { cookie, ...headers } })).headers.get("set-cookie");

  expect(await setCookieOf("http://localhost:3000/api/cart")).not.toContain("Secure");
  expect(await setCookieOf("https://school.example/api/cart")).toContain("; Secure");
  setConfig({ PUBLIC_URL: "https://school.example" });
  expect(await setCookieOf("http://localhost:3000/api/cart")).toContain("; Secure");
  setConfig();
  expect(await setCookieOf("http://localhost:3000/api/cart", { "x-forwarded-proto": "https" })).not.toContain("Secure");
  setConfig({ TRUST_PROXY: 1 });
  expect(await setCookieOf("http://localhost:3000/api/cart", { "x-forwarded-proto": "https" })).toContain("; Secure");
});

test("a cookie lasts as long as carts do, however long that is set to", async () => {
  const visitor = visitorOf(api, await givenCart());

  setConfig({ CART_DAYS: 2 });
  expect((await visitor.get("/cart")).headers.get("set-cookie")).toContain("Max-Age=172800;");
  setConfig({ CART_DAYS: 1_000 });
  expect((await visitor.get("/cart")).headers.get("set-cookie")).toContain("Max-Age=34560000;");
});

test.each(["cart_session=forged", `cart_session=${"A".repeat(43)}`, "cart_session=", "cart_session=%00%27", "other=1"])(
  "a cookie that we never made opens nothing, and the first item replaces it: %s",
  async (cookie) => {
    const stage = await givenStage();
    const visitor = visitorOf(api, { cookie });

    expect((await visitor.get("/cart")).body.sessionId).toBeNull();
    expect((await visitor.post("/cart/items", { type: "STAGE", stageId: stage.id, participant })).status).toBe(201);
    expect(visitor.cookie).not.toBe(cookie);
    expect((await visitor.get("/cart")).body.items).toHaveLength(1);
  },
);

test("the public id of a cart does not open it [M14]", async () => {
  const { sessionId } = await givenCart();

  expect((await visitorOf(api, { cookie: `cart_session=${sessionId}` }).get("/cart")).body.sessionId).toBeNull();
});

test("an item of another visitor's cart cannot be touched, nor told from one that never was", async () => {
  const theirs = await givenCart();
  const itemId = theirs.items[0]?.id;
  const visitor = visitorOf(api, await givenCart());
  const stranger = visitorOf(api);

  for (const one of [visitor, stranger]) {
    expect(await one.patch(`/cart/items/${itemId}`, { participant })).toMatchObject({
      status: 404,
      body: { code: "not_found" },
    });
    expect(await one.post(`/cart/items/${itemId}/hold`)).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await one.delete(`/cart/items/${itemId}`)).toMatchObject({ status: 404, body: { code: "not_found" } });
  }
  expect((await visitorOf(api, theirs).get("/cart")).body.items).toHaveLength(1);
});

test.each(["nonsense", "01234567-89ab-7def-8123-456789abcdef", "%00", "1%27%20or%201=1"])(
  "an item that does not exist is not found: %s",
  async (itemId) => {
    const visitor = visitorOf(api, await givenCart());

    expect((await visitor.patch(`/cart/items/${itemId}`, { participant })).status).toBe(404);
    expect((await visitor.post(`/cart/items/${itemId}/hold`)).status).toBe(404);
    expect((await visitor.delete(`/cart/items/${itemId}`)).status).toBe(404);
  },
);

test("what an answer shows is what an order may take", async () => {
  const stage = await givenStage();
  const visitor = visitorOf(api);

  const { sessionId } = (await visitor.post("/cart/items", { type: "STAGE", stageId: stage.id, participant })).body
    .cart;
  expect(await sessionRow(sessionId)).toMatchObject({ shownDueNowCents: 10_000, shownBalanceCents: 35_000 });

  await db().update(stages).set({ priceCents: 50_000, depositCents: 12_000 }).where(eq(stages.id, stage.id));
  expect(await sessionRow(sessionId)).toMatchObject({ shownDueNowCents: 10_000, shownBalanceCents: 35_000 });

  expect((await visitor.get("/cart")).body.totals).toMatchObject({ dueNowCents: 12_000, balanceCents: 38_000 });
  expect(await sessionRow(sessionId)).toMatchObject({ shownDueNowCents: 12_000, shownBalanceCents: 38_000 });
});

test("reading a cart keeps it alive, and is written down once an hour", async () => {
  const cart = await givenCart();
  const opened = now();
  const visitor = visitorOf(api, cart);

  setClock(addMinutes(opened, 59));
  await visitor.get("/cart");
  expect((await sessionRow(cart.sessionId))?.lastUsedAt).toEqual(opened);

  setClock(addMinutes(opened, 61));
  await visitor.get("/cart");
  expect((await sessionRow(cart.sessionId))?.lastUsedAt).toEqual(addMinutes(opened, 61));
});

test("two tabs that open the shop together make two carts, each whole", async () => {
  const stage = await givenStage();
  const item = { type: "STAGE", stageId: stage.id, participant };

  const answers = await Promise.all([
    visitorOf(api).post("/cart/items", item),
    visitorOf(api).post("/cart/items", item),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  expect(new Set(answers.map(({ body }) => body.cart.sessionId)).size).toBe(2);
  for (const { body } of answers) expect(body.cart.items).toHaveLength(1);
});
