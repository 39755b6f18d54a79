import type { InvariantId } from "./invariant";

/** A way to break the database (triggers and foreign keys are off), and what the report must then say of which row. */
type PlantedBreach = { id: InvariantId; row: string; wrong: string; plant: string };

/** For tests only: one for every rule, against a school that `seed("large")` has made. */
export const PLANTED_BREACHES: PlantedBreach[] = [
  {
    id: "I1",
    row: "payment",
    wrong: "took money that neither paid its order nor goes back nor waits for staff",
    plant:
      "delete from refunds where reason = 'DUPLICATE'; update payments set refunded_cents = 0, status = 'SUCCEEDED' where not covers_order",
  },
  {
    // That it came twice is still on the worklist: that alone gives nothing back.
    id: "I1",
    row: "payment",
    wrong: "took money that neither paid its order nor goes back nor waits for staff",
    plant: `update refunds set status = 'CANCELLED', stripe_refund_id = null where reason = 'DUPLICATE';
      update payments set refunded_cents = 0, status = 'SUCCEEDED' where not covers_order;
      update worklist_entries w set closed_at = null, payment_id = p.id from payments p where w.kind = 'DUPLICATE_PAYMENT' and p.order_id = w.order_id and not p.covers_order`,
  },
  {
    id: "I1",
    row: "payment",
    wrong: "paid its order and waits for staff as contradicting it",
    plant: `insert into worklist_entries (id, kind, dedupe_key, order_id, payment_id, details, opened_at)
      select gen_random_uuid(), 'MONEY_CONTRADICTS_ORDER', 'planted', order_id, id, '{}', now() from payments where method = 'STRIPE' and status = 'SUCCEEDED' limit 1`,
  },
  {
    id: "I1",
    row: "line",
    wrong: "of a paid order has neither a booking, nor a gift card, nor was it lost",
    plant: "update order_lines set outcome = 'PENDING' where id = (select order_line_id from bookings limit 1)",
  },
  {
    id: "I1",
    row: "line",
    wrong: "was lost, and what was paid online for it is not what is refunded",
    plant: "delete from refunds where reason = 'PLACE_LOST'",
  },
  {
    id: "I1",
    row: "line",
    wrong: "was lost, and what was paid online for it is not what is refunded",
    plant: "update refunds set status = 'CANCELLED' where reason = 'PLACE_LOST'",
  },
  {
    id: "I1",
    row: "line",
    wrong: "was lost, and no worklist entry says so",
    plant: "delete from worklist_entries where kind = 'LINE_LOST'",
  },
  {
    id: "I1",
    row: "payment",
    wrong: "took more than was due, and no worklist entry says so",
    plant: "update payments set received_cents = received_cents + 100 where method = 'STRIPE' and status = 'SUCCEEDED'",
  },

  {
    id: "I2",
    row: "order",
    wrong: "is paid, but its succeeded payments do not bring the money that was due",
    plant:
      "update payments set status = 'PENDING', succeeded_at = null where id = (select id from payments where method = 'STRIPE' and status = 'SUCCEEDED' limit 1)",
  },
  {
    id: "I2",
    row: "line",
    wrong: "was honoured, but what was due for it online is not what was paid for it",
    plant:
      "delete from payment_allocations where id = (select min(id) from payment_allocations where part = 'DUE_NOW')",
  },
  {
    id: "I2",
    row: "payment",
    wrong: "pays for an order with another amount or currency than was asked for",
    plant:
      "update payments set received_currency = 'jpy' where id = (select id from payments where method = 'STRIPE' and status = 'SUCCEEDED' limit 1)",
  },
  {
    id: "I2",
    row: "order",
    wrong: "has another status than its payments and refunds give it",
    plant: "update orders set status = 'REFUNDED' where id = (select id from orders where status = 'PAID' limit 1)",
  },
  {
    id: "I2",
    row: "line",
    wrong: "does not follow its unpaid order: pending while it can be paid, cancelled once it cannot",
    plant: "update order_lines set outcome = 'PENDING' where outcome = 'CANCELLED'",
  },
  {
    id: "I2",
    row: "payment",
    wrong: "is still open although its order is closed",
    plant: "update payments set status = 'PENDING' where status = 'CANCELLED'",
  },

  {
    id: "I3",
    row: "line",
    wrong: "is booked, but has not exactly one booking, of the same order and activity",
    plant: "delete from bookings where id = (select id from bookings limit 1)",
  },
  {
    id: "I3",
    row: "booking",
    wrong: "exists although its line is not a paid one",
    plant: "update order_lines set outcome = 'LOST' where id = (select order_line_id from bookings limit 1)",
  },
  {
    id: "I3",
    row: "booking",
    wrong: "does not stand on a lasting hold of its own activity",
    plant: "update holds set expires_at = now() + interval '1 hour' where id = (select hold_id from bookings limit 1)",
  },
  {
    id: "I3",
    row: "booking",
    wrong: "stands on the same hold as another booking",
    plant:
      "alter table bookings drop constraint booking_one_per_hold; update bookings set hold_id = (select hold_id from bookings limit 1) where id in (select id from bookings limit 3)",
  },
  { id: "I3", row: "stage", wrong: "has fewer places than are taken", plant: "update stages set places = 1" },
  { id: "I3", row: "baptême", wrong: "has fewer places than are taken", plant: "update baptemes set places = 0" },
  {
    id: "I3",
    row: "stage",
    wrong: "has fewer places than are taken",
    plant:
      "delete from holds where id in (select hold_id from bookings where stage_id is not null); update stages set places = 0",
  },
  {
    id: "I3",
    row: "hold",
    wrong: "is kept for a line whose order can no longer be paid",
    plant:
      "insert into holds (id, bapteme_id, order_line_id, created_at) select gen_random_uuid(), bapteme_id, id, now() from order_lines where outcome = 'CANCELLED' and bapteme_id is not null limit 1",
  },
  {
    id: "I3",
    row: "hold",
    wrong: "keeps a place for good, and no booking stands on it",
    plant: "insert into holds (id, stage_id, created_at) select gen_random_uuid(), id, now() from stages limit 1",
  },
  {
    id: "I3",
    row: "line",
    wrong: "can still be paid, but no place is kept for it",
    plant:
      "update orders set status = 'PENDING', cancel_reason = null, payable_until = now() where status = 'CANCELLED'",
  },
  {
    id: "I3",
    row: "hold",
    wrong: "is for another activity than its cart item",
    plant: `${cartWithItem()}; insert into holds (id, stage_id, cart_item_id, expires_at, created_at)
      select gen_random_uuid(), (select id from stages limit 1), id, now() + interval '1 hour', now() from cart_items`,
  },

  {
    id: "I4",
    row: "gift card",
    wrong: "has another balance than its ledger's sum, or a negative one",
    plant: "update gift_cards set balance_cents = balance_cents + 1 where id = (select id from gift_cards limit 1)",
  },
  {
    id: "I4",
    row: "line",
    wrong: "is issued, but has not exactly one gift card",
    plant: "delete from gift_cards where id = (select id from gift_cards limit 1)",
  },
  {
    id: "I4",
    row: "gift card",
    wrong: "exists although its line is not a paid one",
    plant: "update order_lines set outcome = 'LOST' where outcome = 'ISSUED'",
  },
  {
    id: "I4",
    row: "gift card",
    wrong: "was not issued once with what was bought",
    plant: "update gift_card_entries set amount_cents = amount_cents + 1 where kind = 'ISSUE'",
  },
  {
    id: "I4",
    row: "gift card",
    wrong: "is an activity card used more than once, or used in part",
    plant: `insert into gift_card_entries (gift_card_id, kind, amount_cents, payment_id, created_at)
      select e.gift_card_id, 'SPEND', -1, gen_random_uuid(), now() from gift_card_entries e join gift_cards g on g.id = e.gift_card_id where g.kind = 'ACTIVITY' and e.kind = 'SPEND'`,
  },
  {
    id: "I4",
    row: "ledger entry",
    wrong: "was spent otherwise than its payment says",
    plant:
      "update gift_card_entries set amount_cents = amount_cents - 1 where kind = 'SPEND' and gift_card_id in (select id from gift_cards where kind = 'AMOUNT')",
  },
  {
    id: "I4",
    row: "payment",
    wrong: "paid with a gift card that was not debited",
    plant: "delete from gift_card_entries where kind = 'SPEND'",
  },
  {
    id: "I4",
    row: "gift card",
    wrong: "is kept by orders that can be paid for more than it holds",
    plant:
      "update payments set status = 'PENDING', succeeded_at = null, amount_cents = 10000000 where method = 'GIFT_CARD'",
  },
  {
    id: "I4",
    row: "payment",
    wrong: "keeps an amount of a gift card for an order that can no longer be paid",
    plant: "update payments set status = 'PENDING', succeeded_at = null where method = 'GIFT_CARD'",
  },

  {
    id: "I5",
    row: "cart item",
    wrong: "was bought, and is still in its cart",
    plant: `${cartWithItem()}; update order_lines set cart_item_id = (select id from cart_items) where id = (select order_line_id from bookings limit 1)`,
  },
  {
    id: "I5",
    row: "order",
    wrong: "can be paid beside another order of the same cart",
    plant: `${cartWithItem()}; drop index order_one_payable_per_cart;
      update orders set status = 'PENDING', cancel_reason = null, payable_until = now(), cart_session_id = (select id from cart_sessions) where status = 'CANCELLED'`,
  },

  {
    id: "I6",
    row: "e-mail",
    wrong: "is queued twice for the same order, kind and subject",
    plant: `alter table emails drop constraint email_once; insert into emails (id, kind, order_id, subject_id, locale, not_before, created_at)
      select gen_random_uuid(), kind, order_id, subject_id, locale, not_before, created_at from emails limit 1`,
  },
  {
    id: "I6",
    row: "order",
    wrong: "is paid, but its confirmation is not queued",
    plant: "delete from emails where id = (select id from emails where kind = 'CONFIRMATION' limit 1)",
  },
  {
    id: "I6",
    row: "booking",
    wrong: "stands, but its participant's information is not queued",
    plant: "delete from emails where id = (select id from emails where kind = 'PARTICIPANT_INFO' limit 1)",
  },
  {
    id: "I6",
    row: "gift card",
    wrong: "was bought, but its e-mail is not queued",
    plant: "delete from emails where id = (select id from emails where kind = 'GIFT_CARD' limit 1)",
  },
  {
    id: "I6",
    row: "order",
    wrong: "lost a line, but the customer is not told",
    plant: "delete from emails where kind in ('PLACE_LOST', 'REFUND')",
  },
  {
    id: "I6",
    row: "refund",
    wrong: "goes back to the customer, who is not told",
    plant: "delete from emails where id = (select id from emails where kind = 'REFUND' limit 1)",
  },
  {
    id: "I6",
    row: "event",
    wrong: "failed the payment of an order, and its customer is not told",
    plant: eventWithEffect("payment-failed"),
  },
  {
    id: "I6",
    row: "e-mail",
    wrong: "tells of what is not so",
    plant:
      "update emails set subject_id = gen_random_uuid() where id = (select id from emails where kind = 'PARTICIPANT_INFO' limit 1)",
  },
  {
    id: "I6",
    row: "e-mail",
    wrong: "is sent without a time, or has a time and is not sent",
    plant: "update emails set sent_at = null where id = (select id from emails limit 1)",
  },
  {
    id: "I6",
    row: "e-mail",
    wrong: "was given up, and no worklist entry says so",
    plant: "update emails set status = 'DEAD', sent_at = null where id = (select id from emails limit 1)",
  },

  {
    id: "I7",
    row: "event",
    wrong: "is marked as having paid an order that is not paid by its PaymentIntent",
    plant: `update "ProcessedWebhookEvent" set object_id = 'pi_other' where effect = 'order-paid'`,
  },
  {
    id: "I7",
    row: "payment",
    wrong: "succeeded, and no event is marked as processed for it",
    plant: `delete from "ProcessedWebhookEvent"`,
  },
  {
    id: "I7",
    row: "event",
    wrong: "paid the same order as another event",
    plant: `insert into "ProcessedWebhookEvent" (id, type, source, effect, object_id, order_id, processed_at)
      select id || '_again', type, source, effect, object_id, order_id, processed_at from "ProcessedWebhookEvent" where effect = 'order-paid' limit 1`,
  },
  {
    id: "I7",
    row: "event",
    wrong: "is marked as a duplicate payment that no payment of the order is",
    plant: eventWithEffect("duplicate-payment"),
  },
  {
    id: "I7",
    row: "event",
    wrong: "is marked as a refund, and none of the order is recorded",
    plant: eventWithEffect("refund-recorded"),
  },
  {
    id: "I7",
    row: "event",
    wrong: "is marked as a dispute, and none of the order is recorded",
    plant: eventWithEffect("dispute-recorded"),
  },
  {
    id: "I7",
    row: "dispute",
    wrong: "is recorded, and no worklist entry says so",
    plant: `insert into disputes (stripe_dispute_id, payment_id, status, amount_cents, currency, created_at, updated_at)
      select 'du_planted', id, 'needs_response', amount_cents, 'eur', now(), now() from payments where method = 'STRIPE' limit 1`,
  },
  {
    id: "I7",
    row: "event",
    wrong: "is processed, and counts as one that could not be",
    plant: parkedEvent({ id: `(select id from "ProcessedWebhookEvent" limit 1)`, status: "DEAD" }),
  },
  {
    id: "I7",
    row: "event",
    wrong: "was parked and is done, but is neither marked as processed nor answered by another event",
    plant: parkedEvent({ status: "DONE" }),
  },

  {
    id: "I8",
    row: "event",
    wrong: "is parked without the body that a retry needs",
    plant: parkedEvent({ body: "null" }),
  },
  {
    id: "I8",
    row: "event",
    wrong: "is parked without a reason or with a senseless count of attempts",
    plant: parkedEvent({ lastError: " " }),
  },
  {
    id: "I8",
    row: "event",
    wrong: "is dead or waits for staff, and neither an alert nor a worklist entry says so",
    plant: parkedEvent({ status: "DEAD" }),
  },

  {
    id: "I9",
    row: "payment",
    wrong: "has another refunded total than its refunds add up to",
    plant: "update payments set refunded_cents = refunded_cents - 1 where status = 'PARTIALLY_REFUNDED'",
  },
  {
    id: "I9",
    row: "payment",
    wrong: "gives back more than it brought",
    plant: "update refunds set amount_cents = amount_cents + 100000",
  },
  {
    id: "I9",
    row: "payment",
    wrong: "gave back to its gift card another sum than it says",
    plant:
      "update payments set refunded_cents = 1 where method = 'GIFT_CARD' and gift_card_id in (select id from gift_cards where kind = 'AMOUNT')",
  },
  {
    id: "I9",
    row: "payment",
    wrong: "has another status than its refunds give it",
    plant:
      "update payments set status = 'REFUNDED' where id = (select id from payments where status = 'SUCCEEDED' limit 1)",
  },
  {
    id: "I9",
    row: "refund",
    wrong: "belongs to another order or currency than its payment",
    plant: "update refunds set currency = 'usd'",
  },
  {
    id: "I9",
    row: "refund",
    wrong: "is the same refund at Stripe as another",
    plant:
      "alter table refunds drop constraint refund_one_per_stripe_refund; update refunds set stripe_refund_id = 're_same'",
  },
  {
    id: "I9",
    row: "refund",
    wrong: "failed, and no worklist entry says so",
    plant: "update refunds set status = 'FAILED'",
  },
  {
    id: "I9",
    row: "refund",
    wrong: "failed, and no worklist entry says so",
    plant: "update refunds set status = 'CANCELLED'",
  },
  {
    id: "I9",
    row: "refund",
    wrong: "was made in Stripe's dashboard, and no worklist entry says so",
    plant: "update refunds set reason = 'STRIPE_DASHBOARD'",
  },

  {
    id: "I10",
    row: "column",
    wrong: "could hold a part of a cent",
    plant: "alter table gift_card_prices alter column video_price_cents type numeric",
  },
  {
    id: "I10",
    row: "payment",
    wrong: "is not the sum of its allocations",
    plant:
      "update payment_allocations set amount_cents = amount_cents + 1 where id = (select min(id) from payment_allocations)",
  },
  {
    id: "I10",
    row: "allocation",
    wrong: "divides a payment over a line of another order",
    plant:
      "update payment_allocations set order_line_id = (select order_line_id from bookings limit 1) where id = (select max(id) from payment_allocations where part = 'DUE_NOW')",
  },
  {
    id: "I10",
    row: "line",
    wrong: "has been paid more for it than its price",
    plant: "update payment_allocations set amount_cents = amount_cents + 1 where part = 'DUE_NOW'",
  },
  {
    id: "I10",
    row: "order",
    wrong: "is not the sum of its lines",
    plant: "update order_lines set price_cents = price_cents + 1, balance_cents = balance_cents + 1",
  },
  {
    id: "I10",
    row: "order",
    wrong: "is not what its lines and gift cards leave to pay now",
    plant:
      "update orders set due_now_cents = due_now_cents + 1, balance_cents = balance_cents - 1 where balance_cents > 0",
  },
  {
    id: "I10",
    row: "payment",
    wrong: "asks for another amount than its order has to pay now",
    plant: "update payments set amount_cents = amount_cents + 1 where method = 'STRIPE'",
  },
];

