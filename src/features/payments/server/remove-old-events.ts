import { and, eq, inArray, isNotNull, lt } from "drizzle-orm";
import { db } from "@/db/client";
import { parkedEvents, processedWebhookEvents } from "@/db/schema/processed-webhook-events";
import { addMs, DAY_MS, now } from "@/lib/clock";
import { config } from "@/lib/config";

const BATCH = 1_000;

/**
 * Records of events after 90 days (Stripe can resend for 30; after that the state of payment and order still makes a copy
 * harmless, D7), and the bodies of parked events 30 days after they were done: the row stays, what it carried goes.
 */
export async function removeOldEvents(): Promise<number> {
  const at = now();
  const { EVENT_RETENTION_DAYS, BODY_RETENTION_DAYS } = config();
  const old = db()
    .select({ id: processedWebhookEvents.id })
    .from(processedWebhookEvents)
    .where(lt(processedWebhookEvents.processedAt, addMs(at, -EVENT_RETENTION_DAYS * DAY_MS)))
    .limit(BATCH);
  const removed = await db().delete(processedWebhookEvents).where(inArray(processedWebhookEvents.id, old));

  const done = db()
    .select({ id: parkedEvents.id })
    .from(parkedEvents)
    .where(
      and(
        eq(parkedEvents.status, "DONE"),
        isNotNull(parkedEvents.rawBody),
        lt(parkedEvents.updatedAt, addMs(at, -BODY_RETENTION_DAYS * DAY_MS)),
      ),
    )
    .limit(BATCH);
  const emptied = await db().update(parkedEvents).set({ rawBody: null }).where(inArray(parkedEvents.id, done));
  return (removed.rowCount ?? 0) + (emptied.rowCount ?? 0);
}
