import type { z } from "zod";
import type { StageType } from "@/db/schema/catalogue-words";
import { askTogether } from "@/lib/ask-together";
import { now } from "@/lib/clock";
import type { Stage, stagesAnswer, stagesQuery } from "../schemas";
import { periodOf } from "./period";
import { findStages } from "./queries";

/**
 * What the school offers between two dates, sold-out stages too, by date; from today on when no beginning is given. As the text of
 * the API's answer, read once for all who ask at the same time.
 */
export const stagesAsJson = askTogether(async ({ type, ...dates }: z.infer<typeof stagesQuery>): Promise<string> => {
  const period = periodOf(dates);
  return `{"stages":${period === null ? "[]" : await findStages(period, type && typesFound(type), now())}}`;
});

/** The same for a page. */
export async function listStages(query: z.infer<typeof stagesQuery>): Promise<Stage[]> {
  const answer = JSON.parse(await stagesAsJson(query)) as z.infer<typeof stagesAnswer>; // as the query has written it
  return answer.stages;
}

/** On a double stage the visitor chooses initiation or progression: who looks for either finds it. */
const typesFound = (type: StageType): StageType[] =>
  type === "INITIATION" || type === "PROGRESSION" ? [type, "DOUBLE"] : [type];
