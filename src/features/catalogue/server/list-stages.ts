import type { z } from "zod";
import { db } from "@/db/client";
import type { StageType } from "@/db/schema/catalogue-words";
import { now } from "@/lib/clock";
import { dateIn } from "@/lib/time-zone";
import type { Stage, stagesQuery } from "../schemas";
import { findStages } from "./queries";
import { findSchoolTimeZone } from "./school-time-zone";

/** PostgreSQL knows no year 0, and no school was open before this. */
export const EARLIEST_DATE = "1900-01-01";

/** What the school offers between two dates, sold-out stages too, by date; from today on when no beginning is given. */
export async function listStages({ from, to, type }: z.infer<typeof stagesQuery>): Promise<Stage[]> {
  const at = now();
  const today = dateIn(await findSchoolTimeZone(null), at);
  const first = from === undefined || from > EARLIEST_DATE ? (from ?? today) : EARLIEST_DATE;
  if (to !== undefined && to < first) return [];
  return findStages(db(), { from: first, to, types: type && typesFound(type) }, today, at);
}

/** On a double stage the visitor chooses initiation or progression: who looks for either finds it. */
const typesFound = (type: StageType): StageType[] =>
  type === "INITIATION" || type === "PROGRESSION" ? [type, "DOUBLE"] : [type];