function cartWithItem(): string {
  return `insert into cart_sessions (id, token_hash, created_at, last_used_at) values (gen_random_uuid(), '\\x00', now(), now());
    insert into cart_items (id, cart_session_id, type, bapteme_id, category, participant, created_at)
    select gen_random_uuid(), (select id from cart_sessions), 'BAPTEME', id, 'AVENTURE', '{}', now() from baptemes limit 1`;
}

/** An event about a PaymentIntent that paid its order, and was neither refunded nor disputed. */
function eventWithEffect(effect: string): string {
  return `insert into "ProcessedWebhookEvent" (id, type, source, effect, object_id, order_id, processed_at)
    select 'evt_planted', 'planted', 'WEBHOOK', '${effect}', stripe_payment_intent_id, order_id, now()
    from payments p where method = 'STRIPE' and status = 'SUCCEEDED' and not exists (select from refunds where order_id = p.order_id) limit 1`;
}

function parkedEvent({
  id = "'evt_planted'",
  status = "WAITING",
  body = "'{}'",
  lastError = "planted",
}: {
  id?: string;
  status?: string;
  body?: string;
  lastError?: string;
}): string {
  return `insert into parked_events (id, type, status, raw_body, attempts, not_before, last_error, received_at, updated_at)
    values (${id}, 'planted', '${status}', ${body}, 1, now(), '${lastError}', now(), now())`;
}
