import { hostname } from "node:os";
import { sql } from "drizzle-orm";
import { db, syncClock } from "@/db/client";
import { raiseAlert } from "@/features/staff/server/raise-alert";
import { now } from "@/lib/clock";
import { log } from "@/lib/log";
import { metrics } from "@/lib/metrics";

/** Beyond this, Stripe's signatures (5 minutes) and this machine's other programs are close to disagreeing with us. */
const MOST_SKEW_MS = 120_000;

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** What is wrong with the address that visitors and Stripe are given; a redirect there would lose webhooks. Only its shape is looked at. */
export function publicUrlTroubles(text: string): string[] {
  const url = new URL(text);
  const troubles: string[] = [];
  if (url.protocol !== "https:" && !LOOPBACK.has(url.hostname))
    troubles.push("it should begin with https://: Stripe delivers live events nowhere else");
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "")
    troubles.push("it should be an origin without a path: links are made from it");
  if (url.username !== "" || url.password !== "")
    troubles.push("it should carry no user name or password: it stands in every e-mail");
  return troubles;
}

/** A commit that the disk has not confirmed can be lost, and a payment with it. */
export async function warnAboutDurability(): Promise<void> {
  const { rows } = await db().execute<{ commit: string; fsync: string }>(
    sql`select current_setting('synchronous_commit') as commit, current_setting('fsync') as fsync`,
  );
  if (rows[0]?.commit === "off")
    log.warn("PostgreSQL runs with synchronous_commit=off: a crash can lose payments that were answered as processed");
  if (rows[0]?.fsync === "off")
    log.warn("PostgreSQL runs with fsync=off: a crash of its machine can destroy the database");
}

/** Takes the database's time as ours, and tells when this machine's own clock is far from it. */
export async function followDatabaseClock(): Promise<void> {
  const aheadMs = await syncClock();
  metrics().clockAhead.set(aheadMs / 1_000);
  if (Math.abs(aheadMs) <= MOST_SKEW_MS) return;
  const aheadSeconds = Math.round(aheadMs / 1_000);
  await raiseAlert(
    db(),
    { kind: "CLOCK_SKEW", dedupeKey: `clock-skew:${hostname()}`, details: { machine: hostname(), aheadSeconds } },
    now(),
  );
}
