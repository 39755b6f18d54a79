import { db } from "@/db/client";
import { now } from "@/lib/clock";
import { log } from "@/lib/log";
import { endOrder } from "./end-order";
import { findOrdersToClose } from "./queries";

/** Few enough that a batch ends within a minute even when Stripe is slow. */
const BATCH = 20;

/** Orders whose time to pay is over: cancelled at Stripe first, then let go. One that fails waits by itself; the others go on. */
export async function closeUnpaidOrders(): Promise<number> {
  const due = await findOrdersToClose(db(), now(), BATCH);
  let ended = 0;
  for (const orderId of due) {
    try {
      if ((await endOrder(orderId, "expired", "EXPIRY")) !== "not-due") ended += 1;
    } catch (error) {
      log.warn({ error, orderId }, "an unpaid order could not be closed yet");
    }
  }
  return ended;
}
