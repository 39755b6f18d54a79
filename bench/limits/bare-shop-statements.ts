/**
 * The least that a visitor's way to an order must ask of PostgreSQL, as statements of a bare `pg` client: the same rows as the
 * product writes, with prices read and places guarded by the database's own triggers. Every decision is left out: no checks of
 * what the visitor sent, no cart shown, no price compared with what was seen.
 */
type Statement = { name: string; text: string };

export const OPEN_CART: Statement = {
  name: "open-cart",
  text: `insert into cart_sessions (id, token_hash, locale, created_at, last_used_at) values (uuidv7(), $1, 'fr', now(), now()) returning id`,
};

export const LOCK_CART: Statement = {
  name: "lock-cart",
  text: "select id from cart_sessions where token_hash = $1 for update",
};

/** Its price and deposit, whichever of the two it is. */
export const READ_OFFER: Statement = {
  name: "read-offer",
  text: `select s.type as stage_type, s.price_cents, s.deposit_cents from stages s where s.id = $1
         union all
         select null, c.price_cents, b.deposit_cents from baptemes b join bapteme_categories c on c.bapteme_id = b.id and c.category = 'AVENTURE'
         where b.id = $2`,
};

export const INSERT_ITEM: Statement = {
  name: "insert-item",
  text: `insert into cart_items (id, cart_session_id, type, stage_id, stage_type, bapteme_id, category, participant, created_at)
         values (uuidv7(), $1, case when $2::uuid is null then 'BAPTEME' else 'STAGE' end, $2, $3, $4, case when $2::uuid is null then 'AVENTURE' end,
                 $5, now()) returning id`,
};

/** The trigger locks the activity, counts its places and refuses one too many. */
export const INSERT_HOLD: Statement = {
  name: "insert-hold",
  text: `insert into holds (id, stage_id, bapteme_id, cart_item_id, expires_at, created_at)
         values (uuidv7(), $1, $2, $3, now() + interval '60 minutes', now())`,
};

export const RECORD_SHOWN: Statement = {
  name: "record-shown",
  text: `update cart_sessions set shown_due_now_cents = shown_due_now_cents + $2, shown_balance_cents = shown_balance_cents + $3, last_used_at = now()
         where id = $1`,
};

export const FIND_CART: Statement = {
  name: "find-cart",
  text: "select id from cart_sessions where token_hash = $1",
};

export const FIND_PAYABLE: Statement = {
  name: "find-payable",
  text: "select id from orders where cart_session_id = $1 and payable_until is not null",
};

export const READ_CART: Statement = {
  name: "read-cart",
  text: `select i.id, coalesce(s.price_cents, c.price_cents)::int as price_cents, coalesce(s.deposit_cents, b.deposit_cents)::int as deposit_cents
         from cart_items i
         left join stages s on s.id = i.stage_id
         left join baptemes b on b.id = i.bapteme_id
         left join bapteme_categories c on c.bapteme_id = i.bapteme_id and c.category = i.category
         where i.cart_session_id = $1 order by i.position`,
};

/** In the order of the activities, like everywhere: one statement for all would lock them in any. */
export const LOCK_STAGE: Statement = {
  name: "lock-stages",
  text: `select id from stages where id in (select stage_id from cart_items where cart_session_id = $1) order by id for no key update`,
};
export const LOCK_BAPTEME: Statement = {
  name: "lock-baptemes",
  text: `select id from baptemes where id in (select bapteme_id from cart_items where cart_session_id = $1) order by id for no key update`,
};

export const INSERT_ORDER: Statement = {
  name: "insert-order",
  text: `insert into orders (id, cart_session_id, payable_until, cart_fingerprint, customer, locale, terms_accepted_at, subtotal_cents, gift_card_cents,
                             due_now_cents, balance_cents, created_at)
         values (uuidv7(), $1, now() + interval '30 minutes', $2, $3, 'fr', now(), $4, 0, $5, $6, now()) returning id, number`,
};

export const INSERT_LINES: Statement = {
  name: "insert-lines",
  text: `insert into order_lines (id, order_id, position, type, cart_item_id, stage_id, stage_type, bapteme_id, category, participant, price_cents,
                                  due_now_cents, balance_cents)
         select uuidv7(), $1, row_number() over (order by i.position) - 1, i.type, i.id, i.stage_id, i.stage_type, i.bapteme_id, i.category, i.participant,
                price.price_cents, price.deposit_cents, price.price_cents - price.deposit_cents
         from cart_items i join unnest($3::uuid[], $4::int[], $5::int[]) as price (item_id, price_cents, deposit_cents) on price.item_id = i.id
         where i.cart_session_id = $2`,
};

export const INSERT_PAYMENT: Statement = {
  name: "insert-payment",
  text: "insert into payments (id, order_id, method, amount_cents, created_at) values (uuidv7(), $1, 'STRIPE', $2, now()) returning id",
};

export const INSERT_ALLOCATIONS: Statement = {
  name: "insert-allocations",
  text: `insert into payment_allocations (payment_id, order_line_id, part, amount_cents)
         select $1, id, 'DUE_NOW', due_now_cents from order_lines where order_id = $2`,
};

export const KEEP_PLACES: Statement = {
  name: "keep-places",
  text: `update holds set order_line_id = l.id, expires_at = greatest(holds.expires_at, now() + interval '30 minutes')
         from order_lines l where l.order_id = $1 and holds.cart_item_id = l.cart_item_id`,
};

export const LINK_PAYMENT_INTENT: Statement = {
  name: "link-payment-intent",
  text: "update payments set stripe_payment_intent_id = $2 where id = $1",
};
