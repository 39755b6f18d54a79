import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import pg from "pg";
import * as sql from "./bare-shop-statements.ts";
import { pay } from "./pay.ts";
import { isSigned, type SignedEvent } from "./signature.ts";

/** The floor under the way from cart to paid order: bare node:http, bare `pg`, the least statements, and no Stripe. */
const { DATABASE_URL = "", DATABASE_POOL_SIZE = "", STRIPE_WEBHOOK_SECRET = "" } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: Number(DATABASE_POOL_SIZE) });
// Between two slices its database is taken away; the pool connects again.
pool.on("error", () => {});

type Reply = { status: number; body: unknown; cookie?: string };
type Route = (client: pg.PoolClient, request: IncomingMessage, body: Buffer) => Promise<Reply>;

const ROUTES: Record<string, Route> = {
  "/api/cart/items": addItem,
  "/api/orders/create": createOrder,
  "/api/webhooks/stripe": receiveEvent,
};

const server = createServer(async (request, response) => {
  try {
    const route = ROUTES[request.url ?? ""];
    if (route === undefined) return void response.writeHead(404).end();
    const body = await buffer(request);
    const client = await pool.connect();
    try {
      const { status, body: answer, cookie } = await route(client, request, body);
      response.writeHead(status, {
        "content-type": "application/json",
        ...(cookie !== undefined && { "set-cookie": `cart_session=${cookie}; Path=/; HttpOnly` }),
      });
      response.end(JSON.stringify(answer));
    } finally {
      client.release();
    }
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe
  console.log(`Bare shop ready on http://127.0.0.1:${port}`);
});

const parse = <T>(body: Buffer): T => JSON.parse(body.toString("utf8")) as T; // only the bench asks

type Item = { stageId?: string; baptemeId?: string; participant: unknown };
type Offer = { stage_type: string | null; price_cents: string; deposit_cents: string };

async function addItem(client: pg.PoolClient, request: IncomingMessage, body: Buffer): Promise<Reply> {
  const { stageId = null, baptemeId = null, participant } = parse<Item>(body);
  const given = tokenOf(request);
  const token = given ?? randomBytes(32).toString("base64url");
  await client.query({ name: "begin", text: "begin" });
  const cartId = await idFrom(client, given === undefined ? sql.OPEN_CART : sql.LOCK_CART, [hashOf(token)]);
  const [offer] = (await client.query<Offer>({ ...sql.READ_OFFER, values: [stageId, baptemeId] })).rows;
  if (offer === undefined) throw new Error("there is no such activity");
  const itemId = await idFrom(client, sql.INSERT_ITEM, [cartId, stageId, offer.stage_type, baptemeId, participant]);
  await client.query({ ...sql.INSERT_HOLD, values: [stageId, baptemeId, itemId] });
  const [price, deposit] = [Number(offer.price_cents), Number(offer.deposit_cents)];
  await client.query({ ...sql.RECORD_SHOWN, values: [cartId, deposit, price - deposit] });
  await client.query({ name: "commit", text: "commit" });
  return { status: 201, body: { item: { id: itemId }, cart: { sessionId: cartId } }, cookie: token };
}

type PricedItem = { id: string; price_cents: number; deposit_cents: number };

async function createOrder(client: pg.PoolClient, request: IncomingMessage, body: Buffer): Promise<Reply> {
  const { customer } = parse<{ customer: unknown }>(body);
  const hash = hashOf(tokenOf(request) ?? "");
  const cartId = await idFrom(client, sql.FIND_CART, [hash]);
  await client.query({ name: "begin", text: "begin" });
  await idFrom(client, sql.LOCK_CART, [hash]);
  await client.query({ ...sql.FIND_PAYABLE, values: [cartId] });
  await client.query({ ...sql.LOCK_STAGE, values: [cartId] });
  await client.query({ ...sql.LOCK_BAPTEME, values: [cartId] });
  const { rows: items } = await client.query<PricedItem>({ ...sql.READ_CART, values: [cartId] });
  const subtotal = items.reduce((sum, item) => sum + item.price_cents, 0);
  const dueNow = items.reduce((sum, item) => sum + item.deposit_cents, 0);
  const fingerprint = createHash("sha256").update(JSON.stringify(items)).digest("base64url");
  const { rows: made } = await client.query<{ id: string; number: string }>({
    ...sql.INSERT_ORDER,
    values: [cartId, fingerprint, customer, subtotal, dueNow, subtotal - dueNow],
  });
  const [order] = made;
  if (order === undefined) throw new Error("the order was not made");
  await client.query({
    ...sql.INSERT_LINES,
    values: [
      order.id,
      cartId,
      items.map(({ id }) => id),
      items.map(({ price_cents }) => price_cents),
      items.map(({ deposit_cents }) => deposit_cents),
    ],
  });
  const paymentId = await idFrom(client, sql.INSERT_PAYMENT, [order.id, dueNow]);
  await client.query({ ...sql.INSERT_ALLOCATIONS, values: [paymentId, order.id] });
  await client.query({ ...sql.KEEP_PLACES, values: [order.id] });
  await client.query({ name: "commit", text: "commit" });

  const paymentIntentId = `pi_${paymentId.replaceAll("-", "")}`;
  await client.query({ ...sql.LINK_PAYMENT_INTENT, values: [paymentId, paymentIntentId] });
  return {
    status: 201,
    body: {
      order: { id: order.id, number: order.number, status: "PENDING", totalCents: subtotal, dueNowCents: dueNow },
      payment: { paymentIntentId, amountCents: dueNow, currency: "eur" },
    },
  };
}

async function receiveEvent(client: pg.PoolClient, request: IncomingMessage, body: Buffer): Promise<Reply> {
  if (!isSigned(body, String(request.headers["stripe-signature"]), STRIPE_WEBHOOK_SECRET))
    return { status: 400, body: {} };
  const event = parse<SignedEvent>(body);
  const { id: intent, metadata } = event.data.object;
  await pay(client, "statements", { event: event.id, intent, order: metadata.orderId, cart: metadata.sessionId });
  return { status: 200, body: { received: true, outcome: "processed" } };
}

/** The id of the one row that a statement gives. */
async function idFrom(client: pg.PoolClient, statement: { name: string; text: string }, values: unknown[]) {
  const { rows } = await client.query<{ id: string }>({ ...statement, values });
  const [row] = rows;
  if (row === undefined) throw new Error(`${statement.name} found nothing`);
  return row.id;
}

const tokenOf = (request: IncomingMessage): string | undefined =>
  /cart_session=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1];
const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();
