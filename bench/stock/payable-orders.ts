import type { BenchPostgres } from "../ground/postgres";
import {
  activitiesFor,
  BAPTEME,
  CATEGORY,
  type CartsPlan,
  cartsSql,
  DUE_NOW_CENTS,
  LASTS,
  LINES,
  PARTICIPANT,
  PRICES,
  STAGE,
  STAGE_TYPE,
  TOTAL_CENTS,
  TYPE,
} from "./carts";
import { fill } from "./fill";
import { FIRST_NUMBER, idSql, paymentIntentSql } from "./ids";

export type StockPlan = { carts: number; activities?: number };

/** A database of visitors with three things in their carts, which they have not ordered. */
export async function prepareCarts(postgres: BenchPostgres, name: string, plan: StockPlan): Promise<void> {
  await postgres.renew(name, postgres.empty);
  await fill(postgres.url(name), [inOne(cartsSql(spread(plan)))]);
}

/** A database of orders that wait for their payment: see `fillPayableOrders`. */
export async function preparePayableOrders(postgres: BenchPostgres, name: string, plan: StockPlan): Promise<void> {
  await postgres.renew(name, postgres.empty);
  await fillPayableOrders(postgres.url(name), plan);
}

/**
 * Orders that wait for their payment, one for each cart, as `place-order.ts` leaves them and with their PaymentIntent known:
 * `npm run invariants` finds nothing. Made by a few statements over all rows, because a hundred requests a second would take
 * minutes; the triggers that count places at each row are off meanwhile, and the plan has places for all. The user of `url` must be
 * a superuser.
 */
export async function fillPayableOrders(url: string, plan: StockPlan): Promise<void> {
  const carts = spread(plan);
  await fill(url, [inOne(cartsSql(carts) + ordersSql(carts))]);
}

/** They share a temporary table. */
const inOne = (statements: string): string => `begin; ${statements} commit;`;

const spread = ({ carts, activities = activitiesFor(carts) }: StockPlan): CartsPlan => ({ carts, activities });

function ordersSql({ carts }: CartsPlan): string {
  return `
    insert into orders (id, number, cart_session_id, status, payable_until, cart_fingerprint, customer, locale, terms_accepted_at,
                        subtotal_cents, gift_card_cents, due_now_cents, balance_cents, created_at)
    select ${idSql("order", "n")}, 'ENV-' || lpad((${FIRST_NUMBER} + n)::text, 6, '0'), ${idSql("cart", "n")}, 'PENDING',
           now() + interval '${LASTS}', rtrim(encode(sha256(n::text::bytea), 'base64'), '='),
           jsonb_build_object('firstName', 'Dominique', 'lastName', 'Martin' || n, 'email', 'dominique.martin' || n || '@example.org',
             'phone', '06 98 76 54 32', 'address', '12 rue des Alpes', 'postalCode', '74000', 'city', 'Annecy', 'country', 'France'),
           'fr', now(), ${TOTAL_CENTS}, 0, ${DUE_NOW_CENTS}, ${TOTAL_CENTS - DUE_NOW_CENTS}, now()
    from generate_series(1, ${carts}) n;
    select setval('order_number', ${FIRST_NUMBER + carts});

    insert into order_lines (id, order_id, position, type, cart_item_id, stage_id, stage_type, bapteme_id, category, participant,
                             price_cents, due_now_cents, balance_cents)
    select ${idSql("line", "m")}, ${idSql("order", "n")}, k - 1, ${TYPE}, ${idSql("item", "m")}, ${STAGE}, ${STAGE_TYPE}, ${BAPTEME},
           ${CATEGORY}, ${PARTICIPANT}, ${PRICE}, ${DEPOSIT}, ${PRICE} - ${DEPOSIT}
    from stock_lines order by m;

    update holds set order_line_id = ${idSql("line", "m")} from stock_lines where holds.id = ${idSql("hold", "m")};

    insert into payments (id, order_id, method, amount_cents, stripe_payment_intent_id, created_at)
    select ${idSql("payment", "n")}, ${idSql("order", "n")}, 'STRIPE', ${DUE_NOW_CENTS}, ${paymentIntentSql("n")}, now()
    from generate_series(1, ${carts}) n;

    insert into payment_allocations (payment_id, order_line_id, part, amount_cents)
    select ${idSql("payment", "n")}, ${idSql("line", "m")}, 'DUE_NOW', ${DEPOSIT}
    from stock_lines order by m;
  `;
}

const PRICE = `case when k = ${LINES} then ${PRICES.bapteme} else ${PRICES.stage} end`;
const DEPOSIT = `case when k = ${LINES} then ${PRICES.baptemeDeposit} else ${PRICES.stageDeposit} end`;
