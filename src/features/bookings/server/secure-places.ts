import { and, inArray, isNull, lt } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { holds } from "@/db/schema/bookings";
import { statement } from "@/db/statement";
import { THE_CART, valuesOf, type WhichCart } from "@/features/cart/server/session";
import { takeHold } from "./take-hold";

export type PlaceWanted = {
  lineId: string;
  cartItemId: string | null;
  stageId: string | null;
  baptemeId: string | null;
};

/** A hold that is kept for one of these lines or items, locked. */
export type FoundHold = {
  id: string;
  orderLineId: string | null;
  cartItemId: string | null;
  stageId: string | null;
  baptemeId: string | null;
  expiresAt: Date | null;
};

/**
 * A place for each line whose money has arrived: the hold that its order keeps; else the one of the same cart item, even if a
 * newer order of that cart keeps it (it is the same person's place, and that order is being closed); else a new one, if any is
 * left. Returns the hold's id by line id; a line without is not in it.
 */
export async function securePlaces(
  tx: Tx,
  wanted: PlaceWanted[],
  found: FoundHold[],
  now: Date,
): Promise<Map<string, string>> {
  const places = new Map<string, string>();
  const missing: PlaceWanted[] = [];
  for (const place of wanted) {
    const own = found.find((hold) => hold.orderLineId === place.lineId);
    const ofItem = found.find(
      (hold) =>
        place.cartItemId !== null &&
        hold.cartItemId === place.cartItemId &&
        hold.stageId === place.stageId &&
        hold.baptemeId === place.baptemeId &&
        hold.expiresAt !== null &&
        (hold.orderLineId !== null || hold.expiresAt > now),
    );
    const hold = own ?? ofItem;
    if (hold) places.set(place.lineId, hold.id);
    else missing.push(place);
  }

  // Stages and slots are locked by id, like everywhere else.
  for (const place of missing.toSorted((a, b) => activityOf(a).localeCompare(activityOf(b)))) {
    const taken = await takeHold(
      tx,
      {
        ...(place.stageId !== null && { stageId: place.stageId }),
        ...(place.baptemeId !== null && { baptemeId: place.baptemeId }),
        orderLineId: place.lineId,
        expiresAt: null,
      },
      now,
    );
    if (taken !== "sold_out") places.set(place.lineId, taken.holdId);
  }
  return places;
}

const activityOf = (place: PlaceWanted): string => place.stageId ?? place.baptemeId ?? "";

/**
 * The places that an order kept, when it can no longer be paid or its money could not honour these lines: back to everybody, or
 * left to the cart items until their time.
 */
export async function letGoOfOrderPlaces(
  tx: Tx,
  lineIds: string[],
  then: "released" | "left-to-the-cart",
): Promise<void> {
  if (lineIds.length === 0) return;
  const ofOrder = inArray(holds.orderLineId, lineIds);
  if (then === "released") {
    await tx.delete(holds).where(ofOrder);
    return;
  }
  await tx.delete(holds).where(and(ofOrder, isNull(holds.cartItemId)));
  await tx.update(holds).set({ orderLineId: null }).where(ofOrder);
}

/**
 * The places that a cart's items hold, locked by id. The caller has locked the cart: until the end nobody clears one of them away,
 * even if its time runs out this moment, so no stage or slot needs to be locked for it.
 */
export async function lockPlacesOfCart(tx: Tx, which: WhichCart): Promise<void> {
  await lockOfCart(tx, valuesOf(which));
}

const lockOfCart = statement(
  "lock-holds-of-cart",
  `select id from holds
   where cart_item_id = any (array(select id from cart_items where cart_session_id = ${THE_CART}))
   order by id
   for update`,
);

/** After a failed attempt: each place stays until its old time or `until`, whichever is later. */
export async function extendOrderPlaces(tx: Tx, lineIds: string[], until: Date): Promise<void> {
  if (lineIds.length === 0) return;
  await tx
    .update(holds)
    .set({ expiresAt: until })
    .where(and(inArray(holds.orderLineId, lineIds), lt(holds.expiresAt, until)));
}
