import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { newId } from "@/db/schema/columns";
import { worklistEntries, type WorklistKind } from "@/db/schema/operations";

export type WorklistEntry = {
  kind: WorklistKind;
  /** The same fact told twice is one entry. */
  dedupeKey: string;
  orderId?: string | undefined;
  paymentId?: string | undefined;
  details: Record<string, unknown>;
};

/** Puts something before the staff that a program must not decide. Told again, it stays as it is, closed or open. */
export async function addToWorklist(tx: Reader, entry: WorklistEntry, now: Date): Promise<void> {
  await tx
    .insert(worklistEntries)
    .values({
      id: newId(),
      kind: entry.kind,
      dedupeKey: entry.dedupeKey,
      orderId: entry.orderId ?? null,
      paymentId: entry.paymentId ?? null,
      details: entry.details,
      openedAt: now,
    })
    .onConflictDoNothing({ target: worklistEntries.dedupeKey });
}

/** Closes what has settled itself, such as a contradiction that a true success has answered; it belongs to that success' payment now. */
export async function closeWorklistEntries(
  tx: Reader,
  paymentId: string | null,
  dedupeKeys: string[],
  resolution: string,
  now: Date,
): Promise<void> {
  await tx
    .update(worklistEntries)
    .set({ closedAt: now, resolution, ...(paymentId !== null && { paymentId }) })
    .where(and(inArray(worklistEntries.dedupeKey, dedupeKeys), isNull(worklistEntries.closedAt)));
}

export async function findOpenWorklistEntries(reader: Reader, limit: number) {
  return reader
    .select({
      id: worklistEntries.id,
      kind: worklistEntries.kind,
      orderId: worklistEntries.orderId,
      paymentId: worklistEntries.paymentId,
      details: worklistEntries.details,
      openedAt: worklistEntries.openedAt,
    })
    .from(worklistEntries)
    .where(isNull(worklistEntries.closedAt))
    .orderBy(asc(worklistEntries.openedAt))
    .limit(limit);
}

/** A member of staff says what was done about it. Returns false when there is no such open entry. */
export async function resolveWorklistEntry(
  reader: Reader,
  id: string,
  resolution: string,
  now: Date,
): Promise<boolean> {
  const closed = await reader
    .update(worklistEntries)
    .set({ closedAt: now, resolution })
    .where(and(eq(worklistEntries.id, id), isNull(worklistEntries.closedAt)))
    .returning({ id: worklistEntries.id });
  return closed.length === 1;
}
