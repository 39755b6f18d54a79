import { sql } from "drizzle-orm";
import { type Invariant, MADE_REFUND, SUCCEEDED_PAYMENT } from "./invariant";

/** A PaymentIntent's refunds are rows of their own; what a gift card got back stands in its ledger. Cash given back is only a sum. */
const refundsOf = sql`lateral (
  select
    coalesce(sum(r.amount_cents) filter (where r.status in ${MADE_REFUND}), 0) as made_cents,
    coalesce(sum(r.amount_cents) filter (where r.status in ${MADE_REFUND} or (r.status = 'REQUESTED' and r.attempts = 0)), 0) as wanted_cents
  from refunds r where r.payment_id = p.id
) r`;

export const refunds: Invariant = {
  id: "I9",
  sentence: "refunded total = sum of distinct refunds ≤ paid",
  rules: () => [
    {
      wrong: "has another refunded total than its refunds add up to",
      from: sql`payments p, ${refundsOf} where p.method = 'STRIPE'`,
      breach: sql`p.refunded_cents <> r.made_cents`,
      row: sql`'payment ' || p.id || ' (' || p.refunded_cents || ', refunds ' || r.made_cents || ' cents)'`,
    },
    {
      wrong: "gives back more than it brought",
      from: sql`payments p, ${refundsOf}`,
      breach: sql`greatest(p.refunded_cents, r.wanted_cents) > coalesce(p.received_cents, 0)`,
      row: sql`'payment ' || p.id || ' (' || greatest(p.refunded_cents, r.wanted_cents) || ' of ' || coalesce(p.received_cents, 0) || ' cents)'`,
    },
    {
      wrong: "gave back to its gift card another sum than it says",
      from: sql`payments p join gift_cards g on g.id = p.gift_card_id where p.method = 'GIFT_CARD' and g.kind = 'AMOUNT'`,
      breach: sql`p.refunded_cents <> (select coalesce(sum(e.amount_cents), 0) from gift_card_entries e where e.payment_id = p.id and e.kind = 'RETURN')`,
      row: sql`'payment ' || p.id`,
    },
    {
      wrong: "has another status than its refunds give it",
      from: sql`payments p where p.status in ${SUCCEEDED_PAYMENT}`,
      breach: sql`p.status <> case when p.refunded_cents = 0 then 'SUCCEEDED' when p.refunded_cents < p.received_cents then 'PARTIALLY_REFUNDED' else 'REFUNDED' end`,
      row: sql`'payment ' || p.id || ' (' || p.status || ')'`,
    },
    {
      wrong: "belongs to another order or currency than its payment",
      from: sql`refunds r join payments p on p.id = r.payment_id`,
      breach: sql`r.order_id <> p.order_id or lower(r.currency) <> lower(coalesce(p.received_currency, p.currency))`,
      row: sql`'refund ' || r.id`,
    },
    {
      wrong: "is the same refund at Stripe as another",
      from: sql`(select r.id, count(*) over (partition by r.stripe_refund_id) as rows from refunds r where r.stripe_refund_id is not null) r`,
      breach: sql`r.rows > 1`,
      row: sql`'refund ' || r.id`,
    },
    {
      wrong: "failed, and no worklist entry says so",
      // One that a refund in the dashboard has made needless never got as far as Stripe: nothing failed.
      from: sql`refunds r where r.status = 'FAILED' or (r.status = 'CANCELLED' and r.stripe_refund_id is not null)`,
      breach: sql`not exists (select from worklist_entries w where w.kind = 'REFUND_FAILED' and w.order_id = r.order_id and (
          position(r.id::text in w.dedupe_key || w.details::text) > 0 or position(r.stripe_refund_id in w.dedupe_key || w.details::text) > 0
        ))`,
      row: sql`'refund ' || r.id`,
    },
    {
      wrong: "was made in Stripe's dashboard, and no worklist entry says so",
      // Of an order that is not paid there are no bookings to decide about.
      from: sql`refunds r join payments p on p.id = r.payment_id join orders o on o.id = r.order_id
        where r.reason = 'STRIPE_DASHBOARD' and r.status in ${MADE_REFUND} and p.covers_order and o.paid_at is not null`,
      breach: sql`not exists (select from worklist_entries w where w.dedupe_key = 'refund-at-stripe:' || r.stripe_refund_id)`,
      row: sql`'refund ' || r.id`,
    },
  ],
};
