import { sql } from "drizzle-orm";
import { type Invariant, PAID_ORDER, SUCCEEDED_PAYMENT } from "./invariant";

/** What of a line was paid online: its part of the PaymentIntents that pay for the order. */
const paidOnline = sql`(
  select coalesce(sum(a.amount_cents), 0)
  from payment_allocations a join payments p on p.id = a.payment_id
  where a.order_line_id = l.id and p.method = 'STRIPE' and p.covers_order and p.status in ${SUCCEEDED_PAYMENT}
)`;

const waitsForStaff = sql`exists (
  select from worklist_entries w
  where w.payment_id = p.id and w.kind in ('MONEY_CONTRADICTS_ORDER', 'WRONG_MODE') and w.closed_at is null
)`;

const paysForOrder = sql`(p.covers_order and p.status in ${SUCCEEDED_PAYMENT} and o.status in ${PAID_ORDER})`;

/** What goes back or went, and what could not go back and is before the staff therefore. A reminder that money came twice gives nothing back. */
const goesBackCents = sql`(
  select coalesce(sum(r.amount_cents), 0) from refunds r
  where r.payment_id = p.id and (r.status not in ('FAILED', 'CANCELLED') or exists (
    select from worklist_entries w where w.dedupe_key = 'refund-failed:' || r.id and w.closed_at is null
  ))
)`;

/** Money that came a second time goes back whole. */
const isGivenBack = sql`(not p.covers_order and o.status in ${PAID_ORDER} and ${goesBackCents} >= p.received_cents)`;

const refundedForLine = sql`(
  select coalesce(sum(r.amount_cents), 0) from refunds r where r.order_id = l.order_id and r.order_line_id = l.id and r.reason in ('PLACE_LOST', 'GIFT_CARD_SPENT') and r.status <> 'CANCELLED'
)`;
const goesBackWhole = sql`exists (
  select from payments p where p.order_id = l.order_id and p.method = 'STRIPE' and p.covers_order and p.received_cents <= ${goesBackCents}
)`;

export const receivedMoney: Invariant = {
  id: "I1",
  sentence:
    "every PaymentIntent that succeeded ends as: order paid, every line with its booking or gift card, and for each line that could not be honoured a refund and a worklist entry; or an open worklist entry, where the money contradicts the order; never neither, never both",
  rules: () => [
    {
      wrong: "took money that neither paid its order nor goes back nor waits for staff",
      from: sql`payments p join orders o on o.id = p.order_id where p.method = 'STRIPE' and p.received_cents > 0`,
      // Staff who gave everything back by hand have ended it too.
      breach: sql`not (${paysForOrder} or ${isGivenBack} or ${waitsForStaff} or p.refunded_cents >= p.received_cents)`,
      row: sql`'payment ' || p.id`,
    },
    {
      wrong: "paid its order and waits for staff as contradicting it",
      from: sql`payments p join orders o on o.id = p.order_id where p.method = 'STRIPE' and p.received_cents > 0`,
      breach: sql`${paysForOrder} and exists (
        select from worklist_entries w where w.payment_id = p.id and w.kind = 'MONEY_CONTRADICTS_ORDER' and w.closed_at is null
      )`,
      row: sql`'payment ' || p.id`,
    },
    {
      wrong: "of a paid order has neither a booking, nor a gift card, nor was it lost",
      from: sql`order_lines l join orders o on o.id = l.order_id
        left join bookings b on b.order_line_id = l.id left join gift_cards g on g.order_line_id = l.id
        where o.status in ${PAID_ORDER}`,
      breach: sql`not case l.outcome when 'BOOKED' then b.id is not null when 'ISSUED' then g.id is not null else l.outcome = 'LOST' end`,
      row: sql`'line ' || l.id`,
    },
    {
      wrong: "was lost, and what was paid online for it is not what is refunded",
      from: sql`order_lines l where l.outcome = 'LOST'`,
      // Where staff had given back a part in the dashboard before, only the rest can follow: then all that came goes back.
      breach: sql`${paidOnline} < ${refundedForLine} or (${paidOnline} > ${refundedForLine} and not ${goesBackWhole})`,
      row: sql`'line ' || l.id`,
    },
    {
      wrong: "was lost, and no worklist entry says so",
      from: sql`order_lines l where l.outcome = 'LOST'`,
      breach: sql`not exists (
        select from worklist_entries w
        where w.order_id = l.order_id and w.kind = 'LINE_LOST' and position(l.id::text in w.dedupe_key || w.details::text) > 0
      )`,
      row: sql`'line ' || l.id`,
    },
    {
      wrong: "took more than was due, and no worklist entry says so",
      from: sql`payments p join orders o on o.id = p.order_id where p.method = 'STRIPE' and p.received_cents > p.amount_cents`,
      breach: sql`${paysForOrder} and not exists (select from worklist_entries w where w.payment_id = p.id and w.kind = 'OVERPAID')`,
      row: sql`'payment ' || p.id`,
    },
  ],
};
