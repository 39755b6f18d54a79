import { cartTokenSql, idSql } from "./ids";

/** What a stock's cart holds: two stages and a baptême, as deposit and as a whole. */
export const PRICES = { stage: 45_000, stageDeposit: 10_000, bapteme: 11_000, baptemeDeposit: 3_500 };
export const DUE_NOW_CENTS = 2 * PRICES.stageDeposit + PRICES.baptemeDeposit;
export const TOTAL_CENTS = 2 * PRICES.stage + PRICES.bapteme;
export const LINES = 3;

export type CartsPlan = {
  carts: number;
  /** Over how many stages, and as many baptêmes, the places are spread. A thousand places each is the most that one has. */
  activities: number;
};

/** No activity has more than a thousand places, and each cart takes two of a stage's. */
const MOST_PLACES = 1_000;
const PLACES_ASKED = 400;

export const activitiesFor = (carts: number): number => Math.max(100, Math.ceil((carts * 2) / PLACES_ASKED));

/** The school, what it offers, and visitors' carts of three items with a place held for each. */
export function cartsSql({ carts, activities }: CartsPlan): string {
  return `
    insert into schools (name, email, phone, address_line, postal_code, city, meeting_point, legal_notice)
    values ('École du Vent', 'bonjour@ecole-du-vent.example', '+33 4 50 00 00 00', '1 chemin du Décollage', '74000', 'Annecy',
            'Devant l’école', 'SIRET 000 000 000 00000')
    on conflict do nothing;

    insert into stages (id, type, start_date, end_date, price_cents, deposit_cents, places)
    select ${idSql("stage", "n")}, (array['INITIATION', 'PROGRESSION', 'AUTONOMIE'])[1 + n % 3], current_date + 20 + n % 300,
           current_date + 24 + n % 300, ${PRICES.stage}, ${PRICES.stageDeposit}, ${MOST_PLACES}
    from generate_series(1, ${activities}) n;

    insert into baptemes (id, starts_at, duration_minutes, deposit_cents, video_price_cents, places)
    select ${idSql("bapteme", "n")}, date_trunc('hour', now()) + make_interval(days => 10 + n % 300), 30, ${PRICES.baptemeDeposit}, 2500,
           ${MOST_PLACES}
    from generate_series(1, ${activities}) n;

    insert into bapteme_categories (bapteme_id, category, price_cents)
    select ${idSql("bapteme", "n")}, category, price_cents
    from generate_series(1, ${activities}) n, (values ('AVENTURE', ${PRICES.bapteme}), ('DUREE', 15000)) offered (category, price_cents);

    insert into cart_sessions (id, token_hash, locale, shown_due_now_cents, shown_balance_cents, created_at, last_used_at)
    select ${idSql("cart", "n")}, sha256((${cartTokenSql("n")})::bytea), 'fr', ${DUE_NOW_CENTS}, ${TOTAL_CENTS - DUE_NOW_CENTS}, now(), now()
    from generate_series(1, ${carts}) n;

    create temporary table stock_lines on commit drop as
    select n, k, ${LINES} * n - ${LINES} + k as m, k = ${LINES} as flies,
           1 + (2 * n + k) % ${activities} as activity
    from generate_series(1, ${carts}) n, generate_series(1, ${LINES}) k
    order by n, k;

    insert into cart_items (id, cart_session_id, type, stage_id, stage_type, bapteme_id, category, participant, created_at)
    select ${idSql("item", "m")}, ${idSql("cart", "n")}, ${TYPE}, ${STAGE}, ${STAGE_TYPE}, ${BAPTEME}, ${CATEGORY}, ${PARTICIPANT}, now()
    from stock_lines order by m;

    insert into holds (id, stage_id, bapteme_id, cart_item_id, expires_at, created_at)
    select ${idSql("hold", "m")}, ${STAGE}, ${BAPTEME}, ${idSql("item", "m")}, now() + interval '${LASTS}', now()
    from stock_lines order by m;
  `;
}

/** Longer than a run: a round late in it finds what the first one found. */
export const LASTS = "6 hours";

export const TYPE = `case when flies then 'BAPTEME' else 'STAGE' end`;
export const STAGE = `case when not flies then ${idSql("stage", "activity")} end`;
export const STAGE_TYPE = `case when not flies then (array['INITIATION', 'PROGRESSION', 'AUTONOMIE'])[1 + activity % 3] end`;
export const BAPTEME = `case when flies then ${idSql("bapteme", "activity")} end`;
export const CATEGORY = `case when flies then 'AVENTURE' end`;
export const PARTICIPANT = `jsonb_build_object('firstName', 'Camille' || k, 'lastName', 'Martin' || n, 'email', 'camille' || k || '.martin' || n || '@example.org',
  'phone', '06 12 34 56 78', 'birthDate', '1990-05-17', 'weightKg', 60 + k, 'heightCm', 170 + k)`;
