import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { bookings, holds } from "@/db/schema/bookings";
import { newId } from "@/db/schema/columns";

export type PlaceToBook = { lineId: string; holdId: string; stageId: string | null; baptemeId: string | null };
export type Booked = { id: string; orderLineId: string };

/**
 * Holds become bookings. The rows of the places only change, so no stage or slot is locked and a payment never waits for
 * another buyer. The database refuses a second booking for a line.
 */
export async function bookPlaces(tx: Tx, orderId: string, places: PlaceToBook[], now: Date): Promise<Booked[]> {
  if (places.length === 0) return [];
  const rows = sql.join(
    places.map((place) => sql`(${place.holdId}::uuid, ${place.lineId}::uuid)`),
    sql`, `,
  );
  await tx.execute(sql`
    update ${holds} set expires_at = null, cart_item_id = null, order_line_id = booked.line_id
    from (values ${rows}) as booked (hold_id, line_id)
    where ${holds.id} = booked.hold_id`);
  return tx
    .insert(bookings)
    .values(
      places.map((place) => ({
        id: newId(),
        orderId,
        orderLineId: place.lineId,
        holdId: place.holdId,
        stageId: place.stageId,
        baptemeId: place.baptemeId,
        createdAt: now,
      })),
    )
    .returning({ id: bookings.id, orderLineId: bookings.orderLineId });
}
