import { transaction } from "@/db/transaction";
import { now } from "@/lib/clock";
import { deleteLapsedHoldsOf, lockActivitiesWithLapsedHolds } from "./hold-queries";

/** Holds cleared in one batch: a few milliseconds, and no buyer waits longer for the stages and slots locked meanwhile. */
const BATCH = 200;

/**
 * Clears away places whose time is over; their items stay in the carts, marked expired. Nobody waits for this: lapsed places
 * count as free already, and whoever takes one clears it first. The activities are locked, so that a visitor who takes their
 * expired place again never finds it half cleared. Returns how many were cleared.
 */
export async function releaseLapsedHolds(): Promise<number> {
  const at = now();
  return transaction(async (tx) => {
    const activities = await lockActivitiesWithLapsedHolds(tx, BATCH, at);
    if (activities.stageIds.length + activities.baptemeIds.length === 0) return 0;
    return deleteLapsedHoldsOf(tx, activities, BATCH, at);
  });
}
