import { and, eq, isNotNull, isNull, lte, sql, type SQL } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { baptemes, stages } from "@/db/schema/catalogue";
import { holds } from "@/db/schema/bookings";
import { newId } from "@/db/schema/columns";

/** One of the two, exactly. */
export type Activity = { stageId?: string | null | undefined; baptemeId?: string | null | undefined };

/** Nothing needs this place any more: not a booking, not an order that can still be paid, not a cart whose time still runs. */
export const isLapsed = (now: Date): SQL | undefined => and(isNull(holds.orderLineId), isNotNull(holds.expiresAt), lte(holds.expiresAt, now));

/** Its places, or null when there is no such stage or slot. NO KEY UPDATE: foreign keys may go on pointing here meanwhile. */
export async function getPlacesForUpdate(tx: Tx, activity: Activity): Promise<number | null> {
  const { stageId, baptemeId } = activity;
  if (stageId) {
    const [stage] = await tx.select({ places: stages.places }).from(stages).where(eq(stages.id, stageId)).for("no key update");
    return stage?.places ?? null;
  }
  if (baptemeId) {
    const [bapteme] = await tx.select({ places: baptemes.places }).from(baptemes).where(eq(baptemes.id, baptemeId)).for("no key update");
    return bapteme?.places ?? null;
  }
  throw new Error("a hold is for a stage or a baptême");
}

/** Rows that another transaction is at are passed over: it may be giving them more time this very moment. */
export async function deleteLapsedHolds(tx: Tx, activity: Activity, now: Date): Promise<void> {
  const lapsed = tx.select({ id: holds.id }).from(holds).where(and(isFor(activity), isLapsed(now))).for("update", { skipLocked: true });
  await tx.delete(holds).where(sql`${holds.id} in ${lapsed}`);
}

export async function insertHoldIfPlaceLeft(
  tx: Tx,
  hold: Activity & { cartItemId?: string | null | undefined; orderLineId?: string | null | undefined; expiresAt: Date | null },
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

const isFor = ({ stageId, baptemeId }: Activity): SQL => (stageId ? eq(holds.stageId, stageId) : sql`${holds.baptemeId} = ${baptemeId}`);
