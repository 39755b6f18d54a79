import { sql } from "drizzle-orm";
import { type Invariant, PAID_ORDER, SUCCEEDED_PAYMENT } from "./invariant";

/**
 * The succeeded payments that pay for an order, added up. A balance paid at the school is neither money that was due online, nor
 * does it count for the order's status.
 * `wanted_back_cents` also counts refunds that Stripe has yet to make.
 */
const covering = sql`lateral (
  select
    coalesce(sum(p.received_cents) filter (where p.method <> 'MANUAL'), 0) as received_cents,
    coalesce(sum(case p.method
      when 'STRIPE' then p.received_cents
      when 'MANUAL' then (select sum(a.amount_cents) from payment_allocations a where a.payment_id = p.id and a.part = 'DUE_NOW')
    end), 0) as money_cents,
    coalesce(sum(p.refunded_cents) filter (where p.method <> 'MANUAL'), 0) as refunded_cents,
    coalesce(sum(p.refunded_cents + (select coalesce(sum(r.amount_cents), 0) from refunds r where r.payment_id = p.id and r.status = 'REQUESTED')) filter (where p.method <> 'MANUAL'), 0) as wanted_back_cents
  from payments p
  where p.order_id = o.id and p.covers_order and p.status in ${SUCCEEDED_PAYMENT}
) c`;

/** What was paid beyond what was asked for is the customer's: its refund leaves the order paid. */
const statusAfter = (refundedCents: "c.refunded_cents" | "c.wanted_back_cents") => sql`case
  when ${sql.raw(refundedCents)} = 0 or c.received_cents - ${sql.raw(refundedCents)} >= o.due_now_cents + o.gift_card_cents then 'PAID'
  when ${sql.raw(refundedCents)} < c.received_cents then 'PARTIALLY_REFUNDED'
  else 'REFUNDED' end`;

export const paidOrders: Invariant = {
  id: "I2",
  sentence:
    "no order is paid without succeeded payments that cover what was due, in the right amount, currency and mode",
  rules: () => [
    {
      wrong: "is paid, but its succeeded payments do not bring the money that was due",
      from: sql`orders o, ${covering} where o.status in ${PAID_ORDER}`,
      breach: sql`c.money_cents < o.due_now_cents`,
      row: sql`'order ' || o.id || ' (' || c.money_cents || ' of ' || o.due_now_cents || ' cents)'`,
    },
    {
      wrong: "was honoured, but what was due for it online is not what was paid for it",
      from: sql`order_lines l where l.outcome in ('BOOKED', 'ISSUED')`,
      breach: sql`l.due_now_cents <> (
        select coalesce(sum(a.amount_cents), 0)
        from payment_allocations a join payments p on p.id = a.payment_id
        where a.order_line_id = l.id and a.part = 'DUE_NOW' and p.covers_order and p.status in ${SUCCEEDED_PAYMENT}
      )`,
      row: sql`'line ' || l.id || ' (due ' || l.due_now_cents || ' cents)'`,
    },
    {
      wrong: "pays for an order with another amount or currency than was asked for",
      from: sql`payments p join orders o on o.id = p.order_id
        where p.covers_order and p.status in ${SUCCEEDED_PAYMENT} and p.method = 'STRIPE' and o.status in ${PAID_ORDER}`,
      breach: sql`p.received_cents < p.amount_cents or p.currency <> 'eur' or lower(coalesce(p.received_currency, p.currency)) <> 'eur'`,
      row: sql`'payment ' || p.id`,
    },
    {
      // A refund that is decided but not yet made at Stripe may or may not show in the status already.
      wrong: "has another status than its payments and refunds give it",
      from: sql`orders o, ${covering} where o.status in ${PAID_ORDER}`,
      breach: sql`o.status not in (${statusAfter("c.refunded_cents")}, ${statusAfter("c.wanted_back_cents")})`,
      row: sql`'order ' || o.id || ' (' || o.status || ', ' || c.refunded_cents || ' of ' || c.received_cents || ' cents refunded)'`,
    },
    {
      wrong: "does not follow its unpaid order: pending while it can be paid, cancelled once it cannot",
      from: sql`order_lines l join orders o on o.id = l.order_id where o.status not in ${PAID_ORDER}`,
      breach: sql`l.outcome <> case when o.payable_until is null then 'CANCELLED' else 'PENDING' end`,
      row: sql`'line ' || l.id || ' (' || l.outcome || ')'`,
    },
    {
      wrong: "is still open although its order is closed",
      from: sql`payments p join orders o on o.id = p.order_id where o.status = 'CANCELLED' and o.payable_until is null`,
      breach: sql`p.status in ('PENDING', 'PROCESSING') and coalesce(p.received_cents, 0) = 0
        and not exists (select from worklist_entries w where w.payment_id = p.id and w.closed_at is null)`,
      row: sql`'payment ' || p.id`,
    },
  ],
};
