import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import pg from "pg";
import { type Manner, pay } from "./pay.ts";
import { isSigned, type SignedEvent } from "./signature.ts";

/**
 * Limit (c): the least program that answers Stripe. It checks the signature, reads the event and changes what the payment must
 * change (payment.ts); no framework, no validation, no decision, no log.
 */
const { DATABASE_URL = "", DATABASE_POOL_SIZE = "", STRIPE_WEBHOOK_SECRET = "", MANNER = "statements" } = process.env;
const manner: Manner = MANNER === "function" ? "function" : "statements";

const pool = new pg.Pool({ connectionString: DATABASE_URL, max: Number(DATABASE_POOL_SIZE) });
// Between two slices its database is taken away; the pool connects again.
pool.on("error", () => {});

const server = createServer(async (request, response) => {
  try {
    const body = await buffer(request);
    if (!isSigned(body, String(request.headers["stripe-signature"]), STRIPE_WEBHOOK_SECRET))
      return void response.writeHead(400).end();
    // Signed by the bench, which writes events of this shape.
    const event = JSON.parse(body.toString("utf8")) as SignedEvent;
    const intent = event.data.object;
    const client = await pool.connect();
    try {
      await pay(client, manner, {
        event: event.id,
        intent: intent.id,
        order: intent.metadata.orderId,
        cart: intent.metadata.sessionId,
      });
    } finally {
      client.release();
    }
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ received: true, outcome: "processed" }));
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe
  console.log(`Bare server ready on http://127.0.0.1:${port}`);
});
