import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { transaction } from "@/db/transaction";
import { addMs, DAY_MS, now } from "@/lib/clock";
import { dateIn } from "@/lib/time-zone";
import { extendCalendar, findFirstDates, offerSlots, offerStages } from "./catalogue";
import { addBookedPlaces, addDemoOrders } from "./demo-orders";
import { addPastOrders, LARGE_ORDERS, planPast } from "./large-orders";
import { noRows, type OrderRows, writeOrderRows } from "./order-rows";
import { openSchool, STAGE_PLACES, TIME_ZONE } from "./school";
import { addDays, type PlannedStage } from "./season";

export type SeedSize = "small" | "large";
export type SeedReport = {
  school: boolean;
  stages: number;
  slots: number;
  orders: number;
  bookings: number;
  giftCards: number;
};

/** Two seeds at once would both find the database empty. */
const SEED_LOCK = 735_002;
/** Processed events are kept for so long by default; older ones would be the first thing that the worker removes. */
const EVENT_DAYS = 90;

/**
 * Fills what a believable school lacks, in one transaction: all of it, or nothing. Run again, it adds the days that have come
 * into sight since, and nothing else; `large` also fills the past with ten thousand orders, once. Returns what it made.
 * @throws SchoolIsNotOurs when the database belongs to a school that the seed did not make.
 */
export async function seed(size: SeedSize, orders = LARGE_ORDERS): Promise<SeedReport> {
  return transaction((tx) => fill(tx, size, orders));
}

async function fill(tx: Tx, size: SeedSize, orders: number): Promise<SeedReport> {
  // The limits are for visitors; ten thousand orders take seconds to plan and to write on a busy machine.
  await tx.execute(
    sql`set local lock_timeout = 0; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0`,
  );
  await tx.execute(sql`select pg_advisory_xact_lock(${SEED_LOCK})`);
  const at = now();
  const today = dateIn(TIME_ZONE, at);
  const rows = noRows();

  const isNew = await openSchool(tx);
  const calendar = await extendCalendar(tx, today);
  if (isNew) addDemoOrders(rows, calendar, today, at);
  await fillStages(
    tx,
    rows,
    calendar.stages.filter((stage) => stage.startDate > today),
    at,
  );
  const past =
    size === "large" && !(await hasLargePast(tx))
      ? await addPast(tx, rows, today, orders, at)
      : { stages: 0, slots: 0 };
  await writeOrderRows(tx, rows);
  // Else the first measurement would be of PostgreSQL's guesses about tables that were empty a moment ago.
  if (rows.orders.length > 0) await tx.execute(sql`analyze`);

  return {
    school: isNew,
    stages: calendar.stages.length + past.stages,
    slots: calendar.slots.length + past.slots,
    orders: rows.orders.length,
    bookings: rows.bookings.length,
    giftCards: rows.giftCards.length,
  };
}

/** One coming stage is full and one has a single place left; if none is, some that have just been put on sale become so. */
async function fillStages(tx: Tx, rows: OrderRows, fresh: PlannedStage[], at: Date): Promise<void> {
  const left = await findPlacesLeft(tx, dateIn(TIME_ZONE, at));
  const free = [...fresh];
  for (const wantedLeft of [1, 0]) {
    if (left.has(wantedLeft)) continue;
    // Not the very next ones: whoever opens the shop finds those free.
    const [stage] = free.splice(Math.min(3, free.length - 1), 1);
    if (stage) addBookedPlaces(rows, stage, STAGE_PLACES - wantedLeft, at);
  }
}

async function findPlacesLeft(tx: Tx, today: string): Promise<Set<number>> {
  const { rows } = await tx.execute<{ left: number }>(sql`
    select distinct (s.places - (select count(*) from holds h where h.stage_id = s.id))::int as left
    from stages s where s.start_date > ${today}`);
  return new Set(rows.map((row) => row.left));
}

async function hasLargePast(tx: Tx): Promise<boolean> {
  const { rows } = await tx.execute<{ found: boolean }>(
    sql`select exists (select from orders where cart_fingerprint like 'seed/large/%') as found`,
  );
  return rows[0]?.found === true;
}

async function addPast(
  tx: Tx,
  rows: OrderRows,
  today: string,
  orders: number,
  at: Date,
): Promise<{ stages: number; slots: number }> {
  const first = await findFirstDates(tx, today);
  const past = planPast({ stage: addDays(first.stage, -1), slot: addDays(first.slot, -1) }, orders);
  await offerStages(tx, past.stages);
  await offerSlots(tx, past.slots);
  addPastOrders(rows, past.orders, addMs(at, -EVENT_DAYS * DAY_MS));
  return { stages: past.stages.length, slots: past.slots.length };
}
