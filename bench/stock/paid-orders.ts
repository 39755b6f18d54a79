import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { paidOrderTables, type Season } from "./paid-order-tables";

/** Tables are filled side by side: one for each core that two cores and PostgreSQL's own work leave. */
const CONNECTIONS = 2;

/** All within the days for which processed events are kept, so that no job of the product finds anything to clear away. */
const SEASON_DAYS = 85;

export type Filled = { orders: number; seconds: number };

/**
 * Fills a migrated database with paid orders of three booked lines (two stages, one baptême with video), as the webhook and the
 * worker leave them once the e-mails are sent and the carts have been removed. `npm run invariants` holds on the result. Triggers
 * and foreign keys are off while filling, and a crash would lose it: this is preparation, nothing of it is measured. Once for
 * each database. The user of `url` must be a superuser.
 */
export async function fillPaidOrders(url: string, orders: number): Promise<Filled> {
  const begun = performance.now();
  const season: Season = { orders, endsAt: new Date(Date.now() - 3_600_000), days: SEASON_DAYS };
  const tables = paidOrderTables(season);
  await sideBySide(url, tables, "set session_replication_role = replica; set synchronous_commit = off; set jit = off");
  await settle(url);
  return { orders, seconds: (performance.now() - begun) / 1_000 };
}

async function sideBySide(url: string, statements: string[], settings = ""): Promise<void> {
  const left = [...statements];
  const workOff = () =>
    onConnection(url, async (client) => {
      await client.query(settings);
      for (let next = left.shift(); next !== undefined; next = left.shift()) await client.query(next);
    });
  await Promise.all(Array.from({ length: CONNECTIONS }, workOff));
}

/** What autovacuum would do in its own time, and in the middle of a measurement. */
async function settle(url: string): Promise<void> {
  await onConnection(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "select relid::regclass::text as name from pg_stat_user_tables order by pg_table_size(relid) desc",
    );
    await sideBySide(
      url,
      rows.map(({ name }) => `vacuum (analyze, parallel 0) ${name}`),
    );
    await client.query("checkpoint");
  });
  // Its writes have reached the disk's queue; a moment later they have left it.
  await sleep(200);
}

async function onConnection<T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}
