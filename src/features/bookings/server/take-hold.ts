import type { Tx } from "@/db/client";
import {
  type Activity,
  deleteLapsedHolds,
  extendHoldOfItem,
  insertHoldIfPlaceLeft,
  lockActivity,
} from "./hold-queries";

export type Place = Activity & {
  cartItemId?: string | null | undefined;
  orderLineId?: string | null | undefined;
  expiresAt: Date | null;
};
export type TakenPlace = { holdId: string } | "sold_out";

/**
 * Takes one place of a stage or a baptême, if one is left once the lapsed holds are gone. Whoever takes several in one
 * transaction does so in the order of the activities' ids: each stays locked until the end. What everybody wants is locked late
 * and for a short time, so what follows the lock is sent with it: the server carries it out in this order.
 */
export async function takeHold(tx: Tx, place: Place, now: Date): Promise<TakenPlace> {
  const [, taken] = await Promise.all([lockActivity(tx, place), takeLockedPlace(tx, place, now)]);
  return taken;
}

/**
 * Gives a cart item its place for longer: its hold's time is extended, and a hold that lapsed but still stands is as good as a
 * new one; when it is gone, another place is taken. The activity is locked first, so that nobody clears the hold meanwhile.
 */
export async function holdAgain(
  tx: Tx,
  place: Activity & { cartItemId: string; expiresAt: Date },
  now: Date,
): Promise<TakenPlace> {
  const [, holdId] = await Promise.all([
    lockActivity(tx, place),
    extendHoldOfItem(tx, place.cartItemId, place.expiresAt),
  ]);
  return holdId === null ? takeLockedPlace(tx, place, now) : { holdId };
}

async function takeLockedPlace(tx: Tx, place: Place, now: Date): Promise<TakenPlace> {
  const left = await insertHoldIfPlaceLeft(tx, place, now);
  if (left !== null) return { holdId: left };
  // Every row is taken, but what has lapsed counts as free.
  const [, freed] = await Promise.all([deleteLapsedHolds(tx, place, now), insertHoldIfPlaceLeft(tx, place, now)]);
  return freed === null ? "sold_out" : { holdId: freed };
}
