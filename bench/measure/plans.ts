import type pg from "pg";
import { z } from "zod";
import type { Statement } from "./statements";

/** How PostgreSQL would carry a statement out, with the values that it had: the tables that it would read from end to end. */
export type Plan = { statement: Statement; scanned: string[] };

/** Those that have a plan: `begin` and `set` have none. */
const PLANNED = /^\s*(select|insert|update|delete|with)\b/i;

const explained = z.tuple([z.object({ "QUERY PLAN": z.tuple([z.object({ Plan: z.unknown() })]) })]);

/** On a database that has been analyzed; nothing is carried out. */
export async function plansOf(client: pg.Client, statements: readonly Statement[]): Promise<Plan[]> {
  const plans: Plan[] = [];
  for (const statement of statements.filter(({ text }) => PLANNED.test(text))) {
    const { rows } = await client.query(`explain (format json) ${statement.text}`, statement.values);
    const [row] = explained.parse(rows);
    plans.push({ statement, scanned: scannedIn(row["QUERY PLAN"][0].Plan) });
  }
  return plans;
}

function scannedIn(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  const below = "Plans" in node && Array.isArray(node.Plans) ? node.Plans.flatMap(scannedIn) : [];
  const isScan = "Node Type" in node && node["Node Type"] === "Seq Scan" && "Relation Name" in node;
  return isScan ? [String(node["Relation Name"]), ...below] : below;
}
