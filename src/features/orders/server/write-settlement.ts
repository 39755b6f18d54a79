import type { Tx } from "@/db/client";
import { newId } from "@/db/schema/columns";
import { statement } from "@/db/statement";
import type { LineOutcome } from "@/db/schema/status-words";
import type { EmailToQueue } from "@/features/notifications/server/queue-emails";
import type { LockedOrder } from "./locked-order";

export type LineSettled = {
  lineId: string;
  outcome: LineOutcome;
  /** Of an honoured line only: it leaves the cart. */
  boughtItemId: string | null;
  booking: { id: string; holdId: string; stageId: string | null; baptemeId: string | null } | null;
};

export type MoneyReceived = { paymentId: string; amountCents: number; currency: string; source: string };

/**
 * Writes down what was decided, in one statement: the payment has its money, the order is paid, each line has its outcome, holds
 * become bookings, what was bought leaves the cart, e-mails are queued. It decides nothing, and is waited for with COMMIT. Holds only change, so no stage or slot
 * is locked and a payment never waits for another buyer; the database refuses a second booking for a line.
 */
export function writeSettlement(
  tx: Tx,
  order: LockedOrder,
  settled: { received: MoneyReceived | null; lines: LineSettled[]; emails: EmailToQueue[] },
  now: Date,
): void {
  const { received, lines, emails } = settled;
  write.send(tx, [
    order.id,
    now,
    received?.paymentId,
    received?.amountCents,
    received?.currency,
    received?.source,
    lines.map((line) => line.lineId),
    lines.map((line) => line.outcome),
    lines.map((line) => line.boughtItemId),
    lines.map((line) => line.booking?.id),
    lines.map((line) => line.booking?.holdId),
    lines.map((line) => line.booking?.stageId),
    lines.map((line) => line.booking?.baptemeId),
    order.cartSessionId,
    emails.map(newId),
    emails.map((email) => email.kind),
    emails.map((email) => email.subjectId),
    emails.map((email) => email.locale),
    emails.map((email) => email.notBefore),
  ]);
}

const write = statement(
  "write-settlement",
  `with line as materialized (
     select * from unnest($7::uuid[], $8::text[], $9::uuid[], $10::uuid[], $11::uuid[], $12::uuid[], $13::uuid[])
       as line (id, outcome, bought_item_id, booking_id, hold_id, stage_id, bapteme_id)
   ), received as (
     update payments
     set status = 'SUCCEEDED', received_cents = $4::bigint, received_currency = $5, succeeded_at = $2, succeeded_by = $6,
       failure_code = null, failure_message = null
     where id = $3::uuid
   ), paid as (
     update orders
     set status = 'PAID', paid_at = $2, cancel_reason = null, payable_until = null, close_reason = null, close_not_before = null
     where id = $1
   ), told as (
     update order_lines set outcome = line.outcome from line where order_lines.id = line.id
   ), kept as (
     update holds set expires_at = null, cart_item_id = null, order_line_id = line.id from line where holds.id = line.hold_id
   ), booked as (
     insert into bookings (id, order_id, order_line_id, hold_id, stage_id, bapteme_id, created_at)
     select booking_id, $1, id, hold_id, stage_id, bapteme_id, $2 from line where booking_id is not null
   ), bought as (
     delete from cart_items using line where cart_items.id = line.bought_item_id and cart_session_id = $14::uuid
   )
   insert into emails (id, order_id, kind, subject_id, locale, not_before, created_at)
   select id, $1, kind, subject_id, locale, not_before, $2
   from unnest($15::uuid[], $16::text[], $17::uuid[], $18::text[], $19::timestamptz[]) as email (id, kind, subject_id, locale, not_before)
   on conflict (order_id, kind, subject_id) do nothing`,
);
