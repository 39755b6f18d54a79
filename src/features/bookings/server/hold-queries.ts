import { and, inArray, isNotNull, isNull, or, sql, type SQL } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { baptemes, stages } from "@/db/schema/catalogue";
import { holds } from "@/db/schema/bookings";
import { newId } from "@/db/schema/columns";
import { statement } from "@/db/statement";

/** One of the two, exactly. */
export type Activity = { stageId?: string | null | undefined; baptemeId?: string | null | undefined };

/** Nothing needs this place any more: not a booking, not an order that can still be paid, not a cart whose time still runs. `now` follows. */
const IS_LAPSED = "holds.order_line_id is null and holds.expires_at is not null and holds.expires_at <=";

export const isLapsed = (now: Date): SQL => sql`(${sql.raw(IS_LAPSED)} ${now}::timestamptz)`;

/** What is asked of a stage and of a slot alike. In plain SQL: everybody who fills a cart comes here. */
const statementsFor = (table: "stages" | "baptemes", column: "stage_id" | "bapteme_id") => ({
  lock: statement<{ places: number }>(`lock-${table}`, `select places from ${table} where id = $1 for no key update`),
  clear: statement(
    `clear-lapsed-holds-of-${table}`,
    `delete from holds
     where id in (
       select id from holds
       where ${column} = $1 and ${IS_LAPSED} $2::timestamptz
       for update skip locked
     )`,
  ),
  insert: statement<{ id: string }>(
    `insert-hold-of-${table}`,
    `insert into holds (id, ${column}, cart_item_id, order_line_id, expires_at, created_at)
     select $2::uuid, $1::uuid, $3::uuid, $4::uuid, $5::timestamptz, $6::timestamptz
     where (select count(*) from holds where ${column} = $1) < (select places from ${table} where id = $1)
     returning id`,
  ),
});

const OF_STAGES = statementsFor("stages", "stage_id");
const OF_BAPTEMES = statementsFor("baptemes", "bapteme_id");

function statementsOf({ stageId, baptemeId }: Activity) {
  if (stageId) return { id: stageId, ...OF_STAGES };
  if (baptemeId) return { id: baptemeId, ...OF_BAPTEMES };
  throw new Error("a hold is for a stage or a baptême");
}

/** NO KEY UPDATE: foreign keys may go on pointing here meanwhile. */
export async function lockActivity(tx: Tx, activity: Activity): Promise<void> {
  const { id, lock } = statementsOf(activity);
  await lock(tx, [id]);
}

/** Rows that another transaction is at are passed over: it may be giving them more time this very moment. */
export async function deleteLapsedHolds(tx: Tx, activity: Activity, now: Date): Promise<void> {
  const { id, clear } = statementsOf(activity);
  await clear(tx, [id, now]);
}

/** Null when every place is taken, and when there is no such stage or slot. The caller has locked it. */
export async function insertHoldIfPlaceLeft(
  tx: Tx,
  hold: Activity & {
    cartItemId?: string | null | undefined;
    orderLineId?: string | null | undefined;
    expiresAt: Date | null;
  },
  now: Date,
): Promise<string | null> {
  const { id, insert } = statementsOf(hold);
  const [row] = await insert(tx, [id, newId(), hold.cartItemId, hold.orderLineId, hold.expiresAt, now]);
  return row?.id ?? null;
}

/** Never shortens it. Null when the item has no hold any more. */
export async function extendHoldOfItem(tx: Tx, cartItemId: string, expiresAt: Date): Promise<string | null> {
  const [hold] = await extend(tx, [cartItemId, expiresAt]);
  return hold?.id ?? null;
}

const extend = statement<{ id: string }>(
  "extend-hold-of-item",
  `update holds set expires_at = greatest(expires_at, $2::timestamptz)
   where cart_item_id = $1 and expires_at is not null
   returning id`,
);

/** Not those that an order or a booking needs. */
export async function deleteHoldsOfItems(tx: Tx, cartItemIds: string[]): Promise<void> {
  await tx
    .delete(holds)
    .where(and(inArray(holds.cartItemId, cartItemIds), isNull(holds.orderLineId), isNotNull(holds.expiresAt)));
}

/**
 * Stages and slots where something has lapsed, locked. One that is locked already is passed over: whoever is at it is taking a
 * place there, and clears it first.
 */
export async function lockActivitiesWithLapsedHolds(
  tx: Tx,
  most: number,
  now: Date,
): Promise<{ stageIds: string[]; baptemeIds: string[] }> {
  const lapsed = tx
    .select({ stageId: holds.stageId, baptemeId: holds.baptemeId })
    .from(holds)
    .where(isLapsed(now))
    .orderBy(holds.expiresAt)
    .limit(most)
    .as("lapsed");
  const stageRows = await tx
    .select({ id: stages.id })
    .from(stages)
    .where(inArray(stages.id, tx.select({ id: lapsed.stageId }).from(lapsed)))
    .orderBy(stages.id)
    .for("no key update", { skipLocked: true });
  const baptemeRows = await tx
    .select({ id: baptemes.id })
    .from(baptemes)
    .where(inArray(baptemes.id, tx.select({ id: lapsed.baptemeId }).from(lapsed)))
    .orderBy(baptemes.id)
    .for("no key update", { skipLocked: true });
  return { stageIds: stageRows.map(({ id }) => id), baptemeIds: baptemeRows.map(({ id }) => id) };
}

export async function deleteLapsedHoldsOf(
  tx: Tx,
  { stageIds, baptemeIds }: { stageIds: string[]; baptemeIds: string[] },
  most: number,
  now: Date,
): Promise<number> {
  const ofThem = or(inArray(holds.stageId, stageIds), inArray(holds.baptemeId, baptemeIds));
  const lapsed = tx
    .select({ id: holds.id })
    .from(holds)
    .where(and(ofThem, isLapsed(now)))
    .limit(most)
    .for("update", { skipLocked: true });
  const { rowCount } = await tx.delete(holds).where(inArray(holds.id, lapsed));
  return rowCount ?? 0;
}
