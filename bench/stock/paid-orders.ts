import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { fill } from "./fill";
import { paidOrderTables, type Season } from "./paid-order-tables";

/** All within the days for which processed events are kept, so that no job of the product finds anything to clear away. */
const SEASON_DAYS = 85;

export type Filled = { orders: number; seconds: number };

/**
 * Fills a migrated database with paid orders of three booked lines (two stages, one baptême with video), as the webhook and the
 * worker leave them once the e-mails are sent and the carts have been removed. `npm run invariants` holds on the result. Once for
 * each database. The user of `url` must be a superuser.
 */
export async function fillPaidOrders(url: string, orders: number): Promise<Filled> {
  const begun = performance.now();
  const season: Season = { orders, endsAt: new Date(Date.now() - 3_600_000), days: SEASON_DAYS };
  await fill(url, paidOrderTables(season));
  await checkpoint(url);
  return { orders, seconds: (performance.now() - begun) / 1_000 };
}

/** Else it would come in the middle of a measurement. */
async function checkpoint(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("checkpoint");
  } finally {
    await client.end();
  }
  // Its writes have reached the disk's queue; a moment later they have left it.
  await sleep(200);
}
