import { sql } from "drizzle-orm";
import { type Invariant, PAID_ORDER, SUCCEEDED_PAYMENT } from "./invariant";

export const giftCards: Invariant = {
  id: "I4",
  sentence:
    "a gift card's balance equals its ledger's sum and is never negative; one card per line bought; an activity card is used at most once",
  rules: () => [
    {
      wrong: "has another balance than its ledger's sum, or a negative one",
      from: sql`gift_cards g left join (select e.gift_card_id, sum(e.amount_cents) as cents from gift_card_entries e group by 1) ledger on ledger.gift_card_id = g.id`,
      breach: sql`g.balance_cents <> coalesce(ledger.cents, 0) or g.balance_cents < 0`,
      row: sql`'gift card ' || g.id || ' (' || g.balance_cents || ', ledger ' || coalesce(ledger.cents, 0) || ' cents)'`,
    },
    {
      wrong: "is issued, but has not exactly one gift card",
      from: sql`order_lines l where l.outcome = 'ISSUED'`,
      breach: sql`(select count(*) from gift_cards g where g.order_line_id = l.id) <> 1`,
      row: sql`'line ' || l.id`,
    },
    {
      wrong: "exists although its line is not a paid one",
      from: sql`gift_cards g join order_lines l on l.id = g.order_line_id join orders o on o.id = l.order_id`,
      breach: sql`l.outcome <> 'ISSUED' or l.type <> 'GIFT_CARD' or o.status not in ${PAID_ORDER}`,
      row: sql`'gift card ' || g.id`,
    },
    {
      wrong: "was not issued once with what was bought",
      from: sql`gift_cards g left join order_lines l on l.id = g.order_line_id`,
      breach: sql`(select coalesce(array_agg(l.id is null or e.amount_cents = l.price_cents), '{}') from gift_card_entries e where e.gift_card_id = g.id and e.kind = 'ISSUE') <> '{true}'`,
      row: sql`'gift card ' || g.id`,
    },
    {
      wrong: "is an activity card used more than once, or used in part",
      from: sql`gift_cards g join (
          select e.gift_card_id, count(*) filter (where e.kind = 'SPEND') - count(*) filter (where e.kind = 'RETURN') as uses
          from gift_card_entries e group by 1
        ) used on used.gift_card_id = g.id where g.kind = 'ACTIVITY'`,
      breach: sql`used.uses not in (0, 1) or (used.uses = 1 and g.balance_cents <> 0)`,
      row: sql`'gift card ' || g.id || ' (' || used.uses || ' uses)'`,
    },
    {
      // An activity card is spent whole, whatever its activity costs by now; an amount card by what it paid.
      wrong: "was spent otherwise than its payment says",
      from: sql`gift_card_entries e join gift_cards g on g.id = e.gift_card_id left join payments p on p.id = e.payment_id where e.kind = 'SPEND'`,
      breach: sql`p.id is null or p.method <> 'GIFT_CARD' or p.gift_card_id <> e.gift_card_id or p.status not in ${SUCCEEDED_PAYMENT}
        or (g.kind = 'AMOUNT' and p.received_cents <> -e.amount_cents)`,
      row: sql`'ledger entry ' || e.id || ' of gift card ' || g.id`,
    },
    {
      wrong: "paid with a gift card that was not debited",
      from: sql`payments p where p.method = 'GIFT_CARD' and p.status in ${SUCCEEDED_PAYMENT}`,
      breach: sql`not exists (select from gift_card_entries e where e.payment_id = p.id and e.kind = 'SPEND')`,
      row: sql`'payment ' || p.id`,
    },
    {
      wrong: "is kept by orders that can be paid for more than it holds",
      from: sql`gift_cards g join (
          select p.gift_card_id, count(distinct p.order_id) as orders, sum(p.amount_cents) as cents from payments p
          where p.method = 'GIFT_CARD' and p.status = 'PENDING' group by 1
        ) kept on kept.gift_card_id = g.id`,
      breach: sql`case g.kind when 'AMOUNT' then kept.cents > g.balance_cents else kept.orders > 1 or g.balance_cents = 0 end`,
      row: sql`'gift card ' || g.id || ' (' || kept.cents || ' of ' || g.balance_cents || ' cents)'`,
    },
    {
      wrong: "keeps an amount of a gift card for an order that can no longer be paid",
      from: sql`payments p join orders o on o.id = p.order_id where p.method = 'GIFT_CARD'`,
      breach: sql`p.status = 'PENDING' and o.payable_until is null`,
      row: sql`'payment ' || p.id`,
    },
  ],
};
