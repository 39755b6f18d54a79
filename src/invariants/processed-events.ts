import { sql } from "drizzle-orm";
import { addMs, DAY_MS } from "@/lib/clock";
import { type Invariant, PAID_ORDER, SUCCEEDED_PAYMENT } from "./invariant";

/** The clean-up removes in portions and is never exactly on time: what is nearly old enough may be gone already. */
const MARGIN_MS = DAY_MS;

const PAYING_EFFECTS = sql.raw(`('order-paid', 'order-paid-late')`);

export const processedEvents: Invariant = {
  id: "I7",
  sentence: "an event is marked processed if and only if its effects are committed",
  rules: ({ now, eventRetentionDays }) => [
    {
      wrong: "is marked as having paid an order that is not paid by its PaymentIntent",
      from: sql`"ProcessedWebhookEvent" e where e.effect in ${PAYING_EFFECTS}`,
      breach: sql`not exists (
        select from payments p join orders o on o.id = p.order_id
        where p.stripe_payment_intent_id = e.object_id and p.order_id = e.order_id and p.covers_order and p.status in ${SUCCEEDED_PAYMENT} and o.status in ${PAID_ORDER}
      )`,
      row: sql`'event ' || e.id`,
    },
    {
      wrong: "succeeded, and no event is marked as processed for it",
      // Money that contradicts its order has succeeded too, but its event is parked and fulfils nothing.
      from: sql`payments p join orders o on o.id = p.order_id
        where p.method = 'STRIPE' and p.status in ${SUCCEEDED_PAYMENT} and o.status in ${PAID_ORDER} and p.succeeded_at > ${addMs(now, MARGIN_MS - eventRetentionDays * DAY_MS)}`,
      breach: sql`not exists (
        select from "ProcessedWebhookEvent" e
        where e.order_id = p.order_id and e.object_id = p.stripe_payment_intent_id and e.effect in ('order-paid', 'order-paid-late', 'duplicate-payment')
      )`,
      row: sql`'payment ' || p.id`,
    },
    {
      wrong: "paid the same order as another event",
      from: sql`(
        select e.id, count(*) over (partition by e.order_id) as events from "ProcessedWebhookEvent" e
        where e.effect in ${PAYING_EFFECTS} and e.order_id is not null
      ) e`,
      breach: sql`e.events > 1`,
      row: sql`'event ' || e.id`,
    },
    {
      wrong: "is marked as a duplicate payment that no payment of the order is",
      from: sql`"ProcessedWebhookEvent" e where e.effect = 'duplicate-payment'`,
      breach: sql`not exists (select from payments p where p.stripe_payment_intent_id = e.object_id and not p.covers_order and p.status in ${SUCCEEDED_PAYMENT})`,
      row: sql`'event ' || e.id`,
    },
    {
      wrong: "is marked as a refund, and none of the order is recorded",
      from: sql`"ProcessedWebhookEvent" e where e.effect = 'refund-recorded' and e.order_id is not null`,
      breach: sql`not exists (select from refunds r where r.order_id = e.order_id and r.stripe_refund_id is not null)`,
      row: sql`'event ' || e.id`,
    },
    {
      wrong: "is marked as a dispute, and none of the order is recorded",
      from: sql`"ProcessedWebhookEvent" e where e.effect = 'dispute-recorded' and e.order_id is not null`,
      breach: sql`not exists (select from disputes d join payments p on p.id = d.payment_id where p.order_id = e.order_id)`,
      row: sql`'event ' || e.id`,
    },
    {
      wrong: "is recorded, and no worklist entry says so",
      from: sql`disputes d`,
      breach: sql`not exists (select from worklist_entries w where w.dedupe_key = 'dispute:' || d.stripe_dispute_id)`,
      row: sql`'dispute ' || d.stripe_dispute_id`,
    },
    {
      // One that waits for its retry finds there that it is done: a copy was processed while this one was being parked.
      wrong: "is processed, and counts as one that could not be",
      from: sql`parked_events k join "ProcessedWebhookEvent" e on e.id = k.id`,
      breach: sql`k.status not in ('DONE', 'WAITING')`,
      row: sql`'event ' || k.id || ' (' || k.status || ')'`,
    },
    {
      wrong: "was parked and is done, but is neither marked as processed nor answered by another event",
      from: sql`parked_events k where k.status = 'DONE' and k.updated_at > ${addMs(now, MARGIN_MS - eventRetentionDays * DAY_MS)}`,
      breach: sql`not exists (select from "ProcessedWebhookEvent" e where e.id = k.id)
        and not exists (
          select from worklist_entries w join payments p on p.id = w.payment_id
          where w.closed_at is not null and p.stripe_payment_intent_id = k.object_id
        )`,
      row: sql`'event ' || k.id`,
    },
  ],
};
