import { and, asc, eq, gt, sql } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { baptemeCategories, baptemes, giftCardPrices, schools } from "@/db/schema/catalogue";
import type { BaptemeCategory } from "@/db/schema/catalogue-words";

/** More months ahead than any school sells. */
const MOST_MONTHS = 36;

/** Seven stage types and baptême categories exist; the price list cannot be longer than what can be told apart. */
const MOST_PRICES = 50;

export async function findSchoolRow(reader: Reader) {
  const [school] = await reader
    .select({
      name: schools.name,
      email: schools.email,
      phone: schools.phone,
      addressLine: schools.addressLine,
      postalCode: schools.postalCode,
      city: schools.city,
      country: schools.country,
      timeZone: schools.timeZone,
      meetingPoint: schools.meetingPoint,
      legalNotice: schools.legalNotice,
    })
    .from(schools)
    .where(eq(schools.id, 1))
    .limit(1);
  return school;
}

/** The months, as 2027-05 in the school's time, in which slots are still to come. */
export async function findBaptemeMonths(
  reader: Reader,
  timeZone: string,
  category: BaptemeCategory | undefined,
  now: Date,
): Promise<string[]> {
  const month = sql<string>`to_char(${baptemes.startsAt} at time zone ${timeZone}, 'YYYY-MM')`;
  const offered =
    category &&
    sql`exists (select 1 from ${baptemeCategories} c where c.bapteme_id = ${baptemes.id} and c.category = ${category})`;
  const rows = await reader
    .select({ month: month.as("month") })
    .from(baptemes)
    .where(and(gt(baptemes.startsAt, now), offered))
    .groupBy(sql`1`)
    .orderBy(sql`1`)
    .limit(MOST_MONTHS);
  return rows.map((row) => row.month);
}

export function findGiftCardPrices(reader: Reader) {
  return reader
    .select({
      activity: giftCardPrices.activity,
      stageType: giftCardPrices.stageType,
      category: giftCardPrices.category,
      priceCents: giftCardPrices.priceCents,
      videoPriceCents: giftCardPrices.videoPriceCents,
    })
    .from(giftCardPrices)
    .orderBy(asc(giftCardPrices.priceCents))
    .limit(MOST_PRICES);
}
