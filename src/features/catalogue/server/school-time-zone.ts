import type { Tx } from "@/db/client";
import { statement } from "@/db/statement";

/** Before the school has been entered. The same as the column's default. */
const DEFAULT_TIME_ZONE = "Europe/Paris";

/** Where the school's dates are dates. */
export async function findSchoolTimeZone(tx: Tx | null): Promise<string> {
  const [school] = await find(tx, []);
  return school?.timeZone ?? DEFAULT_TIME_ZONE;
}

const find = statement<{ timeZone: string }>(
  "find-school-time-zone",
  `select time_zone as "timeZone" from schools where id = 1`,
);
