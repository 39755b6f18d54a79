import type { z } from "zod";
import { askTogether } from "@/lib/ask-together";
import { now } from "@/lib/clock";
import type { Bapteme, baptemesAnswer, baptemesQuery } from "../schemas";
import { periodOf } from "./period";
import { findBaptemes } from "./queries";

/**
 * The slots between two dates of the school's time zone, sold-out ones too, by time; from today on when no beginning is given. As
 * the text of the API's answer, read once for all who ask at the same time.
 */
export const baptemesAsJson = askTogether(
  async ({ category, ...dates }: z.infer<typeof baptemesQuery>): Promise<string> => {
    const period = periodOf(dates);
    return `{"baptemes":${period === null ? "[]" : await findBaptemes(period, category, now())}}`;
  },
);

/** The same for a page. */
export async function listBaptemes(query: z.infer<typeof baptemesQuery>): Promise<Bapteme[]> {
  const answer = JSON.parse(await baptemesAsJson(query)) as z.infer<typeof baptemesAnswer>; // as the query has written it
  return answer.baptemes;
}
