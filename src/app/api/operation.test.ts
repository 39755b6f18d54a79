import { afterEach, expect, test, vi } from "vitest";
import { sql } from "drizzle-orm";
import { db, pool } from "@/db/client";
import { newId } from "@/db/schema/columns";
import { addMinutes, now, setClock } from "@/lib/clock";
import { setConfig } from "@/lib/config";
import { apiOf } from "./api-of";
import { announceStop } from "./health";

const api = apiOf({ features: [] });
const figure = (text: string, name: string) =>
  Number(new RegExp(`^${name.replaceAll(/[{}]/g, "\\$&")} (\\S+)$`, "m").exec(text)?.[1]);
const scrape = async () => (await api.request("/metrics")).text();

afterEach(() => {
  setConfig();
  setClock();
  vi.restoreAllMocks();
});

test("alive as long as it answers", async () => {
  const answer = await api.request("/api/health/live");

  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ status: "ok" });
});

test("ready when the database answers and has every migration", async () => {
  expect((await api.request("/api/health/ready")).status).toBe(200);
});

test("not ready while a migration is missing; ready for an older version on a newer database [C15]", async () => {
  const newest = await pool().query(
    "delete from drizzle.__drizzle_migrations where created_at = (select max(created_at) from drizzle.__drizzle_migrations) returning hash, created_at",
  );

  const answer = await api.request("/api/health/ready", { headers: { "accept-language": "en" } });

  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({
    code: "database_unavailable",
    detail: expect.stringContaining("migrations"),
  });
  const { hash, created_at } = newest.rows[0] as { hash: string; created_at: string };
  await pool().query("insert into drizzle.__drizzle_migrations (hash, created_at) values ($1, $2)", [
    hash,
    Number(created_at) + 1_000_000,
  ]);
  expect((await api.request("/api/health/ready")).status).toBe(200);
});

test("not ready, and quickly so, when the database does not answer; the reason names nothing internal [B1]", async () => {
  vi.spyOn(pool(), "query").mockImplementation(() => new Promise(() => {}));

  const begun = performance.now();
  const answer = await api.request("/api/health/ready", { headers: { "accept-language": "en" } });

  expect(answer.status).toBe(503);
  expect(performance.now() - begun).toBeLessThan(3_000);
  expect(await answer.json()).toMatchObject({ detail: "The database does not answer." });
});

test("the queue before the database is shed when it is long [B2] [D11]", async () => {
  vi.spyOn(pool(), "waitingCount", "get").mockReturnValue(1_000);

  const answer = await apiOf({ features: [], webhook: async () => Response.json({}) }).request("/api/webhooks/stripe", {
    method: "POST",
  });

  expect(answer.status).toBe(503);
  expect(answer.headers.get("retry-after")).toBe("2");
});

