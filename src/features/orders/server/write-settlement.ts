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
 * become bookings, what was bought leaves the cart, e-mails are queued. It decides nothing, and is waited for with COMMIT. Holds
 * only change, so no stage or slot is locked and a payment never waits for another buyer; the database refuses a second booking for
 * a line.
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
    order.cartSessionId,
    JSON.stringify(lines.map(asRow)),
    JSON.stringify(emails.map((email) => ({ ...email, id: newId() }))),
  ]);
}

const asRow = ({ lineId, outcome, boughtItemId, booking }: LineSettled) => ({
  id: lineId,
  outcome,
  bought_item_id: boughtItemId,
  booking_id: booking?.id,
  hold_id: booking?.holdId,
  stage_id: booking?.stageId,
  bapteme_id: booking?.baptemeId,
});

/**
 * Lists come as JSON: of arrays PostgreSQL knows the length, and would plan this anew for each payment. By its own index an order
 * has few lines, so what follows of them is looked up by indexes too, however small or large the tables are.
 */
const write = statement(
  "write-settlement",
  `with line as materialized (
     select told.*
     from order_lines
     join json_to_recordset($8) as told
       (id uuid, outcome text, bought_item_id uuid, booking_id uuid, hold_id uuid, stage_id uuid, bapteme_id uuid) using (id)
     where order_id = $1
   ), received as (
     update payments
     set status = 'SUCCEEDED', received_cents = $4::bigint, received_currency = $5, succeeded_at = $2, succeeded_by = $6,
       failure_code = null, failure_message = null
     where id = $3::uuid
   ), paid as (
     update orders
     set status = 'PAID', paid_at = $2, cancel_reason = null, payable_until = null, close_reason = null, close_not_before = null
     where id = $1
   ), ended as (
     update order_lines set outcome = line.outcome from line where order_lines.id = line.id
   ), kept as (
     update holds set expires_at = null, cart_item_id = null, order_line_id = line.id from line where holds.id = line.hold_id
   ), booked as (
     insert into bookings (id, order_id, order_line_id, hold_id, stage_id, bapteme_id, created_at)
     select booking_id, $1, id, hold_id, stage_id, bapteme_id, $2 from line where booking_id is not null
   ), bought as (
     delete from cart_items using line where cart_items.id = line.bought_item_id and cart_session_id = $7::uuid
   )
   insert into emails (id, order_id, kind, subject_id, locale, not_before, created_at)
   select id, $1, kind, "subjectId", locale, "notBefore", $2
   from json_to_recordset($9) as email (id uuid, kind text, "subjectId" uuid, locale text, "notBefore" timestamptz)
   on conflict (order_id, kind, subject_id) do nothing`,
);
