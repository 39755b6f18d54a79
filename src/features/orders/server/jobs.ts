import { db } from "@/db/client";
import { now } from "@/lib/clock";
import { inLanes } from "@/lib/lanes";
import { log } from "@/lib/log";
import { endOrder } from "./end-order";
import { findOrdersToClose } from "./queries";

/** Few enough that a batch ends within a minute even when Stripe is slow. */
const BATCH = 20;
/** Two questions to Stripe each, which allows 25 a second in test mode, 100 in live mode, and has the shop's to answer as well. */
const ENDED_AT_ONCE = 4;

/** Orders whose time to pay is over: cancelled at Stripe first, then let go. One that fails waits by itself; the others go on. */
export async function closeUnpaidOrders(endedAtOnce = ENDED_AT_ONCE): Promise<number> {
  const due = await findOrdersToClose(db(), now(), BATCH);
  let ended = 0;
  await inLanes(endedAtOnce, due, async (orderId) => {
    try {
      if ((await endOrder(orderId, "expired", "EXPIRY")) !== "not-due") ended += 1;
    } catch (error) {
      log.warn({ error, orderId }, "an unpaid order could not be closed yet");
    }
  });
  return ended;
}
