import type { MortalPostgres } from "./mortal-postgres";

/**
 * What a campaign sells. The seed's school would not do: its past orders were paid at a Stripe that this sandbox has never been.
 * Most activities have more places than a campaign sells, some so few that visitors fight for them.
 */
const STOCK = `
  insert into schools (name, email, phone, address_line, postal_code, city, meeting_point, legal_notice)
  values ('École du Vent', 'bonjour@ecole-du-vent.example', '+33 4 50 00 00 00', '1 chemin du Décollage', '74000', 'Annecy',
          'Devant l’école', 'SIRET 000 000 000 00000');

  insert into stages (id, type, start_date, end_date, price_cents, deposit_cents, places)
  select gen_random_uuid(), (array['INITIATION', 'PROGRESSION', 'AUTONOMIE', 'DOUBLE'])[1 + n % 4],
         current_date + 20 + n * 7, current_date + 24 + n * 7, 45000 + n * 500, 10000, case when n % 3 = 0 then 6 else 600 end
  from generate_series(1, 12) n;

  with slots as (
    insert into baptemes (id, starts_at, duration_minutes, deposit_cents, video_price_cents, places)
    select gen_random_uuid(), date_trunc('hour', now()) + make_interval(days => 5 + n), 30, 3500, 2500,
           case when n % 3 = 0 then 2 else 400 end
    from generate_series(1, 12) n
    returning id
  )
  insert into bapteme_categories (bapteme_id, category, price_cents)
  select id, category, price_cents from slots, (values ('AVENTURE', 11000), ('DUREE', 15000), ('ENFANT', 9000)) offered (category, price_cents);

  insert into gift_card_prices (id, activity, stage_type, category, price_cents, video_price_cents) values
    (gen_random_uuid(), 'STAGE', 'INITIATION', null, 45000, 0),
    (gen_random_uuid(), 'BAPTEME', null, 'AVENTURE', 11000, 2500);
`;

export const fillShelves = async (postgres: MortalPostgres): Promise<void> => {
  await postgres.rows(STOCK);
};
