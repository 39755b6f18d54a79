import { sql } from "drizzle-orm";
import { type Invariant, MADE_REFUND, PAID_ORDER } from "./invariant";

export const emails: Invariant = {
  id: "I6",
  sentence:
    "one outbox row per order and kind of e-mail; sent at least once, always with the same provider idempotency key or Message-ID",
  rules: () => [
    {
      wrong: "is queued twice for the same order, kind and subject",
      from: sql`(select e.id, count(*) over (partition by e.order_id, e.kind, e.subject_id) as rows from emails e) e`,
      breach: sql`e.rows > 1`,
      row: sql`'e-mail ' || e.id`,
    },
    {
      wrong: "is paid, but its confirmation is not queued",
      from: sql`orders o where o.status in ${PAID_ORDER} and exists (select from order_lines l where l.order_id = o.id and l.outcome in ('BOOKED', 'ISSUED'))`,
      breach: sql`not exists (select from emails e where e.order_id = o.id and e.kind = 'CONFIRMATION')`,
      row: sql`'order ' || o.id`,
    },
    {
      wrong: "stands, but its participant's information is not queued",
      from: sql`bookings b where b.cancelled_at is null`,
      breach: sql`not exists (select from emails e where e.order_id = b.order_id and e.kind = 'PARTICIPANT_INFO' and e.subject_id = b.id)`,
      row: sql`'booking ' || b.id`,
    },
    {
      wrong: "was bought, but its e-mail is not queued",
      from: sql`gift_cards g join order_lines l on l.id = g.order_line_id`,
      breach: sql`not exists (select from emails e where e.order_id = l.order_id and e.kind = 'GIFT_CARD' and e.subject_id = g.id)`,
      row: sql`'gift card ' || g.id`,
    },
    {
      wrong: "lost a line, but the customer is not told",
      from: sql`orders o where exists (select from order_lines l where l.order_id = o.id and l.outcome = 'LOST')`,
      breach: sql`not exists (select from emails e where e.order_id = o.id and e.kind in ('PLACE_LOST', 'REFUND'))`,
      row: sql`'order ' || o.id`,
    },
    {
      wrong: "goes back to the customer, who is not told",
      from: sql`refunds r where r.status in ${MADE_REFUND}`,
      breach: sql`not exists (select from emails e where e.order_id = r.order_id and e.kind = 'REFUND' and e.subject_id = r.id)`,
      row: sql`'refund ' || r.id`,
    },
    {
      wrong: "failed the payment of an order, and its customer is not told",
      from: sql`"ProcessedWebhookEvent" v where v.effect = 'payment-failed' and v.order_id is not null`,
      breach: sql`not exists (select from emails e where e.order_id = v.order_id and e.kind = 'PAYMENT_FAILED')`,
      row: sql`'event ' || v.id`,
    },
    {
      wrong: "tells of what is not so",
      from: sql`emails e join orders o on o.id = e.order_id`,
      breach: sql`not case e.kind
        when 'CONFIRMATION' then o.status in ${PAID_ORDER}
        when 'PARTICIPANT_INFO' then exists (select from bookings b where b.id = e.subject_id and b.order_id = o.id)
        when 'GIFT_CARD' then exists (select from gift_cards g join order_lines l on l.id = g.order_line_id where g.id = e.subject_id and l.order_id = o.id)
        when 'PLACE_LOST' then exists (select from order_lines l where l.order_id = o.id and l.outcome = 'LOST')
        when 'REFUND' then exists (select from refunds r where r.order_id = o.id)
        else true end`,
      row: sql`'e-mail ' || e.id || ' (' || e.kind || ')'`,
    },
    {
      wrong: "is sent without a time, or has a time and is not sent",
      from: sql`emails e`,
      breach: sql`(e.status = 'SENT') <> (e.sent_at is not null)`,
      row: sql`'e-mail ' || e.id`,
    },
    {
      // What is closed because nobody is left to read it, or because it is no longer true, is nobody's work.
      wrong: "was given up, and no worklist entry says so",
      from: sql`emails e where e.status = 'DEAD' and e.last_error is distinct from 'erased' and e.last_error is distinct from 'superseded'`,
      breach: sql`not exists (select from worklist_entries w where w.kind = 'MAIL_FAILED' and position(e.id::text in w.dedupe_key || w.details::text) > 0)`,
      row: sql`'e-mail ' || e.id`,
    },
  ],
};
