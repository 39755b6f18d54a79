import type { Tx } from "@/db/client";
import { emails, type EmailKind } from "@/db/schema/operations";
import type { Locale } from "@/db/schema/snapshots";

export type EmailToQueue = {
  kind: EmailKind;
  orderId: string;
  /** What it is about: the booking (PARTICIPANT_INFO), the gift card (GIFT_CARD), the refund (REFUND), the line (PLACE_LOST); else the order. */
  subjectId: string;
  locale: Locale;
  /** Not before this instant: now, or a gift card's `deliverAt`. */
  notBefore: Date;
};

/**
 * Queues e-mails in the caller's transaction: if it rolls back, nothing is ever sent (E4), and until it commits no worker
 * sees them (E6). One row per order, kind and subject: the webhook, reconciliation and the checkout may all ask (E5).
 */
export async function queueEmails(tx: Tx, rows: readonly EmailToQueue[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insert(emails)
    .values(rows.map((row) => ({ ...row, createdAt: now })))
    .onConflictDoNothing({ target: [emails.orderId, emails.kind, emails.subjectId] });
}
