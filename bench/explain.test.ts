import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { api } from "@/app/api/api";
import { refreshWaitingFigures } from "@/app/api/waiting-figures";
import { db } from "@/db/client";
import { closeMailServer } from "@/features/notifications/server/smtp";
import { setConfig } from "@/lib/config";
import { timetable } from "@/worker";
import { startMailServer } from "../tests/support/mail-server";
import {
  paymentCanceled,
  paymentFailed,
  paymentProcessing,
  paymentSucceeded,
  stripeDelivers,
} from "../tests/support/stripe-events";
import { openStripe, type TestStripe } from "../tests/support/stripe-sandbox";
import { visitorOf } from "../tests/support/visitor";
import { plansOf, type Plan } from "./measure/plans";
import { statementsOf } from "./measure/statements";
import { STAFF_QUESTIONS } from "./parts/staff-questions";
import { DUE_NOW_CENTS } from "./stock/carts";
import { idOf, idSql, orderNumberOf, paymentIntentOf } from "./stock/ids";
import { fillPaidOrders } from "./stock/paid-orders";
import { fillPayableOrders } from "./stock/payable-orders";
import { cookieOf, CUSTOMER, PARTICIPANT } from "./stock/visitors";

const PAID = 10_000;
const PAYABLE = 2_000;
const RARE = 5_000;
const url = () => process.env["DATABASE_URL"] ?? "";

/** What a school has more of with every order, or with every season; a query that reads all of it grows slower for ever. */
const GROWING = [
  "orders",
  "order_lines",
  "payments",
  "payment_allocations",
  "holds",
  "bookings",
  "refunds",
  "disputes",
  "gift_cards",
  "gift_card_entries",
  "emails",
  "ProcessedWebhookEvent",
  "parked_events",
  "worklist_entries",
  "alerts",
  "cart_sessions",
  "cart_items",
  "stages",
  "baptemes",
  "bapteme_categories",
];

let stripe: TestStripe;
let mail: Awaited<ReturnType<typeof startMailServer>>;

beforeAll(async () => {
  await fillPayableOrders(url(), { carts: PAYABLE });
  await fillPaidOrders(url(), PAID);
  stripe = await openStripe();
  mail = await startMailServer();
  setConfig({ SMTP_URL: mail.url });
  await fillRareThings();
  // Something to do for each job that would else be content with one look.
  await db().execute(`
    update orders set payable_until = now() - interval '1 second' where number = '${orderNumberOf(20)}';
    update payments set created_at = now() - interval '1 hour' where id = '${idOf("payment", 21)}';
    update holds set order_line_id = null, expires_at = now() - interval '1 second' where id = '${idOf("hold", 66)}';
    update "ProcessedWebhookEvent" set processed_at = now() - interval '1 year' where id = (select min(id) from "ProcessedWebhookEvent");
    update cart_sessions set last_used_at = now() - interval '1 year' where id in ('${idOf("cart", 23)}', '${idOf("cart", 24)}');`);
  // What only the daily reading of Stripe meets.
  const foreign = stripe.create({ amount: 4_200, currency: "eur", metadata: { shop: "another" } });
  stripe.confirm(foreign.id);
}, 180_000);

/**
 * What few orders bring along, but many years do: dealt with long ago and kept. And an e-mail of each kind that waits. Triggers and
 * foreign keys are off meanwhile.
 */
async function fillRareThings(): Promise<void> {
  const many = `generate_series(1, ${RARE}) n`;
  const [order, payment, line] = [idOf("order", 1), idOf("payment", 1), idOf("line", 1)];
  await withClient((client) =>
    client.query(`
      begin;
      set local session_replication_role = replica;
      insert into parked_events (id, type, status, attempts, not_before, last_error, received_at, updated_at)
        select 'evt_done_' || n, 't', 'DONE', 1, now(), 'e', now(), now() from ${many};
      insert into worklist_entries (id, kind, dedupe_key, details, opened_at, closed_at, resolution)
        select gen_random_uuid(), 'DISPUTE', 'closed:' || n, '{}', now(), now(), 'won' from ${many};
      insert into alerts (id, kind, dedupe_key, details, first_at, last_at, acknowledged_at)
        select gen_random_uuid(), 'k', 'acknowledged:' || n, '{}', now(), now(), now() from ${many};
      insert into gift_cards (id, code, kind, spec, balance_cents, recipient, issued_at, expires_at)
        select ${idSql("item", "n")}, 'CARD-' || n, 'AMOUNT', '{"kind": "AMOUNT", "amountCents": 5000}', 5000,
          jsonb_build_object('name', 'Zoé', 'email', 'zoe' || n || '@example.org'), now(), now() + interval '1 year' from ${many};
      insert into gift_card_entries (gift_card_id, kind, amount_cents, created_at)
        select ${idSql("item", "n")}, 'ISSUE', 5000, now() from ${many};
      insert into refunds (id, order_id, payment_id, amount_cents, reason, status, stripe_refund_id, created_at, updated_at)
        select ${idSql("item", "n")}, gen_random_uuid(), gen_random_uuid(), 100, 'STAFF', 'SUCCEEDED', 're_' || n, now(), now() from ${many};
      insert into disputes (stripe_dispute_id, payment_id, status, amount_cents, currency, created_at, updated_at)
        select 'dp_' || n, '${payment}', 'won', 100, 'eur', now(), now() from ${many};
      insert into emails (id, kind, order_id, subject_id, locale, not_before, created_at)
        select gen_random_uuid(), kind, '${order}', subject_id::uuid, 'fr', now(), now()
        from (values ('REFUND', '${idOf("item", 1)}'), ('PLACE_LOST', '${line}'), ('GIFT_CARD', '${idOf("item", 2)}')) waiting (kind, subject_id);
      commit;`),
  );
  await withClient((client) => client.query("vacuum analyze"));
}

