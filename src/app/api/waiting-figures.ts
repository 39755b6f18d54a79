import { sql } from "drizzle-orm";
import { db, pool } from "@/db/client";
import { WORKLIST_KINDS } from "@/db/schema/operations";
import { PARKED_STATUSES } from "@/db/schema/processed-webhook-events";
import { now } from "@/lib/clock";
import { log } from "@/lib/log";
import { metrics } from "@/lib/metrics";

/** Several scrapers, or an impatient one, cost the database one reading in this time. */
const FRESH_MS = 5_000;

/** A scrape that waits longer is given up by Prometheus; the counters of this process are worth more than these figures. */
const PATIENCE_MS = 2_000;

type Figures = {
  parked: Record<string, number>;
  oldestParked: string | null;
  worklist: Record<string, number>;
  alerts: number;
  oldestUnpaid: string | null;
  emailsDue: number;
  emailsLater: number;
  emailsDead: number;
  oldestEmail: string | null;
  refunds: number;
  oldestRefund: string | null;
};

let reading: Promise<void> | undefined;
let readAt = Number.NEGATIVE_INFINITY;

/** Brings the gauges up to date. Never throws and never takes long: `envol_database_up` tells when it could not. */
export async function refreshWaitingFigures(): Promise<void> {
  const { connections } = metrics().waiting;
  const { totalCount, idleCount, waitingCount } = pool();
  connections.set({ state: "idle" }, idleCount);
  connections.set({ state: "busy" }, totalCount - idleCount);
  connections.set({ state: "waiting" }, waitingCount);
  if (performance.now() - readAt < FRESH_MS) return;
  // One reading at a time, however long it takes; who asks meanwhile waits for the same one.
  reading ??= readAndShow().finally(() => {
    reading = undefined;
  });
  let timer: NodeJS.Timeout | undefined;
  const impatience = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      metrics().waiting.databaseUp.set(0);
      resolve();
    }, PATIENCE_MS);
  });
  await Promise.race([reading, impatience]);
  clearTimeout(timer);
}

async function readAndShow(): Promise<void> {
  try {
    show(await readFigures(now()), now());
    readAt = performance.now();
    metrics().waiting.databaseUp.set(1);
  } catch (error) {
    log.warn({ error }, "the figures of /metrics could not be read");
    metrics().waiting.databaseUp.set(0);
  }
}

/**
 * One round trip. All of it is small or found by a partial index, as are the orders that can be paid; a join would tempt PostgreSQL to
 * read all payments there ever were.
 */
async function readFigures(at: Date): Promise<Figures> {
  const { rows } = await db().execute<{ figures: Figures }>(sql`
    select json_build_object(
      'parked', (select coalesce(json_object_agg(status, many), '{}') from (select status, count(*) as many from parked_events where status <> 'DONE' group by status) by_status),
      'oldestParked', (select min(received_at) from parked_events where status = 'WAITING'),
      'worklist', (select coalesce(json_object_agg(kind, many), '{}') from (select kind, count(*) as many from worklist_entries where closed_at is null group by kind) by_kind),
      'alerts', (select count(*) from alerts where acknowledged_at is null),
      'oldestUnpaid', (select min((select min(created_at) from payments
          where order_id = orders.id and method = 'STRIPE' and stripe_payment_intent_id is not null))
        from orders where payable_until is not null),
      'emailsDue', (select count(*) from emails where status = 'WAITING' and not_before <= ${at}),
      'emailsLater', (select count(*) from emails where status = 'WAITING' and not_before > ${at}),
      'emailsDead', (select count(*) from emails where status = 'DEAD'),
      'oldestEmail', (select min(not_before) from emails where status = 'WAITING' and not_before <= ${at}),
      'refunds', (select count(*) from refunds where status = 'REQUESTED'),
      'oldestRefund', (select min(created_at) from refunds where status = 'REQUESTED')
    ) as figures`);
  const figures = rows[0]?.figures;
  if (figures === undefined) throw new Error("the database gave no figures");
  return figures;
}

function show(figures: Figures, at: Date): void {
  const gauges = metrics().waiting;
  const secondsSince = (instant: string | null) =>
    instant === null ? 0 : Math.max(0, (at.getTime() - Date.parse(instant)) / 1_000);
  for (const status of PARKED_STATUSES) {
    if (status !== "DONE") gauges.parkedEvents.set({ status }, figures.parked[status] ?? 0);
  }
  for (const kind of WORKLIST_KINDS) gauges.worklist.set({ kind }, figures.worklist[kind] ?? 0);
  gauges.oldestParkedSeconds.set(secondsSince(figures.oldestParked));
  gauges.alerts.set(figures.alerts);
  gauges.oldestUnpaidSeconds.set(secondsSince(figures.oldestUnpaid));
  gauges.emails.set({ state: "due" }, figures.emailsDue);
  gauges.emails.set({ state: "later" }, figures.emailsLater);
  gauges.emails.set({ state: "dead" }, figures.emailsDead);
  gauges.oldestEmailSeconds.set(secondsSince(figures.oldestEmail));
  gauges.refunds.set(figures.refunds);
  gauges.oldestRefundSeconds.set(secondsSince(figures.oldestRefund));
}
