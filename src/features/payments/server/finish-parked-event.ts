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
  if (finished.length > 0) await closeEntryOfDeadEvent(reader, id, now);
}

export const closeEntryOfDeadEvent = (reader: Reader, id: string, now: Date): Promise<void> =>
  closeWorklistEntries(reader, null, [`event-dead:${id}`], "the event was processed after all", now);
