import { and, asc, eq, gte, inArray, lt, lte, type SQL, sql } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { baptemeCategories, baptemes, stages } from "@/db/schema/catalogue";
import type { BaptemeCategory, StageType } from "@/db/schema/catalogue-words";
import type { Bapteme, Stage } from "../schemas";

/**
 * Several seasons of the largest schools (two stages a week and instructor; a slot every half hour of daylight is 20 a day). Whoever
 * wants more asks for a shorter period: an answer never grows with the years that a school has been open.
 */
const MOST_STAGES = 500;
const MOST_BAPTEMES = 2_000;

export type StageFilter = {
  from: string;
  to?: string | undefined;
  types?: StageType[] | undefined;
  id?: string | undefined;
};

/** A stage that began before `today` is over for sale: nothing is left of it. */
export function findStages(reader: Reader, filter: StageFilter, today: string, now: Date): Promise<Stage[]> {
  return reader
    .select({
      id: stages.id,
      type: stages.type,
      startDate: stages.startDate,
      endDate: stages.endDate,
      durationDays: sql`${stages.endDate} - ${stages.startDate} + 1`.mapWith(Number),
      priceCents: stages.priceCents,
      depositCents: stages.depositCents,
      places: stages.places,
      placesLeft: placesLeft(
        sql`${stages.startDate} < ${today}::date`,
        stages.places,
        sql`holds.stage_id = stages.id`,
        now,
      ),
    })
    .from(stages)
    .where(
      and(
        gte(stages.startDate, filter.from),
        filter.to === undefined ? undefined : lte(stages.startDate, filter.to),
        filter.types === undefined ? undefined : inArray(stages.type, filter.types),
        filter.id === undefined ? undefined : eq(stages.id, filter.id),
      ),
    )
    .orderBy(asc(stages.startDate), asc(stages.id))
    .limit(MOST_STAGES);
}

/** From the first instant of a day to that of another, which is not in it any more. */
export type BaptemeFilter = {
  from: Date;
  before?: Date | undefined;
  category?: BaptemeCategory | undefined;
  id?: string | undefined;
};

export async function findBaptemes(reader: Reader, filter: BaptemeFilter, now: Date): Promise<Bapteme[]> {
  const rows = await reader
    .select({
      id: baptemes.id,
      startsAt: baptemes.startsAt,
      durationMinutes: baptemes.durationMinutes,
      categories: sql<Bapteme["categories"]>`(
        select coalesce(json_agg(json_build_object('category', c.category, 'priceCents', c.price_cents) order by c.price_cents, c.category), '[]')
        from bapteme_categories c where c.bapteme_id = baptemes.id)`,
      depositCents: baptemes.depositCents,
      videoPriceCents: baptemes.videoPriceCents,
      places: baptemes.places,
      placesLeft: placesLeft(
        sql`${baptemes.startsAt} <= ${now}::timestamptz`,
        baptemes.places,
        sql`holds.bapteme_id = baptemes.id`,
        now,
      ),
    })
    .from(baptemes)
    .where(
      and(
        gte(baptemes.startsAt, filter.from),
        filter.before === undefined ? undefined : lt(baptemes.startsAt, filter.before),
        filter.category === undefined ? undefined : offers(reader, filter.category),
        filter.id === undefined ? undefined : eq(baptemes.id, filter.id),
      ),
    )
    .orderBy(asc(baptemes.startsAt), asc(baptemes.id))
    .limit(MOST_BAPTEMES);
  return rows.map((row) => ({ ...row, startsAt: row.startsAt.toISOString() }));
}

function offers(reader: Reader, category: BaptemeCategory): SQL {
  const slots = reader
    .select({ id: baptemeCategories.baptemeId })
    .from(baptemeCategories)
    .where(eq(baptemeCategories.category, category));
  return inArray(baptemes.id, slots);
}

// In a selection Drizzle writes a lone table's columns without its name, which a subquery would take for its own: hence names in full.

/** Less bookings, places that orders keep while they can be paid, and holds whose time runs. Lapsed holds are free places. */
const placesLeft = (begun: SQL, places: typeof stages.places | typeof baptemes.places, ofActivity: SQL, now: Date) =>
  sql`case when ${begun} then 0 else greatest(0, ${places} - (
    select count(*) from holds
    where ${ofActivity} and (holds.order_line_id is not null or holds.expires_at is null or holds.expires_at > ${now}::timestamptz)
  )) end`.mapWith(Number);
