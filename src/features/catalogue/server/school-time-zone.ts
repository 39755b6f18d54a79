import { eq } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { schools } from "@/db/schema/catalogue";

/** Before the school has been entered. The same as the column's default. */
const DEFAULT_TIME_ZONE = "Europe/Paris";

/** Where the school's dates are dates. */
export async function findSchoolTimeZone(reader: Reader): Promise<string> {
  const [school] = await reader.select({ timeZone: schools.timeZone }).from(schools).where(eq(schools.id, 1)).limit(1);
  return school?.timeZone ?? DEFAULT_TIME_ZONE;
}
