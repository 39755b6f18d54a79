import type { Tx } from "@/db/client";
import {
  type Activity,
  deleteLapsedHolds,
  extendHoldOfItem,
  getPlacesForUpdate,
  insertHoldIfPlaceLeft,
} from "./hold-queries";

export type Place = Activity & {
  cartItemId?: string | null | undefined;
  orderLineId?: string | null | undefined;
  expiresAt: Date | null;
};
export type TakenPlace = { holdId: string } | "sold_out";

/**
 * Takes one place of a stage or a baptême, if one is left once the lapsed holds are gone. Whoever takes several in one
 * transaction does so in the order of the activities' ids: each stays locked until the end.
 */
export async function takeHold(tx: Tx, place: Place, now: Date): Promise<TakenPlace> {
  const places = await getPlacesForUpdate(tx, place);
  if (places === null) return "sold_out";
  return takeLockedPlace(tx, place, places, now);
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
  const places = await getPlacesForUpdate(tx, place);
  if (places === null) return "sold_out";
  const holdId = await extendHoldOfItem(tx, place.cartItemId, place.expiresAt);
  return holdId === null ? takeLockedPlace(tx, place, places, now) : { holdId };
}

async function takeLockedPlace(tx: Tx, place: Place, places: number, now: Date): Promise<TakenPlace> {
  await deleteLapsedHolds(tx, place, now);
  const holdId = await insertHoldIfPlaceLeft(tx, place, places, now);
  return holdId === null ? "sold_out" : { holdId };
}
