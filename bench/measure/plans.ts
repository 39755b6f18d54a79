import type pg from "pg";
import { z } from "zod";
import type { Statement } from "./statements";

/** How PostgreSQL would carry a statement out, with the values that it had: the tables that it would read from end to end. */
export type Plan = { statement: Statement; readWhole: string[] };

/** Those that have a plan: `begin` and `set` have none. */
const PLANNED = /^\s*(select|insert|update|delete|with)\b/i;

type Node = {
  "Node Type": string;
  "Relation Name"?: string | undefined;
  "Index Name"?: string | undefined;
  "Index Cond"?: string | undefined;
  Plans?: Node[] | undefined;
};
const node: z.ZodType<Node> = z.object({
  "Node Type": z.string(),
  "Relation Name": z.string().optional(),
  "Index Name": z.string().optional(),
  "Index Cond": z.string().optional(),
  get Plans() {
    return z.array(node).optional();
  },
});
const explained = z.tuple([z.object({ "QUERY PLAN": z.tuple([z.object({ Plan: node })]) })]);

/** On a database that has been analyzed; nothing is carried out. */
export async function plansOf(client: pg.Client, statements: readonly Statement[]): Promise<Plan[]> {
  const { rows: partial } = await client.query<{ name: string }>(
    "select indexrelid::regclass::text as name from pg_index where indpred is not null",
  );
  const ofAPart = new Set(partial.map(({ name }) => name));
  const plans: Plan[] = [];
  for (const statement of statements.filter(({ text }) => PLANNED.test(text))) {
    const { rows } = await client.query(`explain (format json) ${statement.text}`, statement.values);
    const [row] = explained.parse(rows);
    plans.push({ statement, readWhole: readWholeBy(row["QUERY PLAN"][0].Plan, ofAPart, false) });
  }
  return plans;
}

/** These take all that is below them before they give their first row: a limit above saves nothing. */
const TAKES_ALL = new Set(["Sort", "Aggregate", "Hash", "ModifyTable"]);

/**
 * A table read row by row, or along an index from one end to the other. Not an index of a part (such as the orders that can still
 * be paid), which does not grow with the rest, and not one that is followed for the few rows that a limit wants.
 */
function readWholeBy(at: Node, indexesOfAPart: ReadonlySet<string>, limited: boolean): string[] {
  const type = at["Node Type"];
  const stillLimited = type === "Limit" || (limited && !TAKES_ALL.has(type));
  const below = (at.Plans ?? []).flatMap((child) => readWholeBy(child, indexesOfAPart, stillLimited));
  const table = at["Relation Name"];
  if (table === undefined) return below;
  const alongIndex =
    /^Index (Only )?Scan$/.test(type) &&
    at["Index Cond"] === undefined &&
    !limited &&
    !indexesOfAPart.has(at["Index Name"] ?? "");
  return type === "Seq Scan" || alongIndex ? [table, ...below] : below;
}
