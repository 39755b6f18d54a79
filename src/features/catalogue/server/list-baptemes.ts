import type { z } from "zod";
import { db } from "@/db/client";
import { addMs, DAY_MS, now } from "@/lib/clock";
import { dateIn, instantAt } from "@/lib/time-zone";
import type { Bapteme, baptemesQuery } from "../schemas";
import { EARLIEST_DATE } from "./list-stages";
import { findBaptemes } from "./queries";
import { findSchoolTimeZone } from "./school-time-zone";

/** The slots between two dates of the school's time zone, sold-out ones too, by time; from today on when no beginning is given. */
export async function listBaptemes({ from, to, category }: z.infer<typeof baptemesQuery>): Promise<Bapteme[]> {
  const at = now();
  const timeZone = await findSchoolTimeZone(null);
  const first = from === undefined || from > EARLIEST_DATE ? (from ?? dateIn(timeZone, at)) : EARLIEST_DATE;
  if (to !== undefined && to < first) return [];
  const before = to === undefined ? undefined : instantAt(timeZone, dayAfter(to), 0);
  return findBaptemes(db(), { from: instantAt(timeZone, first, 0), before, category }, at);
}

const dayAfter = (date: string): string =>
  addMs(new Date(`${date}T00:00:00Z`), DAY_MS)
    .toISOString()
    .slice(0, 10);