afterAll(async () => {
  closeMailServer();
  await mail.close();
  await stripe.close();
  setConfig();
});

/** An order of the stock, as its events tell of it. */
const payable = (n: number) => ({
  paymentIntentId: paymentIntentOf(n),
  dueNowCents: DUE_NOW_CENTS,
  metadata: { orderId: idOf("order", n), orderNumber: orderNumberOf(n), sessionId: idOf("cart", n) },
});

const HOT_PATHS: Record<string, () => Promise<unknown>> = {
  "the webhook": async () => {
    const first = paymentSucceeded(payable(1));
    expect(await stripeDelivers(first)).toMatchObject({ outcome: "processed" });
    expect(await stripeDelivers(first)).toMatchObject({ outcome: "duplicate" });
    expect(await stripeDelivers(paymentFailed(payable(2)))).toMatchObject({ outcome: "processed" });
    expect(await stripeDelivers(paymentProcessing(payable(3)))).toMatchObject({ outcome: "processed" });
    expect(await stripeDelivers(paymentSucceeded({ ...payable(4), dueNowCents: 1 }))).toBeDefined();
    expect(await stripeDelivers(paymentCanceled({ ...payable(5), paymentIntentId: "pi_foreign" }))).toMatchObject({
      outcome: "ignored",
    });
  },
  "cart and order": async () => {
    const visitor = visitorOf(api);
    const add = (place: object) => visitor.post("/cart/items", { ...place, participant: PARTICIPANT });
    const added = await add({ type: "STAGE", stageId: idOf("stage", 1) });
    expect(added.status).toBe(201);
    await add({ type: "BAPTEME", baptemeId: idOf("bapteme", 1), category: "AVENTURE" });
    await visitor.get("/cart");
    await visitor.patch(`/cart/items/${added.body.item.id}`, { participant: { ...PARTICIPANT, weightKg: 80 } });
    await visitor.post(`/cart/items/${added.body.item.id}/hold`);
    const order = () => visitor.post("/orders/create", { customer: CUSTOMER, acceptTerms: true });
    const created = await order();
    expect(created.status).toBe(201);
    expect((await order()).status).toBe(200);
    expect((await visitor.get(`/orders/${created.body.order.id}`)).status).toBe(200);
    // As the link in an e-mail does it.
    const link = `/orders/${created.body.order.id}?token=${created.body.accessToken}`;
    expect((await visitorOf(api).get(link)).status).toBe(200);
    await visitor.delete(`/cart/items/${added.body.item.id}`);
    expect((await order()).status).toBe(201);
  },
  "the lists": async () => {
    const visitor = visitorOf(api, { cookie: cookieOf(10) });
    for (const path of [
      "/stages",
      "/baptemes",
      "/cart",
      `/stages/${idOf("stage", 1)}`,
      `/baptemes/${idOf("bapteme", 1)}`,
    ])
      await visitor.get(path);
  },
  "the worker's jobs": async () => {
    for (const { run } of timetable()) await run();
  },
  "what waits, for /metrics": refreshWaitingFigures,
  "the staff's questions": async () => {
    const known = { id: idOf("order", 1), number: orderNumberOf(1), email: CUSTOMER.email, stageId: idOf("stage", 1) };
    for (const { ask, readsAll } of STAFF_QUESTIONS) if (!readsAll) await ask(known);
  },
};

describe.each(Object.entries(HOT_PATHS))("%s", (name, walk) => {
  test("reads by an index whatever grows with the orders", async () => {
    const statements = await statementsOf(walk);
    const plans = await withClient((client) => plansOf(client, statements));

    expect(plans.length).toBeGreaterThan(0);
    expect(plans.flatMap((plan) => readsWhole(plan))).toEqual([]);
  }, 60_000);
});

const readsWhole = ({ statement, readWhole }: Plan): string[] =>
  readWhole.filter((table) => GROWING.includes(table)).map((table) => `${table} is read whole by: ${statement.text}`);

const CARELESS = [
  { how: "row by row", text: "select count(*) from orders where customer->>'email' = $1", values: ["a@b.fr"] },
  { how: "along an index", text: "select l.id from order_lines l order by l.id", values: [] },
];

test.each(CARELESS)("a query that reads a whole table $how is found", async ({ text, values }) => {
  const plans = await withClient(async (client) => {
    await client.query("set enable_sort = off");
    return plansOf(client, [{ text, values }]);
  });

  expect(plans.flatMap(readsWhole)).toEqual([expect.stringMatching(/^order(s|_lines) is read whole by/)]);
});

async function withClient<T>(run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url() });
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}
