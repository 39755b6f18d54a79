import { sql } from "drizzle-orm";
import { type Invariant, PAID_ORDER, SUCCEEDED_PAYMENT } from "./invariant";

const hasLostLine = sql`exists (select from order_lines l where l.order_id = o.id and l.outcome = 'LOST')`;

export const amounts: Invariant = {
  id: "I10",
  sentence: "every amount is a whole number of cents; allocations of a payment sum to the payment",
  rules: () => [
    {
      // The domain holds for every value that is or ever will be in the column, so the columns are counted, not their values.
      wrong: "could hold a part of a cent",
      from: sql`pg_attribute c join pg_class t on t.oid = c.attrelid join pg_namespace n on n.oid = t.relnamespace
        where n.nspname = 'public' and t.relkind in ('r', 'p') and c.attname like '%_cents' and not c.attisdropped`,
      breach: sql`c.atttypid not in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype) and not exists (
        select from pg_constraint k
        where k.contypid = c.atttypid and k.convalidated and pg_get_constraintdef(k.oid) ilike '%value = trunc(value)%'
      )`,
      row: sql`'column ' || t.relname || '.' || c.attname`,
    },
    {
      wrong: "is not the sum of its allocations",
      from: sql`payments p left join (select a.payment_id, sum(a.amount_cents) as cents from payment_allocations a group by 1) a on a.payment_id = p.id`,
      breach: sql`coalesce(a.cents, 0) <> case when p.status in ${SUCCEEDED_PAYMENT} then p.received_cents else p.amount_cents end`,
      row: sql`'payment ' || p.id || ' (' || p.status || ', ' || coalesce(p.received_cents, p.amount_cents) || ', allocated ' || coalesce(a.cents, 0) || ' cents)'`,
    },
    {
      wrong: "divides a payment over a line of another order",
      from: sql`payment_allocations a join payments p on p.id = a.payment_id left join order_lines l on l.id = a.order_line_id`,
      breach: sql`l.id is not null and l.order_id <> p.order_id`,
      row: sql`'allocation ' || a.id`,
    },
    {
      wrong: "has been paid more for it than its price",
      from: sql`order_lines l join (
          select a.order_line_id,
            sum(a.amount_cents) filter (where a.part = 'DUE_NOW') as due_now_cents,
            sum(a.amount_cents) filter (where a.part = 'BALANCE') as balance_cents
          from payment_allocations a join payments p on p.id = a.payment_id
          where p.covers_order and p.status in ${SUCCEEDED_PAYMENT} group by 1
        ) paid on paid.order_line_id = l.id`,
      breach: sql`coalesce(paid.due_now_cents, 0) > l.due_now_cents or coalesce(paid.balance_cents, 0) > l.balance_cents`,
      row: sql`'line ' || l.id`,
    },
    {
      wrong: "is not the sum of its lines",
      from: sql`orders o left join (select l.order_id, sum(l.price_cents) as price_cents from order_lines l group by 1) l on l.order_id = o.id`,
      breach: sql`o.subtotal_cents <> coalesce(l.price_cents, 0) or o.subtotal_cents <> o.gift_card_cents + o.due_now_cents + o.balance_cents`,
      row: sql`'order ' || o.id || ' (' || o.subtotal_cents || ', lines ' || coalesce(l.price_cents, 0) || ' cents)'`,
    },
    {
      // A card's part that was given up when its order ended stays as history beside the one that was used in the end. Once a
      // line is lost, the cards and the money divide otherwise than was planned: I1 and I2 look at those.
      wrong: "is not what its lines and gift cards leave to pay now",
      from: sql`orders o left join (
          select p.order_id, sum(a.amount_cents) as cents, sum(a.amount_cents) filter (where a.part = 'DUE_NOW') as due_now_cents
          from payments p join payment_allocations a on a.payment_id = p.id join orders o on o.id = p.order_id
          where p.method = 'GIFT_CARD' and (o.status not in ${PAID_ORDER} or p.status in ${SUCCEEDED_PAYMENT}) group by 1
        ) card on card.order_id = o.id
        left join (select l.order_id, sum(l.due_now_cents) as due_now_cents from order_lines l group by 1) l on l.order_id = o.id
        where not (o.status in ${PAID_ORDER} and ${hasLostLine})`,
      breach: sql`o.due_now_cents <> coalesce(l.due_now_cents, 0) - coalesce(card.due_now_cents, 0) or o.gift_card_cents <> coalesce(card.cents, 0)`,
      row: sql`'order ' || o.id || ' (due now ' || o.due_now_cents || ', gift cards ' || o.gift_card_cents || ' cents)'`,
    },
    {
      wrong: "asks for another amount than its order has to pay now",
      from: sql`payments p join orders o on o.id = p.order_id where p.method = 'STRIPE' and p.covers_order`,
      breach: sql`p.amount_cents <> o.due_now_cents`,
      row: sql`'payment ' || p.id || ' (' || p.amount_cents || ' for ' || o.due_now_cents || ' cents)'`,
    },
  ],
};
