import { keptAnswer } from "@/db/kept-answer";
import { statement } from "@/db/statement";
import type { BaptemeCategory, StageType } from "@/db/schema/catalogue-words";

/*
 * PostgreSQL writes the JSON of the lists itself, as the contract has it: everybody reads them, and to make objects of the rows
 * only to write them down again costs more of our CPU than all the rest of such a request.
 */

/**
 * Several seasons of the largest schools (two stages a week and instructor; a slot every half hour of daylight is 20 a day). Whoever
 * wants more asks for a shorter period: an answer never grows with the years that a school has been open.
 */
const MOST_STAGES = 500;
const MOST_BAPTEMES = 2_000;

/** Where the school's dates are dates, before it has been entered, too; and its date at the instant `$1`. */
const SCHOOL = `school as (
  select time_zone, ($1::timestamptz at time zone time_zone)::date as today
  from (select coalesce((select time_zone from schools where id = 1), 'Europe/Paris') as time_zone) entered
)`;

/** Less bookings, places that orders keep while they can be paid, and holds whose time runs. Lapsed holds are free places. */
const placesLeft = (
  begun: string,
  places: string,
  ofActivity: string,
) => `case when ${begun} then 0 else greatest(0, ${places} - (
    select count(*) from holds
    where ${ofActivity} and (holds.order_line_id is not null or holds.expires_at is null or holds.expires_at > $1::timestamptz)
  )) end`;

const asJson = (rows: string) =>
  `select coalesce(array_to_json(array_agg(listed)), '[]')::text as json from (${rows}) listed`;

/** A stage that began before today is over for sale: nothing is left of it. */
const SELECT_STAGES = `select id, type, start_date as "startDate", end_date as "endDate",
    end_date - start_date + 1 as "durationDays", price_cents as "priceCents", deposit_cents as "depositCents", places,
    ${placesLeft("start_date < school.today", "stages.places", "holds.stage_id = stages.id")} as "placesLeft"
  from stages cross join school`;

const SELECT_BAPTEMES = `select id, to_char(starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "startsAt",
    duration_minutes as "durationMinutes",
    (select coalesce(array_to_json(array_agg(offered)), '[]') from (
      select category, price_cents as "priceCents" from bapteme_categories
      where bapteme_id = baptemes.id order by price_cents, category
    ) offered) as categories,
    deposit_cents as "depositCents", video_price_cents as "videoPriceCents", places,
    ${placesLeft("starts_at <= $1::timestamptz", "baptemes.places", "holds.bapteme_id = baptemes.id")} as "placesLeft"
  from baptemes cross join school`;

/** When a hold lapses, a slot begins or a day is over, a list is another though nobody has written anything. */
const CHANGES_AT = `select least(
    (select min(expires_at) from holds where order_line_id is null and expires_at > $1::timestamptz),
    (select min(starts_at) from baptemes where starts_at > $1::timestamptz),
    (today + 1)::timestamp at time zone time_zone)
  from school`;

type Listed = { json: string };

/** Dates of the school, both of them inclusive; without a beginning, from today on. */
export type Period = { from?: string | undefined; to?: string | undefined };

/** JSON of `Stage[]`, by date. */
export async function findStages({ from, to }: Period, types: StageType[] | undefined, now: Date): Promise<string> {
  return stagesOf(now, [from, to, types]);
}

const stagesOf = keptAnswer("find-stages", {
  with: SCHOOL,
  json: asJson(`${SELECT_STAGES}
    where start_date >= coalesce($3::date, school.today)
      and ($4::date is null or start_date <= $4::date)
      and ($5::text[] is null or type = any($5::text[]))
    order by start_date, id limit ${MOST_STAGES}`),
  changesAt: CHANGES_AT,
});

/** JSON of the one stage, or of none, in a list: it can still be looked at from today on. */
export async function findOneStage(id: string, now: Date): Promise<string> {
  return jsonOf(await selectOneStage(null, [now, id]));
}

const selectOneStage = statement<Listed>(
  "find-one-stage",
  `with ${SCHOOL} ${asJson(`${SELECT_STAGES} where id = $2 and start_date >= school.today`)}`,
);

/** JSON of `Bapteme[]`, by time. A day lasts from its midnight to the next one where the school is. */
export async function findBaptemes(
  { from, to }: Period,
  category: BaptemeCategory | undefined,
  now: Date,
): Promise<string> {
  return baptemesOf(now, [from, to, category]);
}

const baptemesOf = keptAnswer("find-baptemes", {
  with: SCHOOL,
  json: asJson(`${SELECT_BAPTEMES}
    where starts_at >= coalesce($3::date, school.today)::timestamp at time zone school.time_zone
      and ($4::date is null or starts_at < ($4::date + 1)::timestamp at time zone school.time_zone)
      and ($5::text is null or exists (
        select 1 from bapteme_categories where bapteme_id = baptemes.id and category = $5::text))
    order by starts_at, id limit ${MOST_BAPTEMES}`),
  changesAt: CHANGES_AT,
});

/** JSON of the one slot, or of none, in a list: it is still to come. */
export async function findOneBapteme(id: string, now: Date): Promise<string> {
  return jsonOf(await selectOneBapteme(null, [now, id]));
}

const selectOneBapteme = statement<Listed>(
  "find-one-bapteme",
  `with ${SCHOOL} ${asJson(`${SELECT_BAPTEMES} where id = $2 and starts_at >= $1::timestamptz`)}`,
);

function jsonOf([row]: Listed[]): string {
  if (row === undefined) throw new Error("an aggregate without groups gives one row");
  return row.json;
}
