/**
 * The least that one payment of an order of three places must change, in ten statements of one transaction: claim, payment, order,
 * three bookings, cart, outbox. They leave the same rows behind as the product does, and `npm run invariants` holds after them; what
 * they leave out is every decision: is the money right, is the place still there, was it told before.
 */
export const STATEMENTS = [
  { name: "begin", sql: "begin" },
  {
    name: "claim",
    sql: `insert into "ProcessedWebhookEvent" (id, type, source, effect, object_id, order_id, api_version, created_at_stripe, processed_at)
          values ({event}, 'payment_intent.succeeded', 'WEBHOOK', 'order-paid', {intent}, {order}, '2025-09-30.clover', now(), now())
          on conflict do nothing`,
  },
  {
    name: "payment",
    sql: `update payments set status = 'SUCCEEDED', received_cents = amount_cents, received_currency = 'eur', succeeded_at = now(),
          succeeded_by = 'WEBHOOK' where stripe_payment_intent_id = {intent}`,
  },
  { name: "order", sql: "update orders set status = 'PAID', paid_at = now(), payable_until = null where id = {order}" },
  ...[0, 1, 2].map((position) => ({
    name: `booking-${position}`,
    sql: `with line as (
            update order_lines set outcome = 'BOOKED' where order_id = {order} and position = ${position}
            returning id, order_id, stage_id, bapteme_id
          ), place as (
            update holds set expires_at = null, cart_item_id = null from line where holds.order_line_id = line.id
            returning holds.id as hold_id, line.id as line_id, line.order_id, line.stage_id, line.bapteme_id
          )
          insert into bookings (id, order_id, order_line_id, hold_id, stage_id, bapteme_id, created_at)
          select uuidv7(), order_id, line_id, hold_id, stage_id, bapteme_id, now() from place`,
  })),
  { name: "cart", sql: "delete from cart_items where cart_session_id = {cart}" },
  {
    name: "outbox",
    sql: `insert into emails (id, kind, order_id, subject_id, locale, not_before, created_at)
          select uuidv7(), 'CONFIRMATION', id, id, 'fr', now(), now() from orders where id = {order}
          union all
          select uuidv7(), 'PARTICIPANT_INFO', order_id, id, 'fr', now(), now() from bookings where order_id = {order}`,
  },
  { name: "commit", sql: "commit" },
];

export type PaymentIds = { event: string; intent: string; order: string; cart: string };

const TYPES = { event: "text", intent: "text", order: "uuid", cart: "uuid" } as const;
type Place = keyof typeof TYPES;
const PLACE = /\{(event|intent|order|cart)\}/g;

/** A statement for a `pg` client: its text with numbered parameters, and which ids they are. */
export function forClient({ name, sql }: { name: string; sql: string }) {
  const places: Place[] = [];
  const text = sql.replaceAll(PLACE, (_, place: Place) => {
    if (!places.includes(place)) places.push(place);
    return `$${places.indexOf(place) + 1}::${TYPES[place]}`;
  });
  return (ids: PaymentIds) => ({ name, text, values: places.map((place) => ids[place]) });
}

/** A statement for pgbench, which knows no ids: the expressions that make them. */
export const withExpressions = (sql: string, expressions: PaymentIds): string =>
  sql.replaceAll(PLACE, (_, place: Place) => expressions[place]).replaceAll(/\s+/g, " ");

/** The same statements within one function: one statement, one round trip. */
export const FUNCTION = `
  create function least_payment(event text, intent text, the_order uuid, cart uuid) returns void language plpgsql as $$
  begin
    ${STATEMENTS.slice(1, -1)
      .map(({ sql }) => withExpressions(sql, { event: "$1", intent: "$2", order: "$3", cart: "$4" }))
      .join(";\n    ")};
  end $$`;

export const CALL = { name: "call", sql: "select least_payment({event}, {intent}, {order}, {cart})" };
