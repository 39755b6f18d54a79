import { and, asc, eq, lte, sql } from "drizzle-orm";
import type { Reader, Tx } from "@/db/client";
import { emails, type EmailKind } from "@/db/schema/operations";
import type { Locale } from "@/db/schema/snapshots";
import { addMs } from "@/lib/clock";

/** An e-mail that this worker may send now. `attempts` is its number in line: a later claim has a higher one. */
export type ClaimedEmail = {
  id: string;
  kind: EmailKind;
  orderId: string;
  subjectId: string;
  locale: Locale;
  attempts: number;
};

/**
 * Takes the e-mail that has been due longest. Its next attempt is moved ahead by the lease, so that no other worker takes it
 * meanwhile, and so that it comes back by itself if this one dies.
 */
export async function claimDueEmail(tx: Tx, now: Date, leaseSeconds: number): Promise<ClaimedEmail | undefined> {
  const due = tx
    .select({ id: emails.id })
    .from(emails)
    .where(and(eq(emails.status, "WAITING"), lte(emails.notBefore, now)))
    .orderBy(asc(emails.notBefore))
    .limit(1)
    .for("update", { skipLocked: true });
  const [claimed] = await tx
    .update(emails)
    .set({ attempts: sql`${emails.attempts} + 1`, notBefore: addMs(now, leaseSeconds * 1_000) })
    .where(eq(emails.id, due))
    .returning({
      id: emails.id,
      kind: emails.kind,
      orderId: emails.orderId,
      subjectId: emails.subjectId,
      locale: emails.locale,
      attempts: emails.attempts,
    });
  return claimed;
}

/** Each of these changes nothing, and answers false, when another worker has claimed the e-mail since. */
export const markSent = (reader: Reader, email: ClaimedEmail, now: Date): Promise<boolean> =>
  settle(reader, email, { status: "SENT", sentAt: now, lastError: null });

export const postpone = (reader: Reader, email: ClaimedEmail, notBefore: Date, lastError: string): Promise<boolean> =>
  settle(reader, email, { notBefore, lastError });

export const markDead = (reader: Reader, email: ClaimedEmail, lastError: string): Promise<boolean> =>
  settle(reader, email, { status: "DEAD", lastError });

async function settle(
  reader: Reader,
  email: ClaimedEmail,
  change: Partial<Pick<typeof emails.$inferInsert, "status" | "sentAt" | "lastError" | "notBefore">>,
): Promise<boolean> {
  const changed = await reader
    .update(emails)
    .set(change)
    .where(and(eq(emails.id, email.id), eq(emails.status, "WAITING"), eq(emails.attempts, email.attempts)))
    .returning({ id: emails.id });
  return changed.length === 1;
}