test("figures need the token when there is one", async () => {
  setConfig({ METRICS_TOKEN: "s3cret" });

  for (const authorization of [undefined, "Bearer", "Bearer wrong", "Basic s3cret", "Bearer s3cret2", "s3cret"]) {
    const answer = await api.request("/metrics", { headers: authorization === undefined ? {} : { authorization } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    expect(await answer.json()).toMatchObject({ code: "unauthorized" });
  }
  expect((await api.request("/metrics", { headers: { authorization: "Bearer s3cret" } })).status).toBe(200);
});

test("figures tell what waits in the database", async () => {
  const at = now();
  const orderId = newId();
  const later = addMinutes(at, 60);
  await db()
    .execute(sql`insert into parked_events (id, type, status, attempts, not_before, last_error, received_at, updated_at) values
    ('evt_1', 't', 'WAITING', 1, ${at}, 'e', ${addMinutes(at, -10)}, ${at}), ('evt_2', 't', 'DEAD', 9, ${at}, 'e', ${addMinutes(at, -99)}, ${at}), ('evt_3', 't', 'DONE', 1, ${at}, 'e', ${at}, ${at})`);
  await db()
    .execute(sql`insert into orders (id, status, payable_until, cart_fingerprint, locale, terms_accepted_at, subtotal_cents, gift_card_cents, due_now_cents, balance_cents, created_at)
    values (${orderId}, 'PENDING', ${later}, 'f', 'fr', ${at}, 1000, 0, 1000, 0, ${at})`);
  await db().execute(
    sql`insert into payments (id, order_id, method, amount_cents, stripe_payment_intent_id, created_at) values (${newId()}, ${orderId}, 'STRIPE', 1000, 'pi_1', ${addMinutes(at, -5)})`,
  );
  await db()
    .execute(sql`insert into emails (id, kind, order_id, subject_id, locale, status, not_before, created_at) values
    (${newId()}, 'REFUND', ${orderId}, ${newId()}, 'fr', 'WAITING', ${addMinutes(at, -2)}, ${at}), (${newId()}, 'REFUND', ${orderId}, ${newId()}, 'fr', 'WAITING', ${later}, ${at}), (${newId()}, 'REFUND', ${orderId}, ${newId()}, 'fr', 'DEAD', ${at}, ${at})`);
  await db().execute(
    sql`insert into worklist_entries (id, kind, dedupe_key, details, opened_at, closed_at) values (${newId()}, 'DISPUTE', 'a', '{}', ${at}, null), (${newId()}, 'DISPUTE', 'b', '{}', ${at}, ${at})`,
  );
  await db().execute(
    sql`insert into alerts (id, kind, dedupe_key, details, first_at, last_at) values (${newId()}, 'X', 'x', '{}', ${at}, ${at})`,
  );

  // What was read is kept for a few seconds, and the tests before this one have asked.
  const text = await vi.waitFor(
    async () => {
      const scraped = await scrape();
      expect(figure(scraped, 'envol_parked_events{status="WAITING"}')).toBe(1);
      return scraped;
    },
    { timeout: 8_000, interval: 500 },
  );

  expect(figure(text, "envol_database_up")).toBe(1);
  expect(figure(text, 'envol_parked_events{status="DEAD"}')).toBe(1);
  expect(figure(text, 'envol_parked_events{status="FOR_STAFF"}')).toBe(0);
  expect(figure(text, "envol_parked_events_oldest_seconds")).toBeCloseTo(600, -2);
  expect(figure(text, 'envol_worklist_open{kind="DISPUTE"}')).toBe(1);
  expect(figure(text, 'envol_worklist_open{kind="LINE_LOST"}')).toBe(0);
  expect(figure(text, "envol_alerts_unacknowledged")).toBe(1);
  expect(figure(text, "envol_oldest_unpaid_payment_intent_seconds")).toBeCloseTo(300, -2);
  expect(figure(text, 'envol_emails{state="due"}')).toBe(1);
  expect(figure(text, 'envol_emails{state="later"}')).toBe(1);
  expect(figure(text, 'envol_emails{state="dead"}')).toBe(1);
  expect(figure(text, "envol_emails_oldest_due_seconds")).toBeCloseTo(120, -2);
  expect(figure(text, "envol_refunds_requested")).toBe(0);
  expect(figure(text, 'envol_database_connections{state="waiting"}')).toBe(0);
  expect(text).toContain("nodejs_eventloop_lag_seconds");
  expect(text).toContain('envol_http_request_seconds_count{route="/metrics",method="GET",status="200"}');
});

test("a database that does not answer costs a scrape two seconds and its own figure, nothing more", async () => {
  await scrape();
  await new Promise((resolve) => setTimeout(resolve, 5_100));
  vi.spyOn(pool(), "query").mockImplementation(() => new Promise(() => {}));

  const begun = performance.now();
  const text = await scrape();

  expect(performance.now() - begun).toBeLessThan(3_000);
  expect(figure(text, "envol_database_up")).toBe(0);
  expect(text).toContain("process_cpu_seconds_total");
});

// Last: a process that stops does not come back.
test("a stopping process is alive but no longer ready", async () => {
  announceStop();

  expect((await api.request("/api/health/live")).status).toBe(200);
  const answer = await api.request("/api/health/ready");
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ detail: "Ce serveur s’arrête." });
});
