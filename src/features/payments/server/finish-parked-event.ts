import { and, eq, ne } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { parkedEvents } from "@/db/schema/processed-webhook-events";
import { closeWorklistEntries } from "@/features/staff/server/worklist";

/** Nobody needs to look at this event any more: its row is done, and the entry that called it dead is closed. */
export async function finishParkedEvent(reader: Reader, id: string, now: Date): Promise<void> {
  const finished = await reader
    .update(parkedEvents)
    .set({ status: "DONE", updatedAt: now })
    .where(and(eq(parkedEvents.id, id), ne(parkedEvents.status, "DONE")))
    .returning({ id: parkedEvents.id });
  if (finished.length === 0) return;
  const { dedupeKey, resolution } = entryOfDeadEvent(id);
  await closeWorklistEntries(reader, null, [dedupeKey], resolution, now);
}

/** The staff's entry of an event that was given up, and what closes it. */
export const entryOfDeadEvent = (id: string) => ({
  dedupeKey: `event-dead:${id}`,
  resolution: "the event was processed after all",
});
