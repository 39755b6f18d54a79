import { db } from "@/db/client";
import type { BaptemeCategory } from "@/db/schema/catalogue-words";
import { now } from "@/lib/clock";
import { findBaptemeMonths } from "./page-queries";
import { findSchoolTimeZone } from "./school-time-zone";

/** The months (2027-05) that still have slots to come, of this category if one is given. */
export async function listBaptemeMonths(category?: BaptemeCategory): Promise<string[]> {
  return findBaptemeMonths(db(), await findSchoolTimeZone(null), category, now());
}
