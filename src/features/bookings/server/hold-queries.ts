import { and, eq, inArray, isNotNull, isNull, lte, or, sql, type SQL } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { baptemes, stages } from "@/db/schema/catalogue";
import { holds } from "@/db/schema/bookings";
import { newId } from "@/db/schema/columns";

/** One of the two, exactly. */
export type Activity = { stageId?: string | null | undefined; baptemeId?: string | null | undefined };

/** Nothing needs this place any more: not a booking, not an order that can still be paid, not a cart whose time still runs. */
export const isLapsed = (now: Date): SQL | undefined =>
  and(isNull(holds.orderLineId), isNotNull(holds.expiresAt), lte(holds.expiresAt, now));

/** Its places, or null when there is no such stage or slot. NO KEY UPDATE: foreign keys may go on pointing here meanwhile. */
export async function getPlacesForUpdate(tx: Tx, activity: Activity): Promise<number | null> {
  const { stageId, baptemeId } = activity;
  if (stageId) {
    const [stage] = await tx
      .select({ places: stages.places })
      .from(stages)
      .where(eq(stages.id, stageId))
      .for("no key update");
    return stage?.places ?? null;
  }
  if (baptemeId) {
    const [bapteme] = await tx
      .select({ places: baptemes.places })
      .from(baptemes)
      .where(eq(baptemes.id, baptemeId))
      .for("no key update");
    return bapteme?.places ?? null;
  }
  throw new Error("a hold is for a stage or a baptême");
}

/** Rows that another transaction is at are passed over: it may be giving them more time this very moment. */
export async function deleteLapsedHolds(tx: Tx, activity: Activity, now: Date): Promise<void> {
  const lapsed = tx
    .select({ id: holds.id })
    .from(holds)
    .where(and(isFor(activity), isLapsed(now)))
    .for("update", { skipLocked: true });
  await tx.delete(holds).where(inArray(holds.id, lapsed));
}

export async function insertHoldIfPlaceLeft(
  tx: Tx,
  hold: Activity & {
    cartItemId?: string | null | undefined;
    orderLineId?: string | null | undefined;
    expiresAt: Date | null;
  },
  places: number,
  now: Date,
): Promise<string | null> {
  const id = newId();
  const { rowCount } = await tx.execute(sql`
    insert into holds (id, stage_id, bapteme_id, cart_item_id, order_line_id, expires_at, created_at)
    select ${id}::uuid, ${hold.stageId ?? null}::uuid, ${hold.baptemeId ?? null}::uuid, ${hold.cartItemId ?? null}::uuid,
      ${hold.orderLineId ?? null}::uuid, ${hold.expiresAt}::timestamptz, ${now}::timestamptz
    where (select count(*) from ${holds} where ${isFor(hold)}) < ${places}`);
  return rowCount === 1 ? id : null;
}

/** Never shortens it. Null when the item has no hold any more. */
export async function extendHoldOfItem(tx: Tx, cartItemId: string, expiresAt: Date): Promise<string | null> {
  const [hold] = await tx
    .update(holds)
    .set({ expiresAt: sql`greatest(${holds.expiresAt}, ${expiresAt}::timestamptz)` })
    .where(and(eq(holds.cartItemId, cartItemId), isNotNull(holds.expiresAt)))
    .returning({ id: holds.id });
  return hold?.id ?? null;
}

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

const isFor = ({ stageId, baptemeId }: Activity): SQL =>
  stageId ? eq(holds.stageId, stageId) : sql`${holds.baptemeId} = ${baptemeId}`;
