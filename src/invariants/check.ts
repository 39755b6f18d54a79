import { sql, type SQL } from "drizzle-orm";
import type { Reader, Tx } from "@/db/client";
import { now } from "@/lib/clock";
import { amounts } from "./amounts";
import { carts } from "./carts";
import { emails } from "./emails";
import { giftCards } from "./gift-cards";
import type { Circumstances, Invariant, InvariantResult, Rule } from "./invariant";
import { paidOrders } from "./paid-orders";
import { parkedEvents } from "./parked-events";
import { places } from "./places";
import { processedEvents } from "./processed-events";
import { receivedMoney } from "./received-money";
import { refunds } from "./refunds";

export const INVARIANTS: Invariant[] = [
  receivedMoney,
  paidOrders,
  places,
  giftCards,
  carts,
  emails,
  processedEvents,
  parkedEvents,
  refunds,
  amounts,
];

/** A report that names more than this helps nobody; the count says how many there are. */
const MOST_NAMED_ROWS_PER_RULE = 20;

/**
 * Checks I1 to I10 over the whole database, in one snapshot, so that it may run while the school is selling. PostgreSQL does
 * the counting: nothing but the counts and a few names comes back, however large the database is.
 */
export async function checkInvariants(
  reader: Reader,
  circumstances: Partial<Circumstances> = {},
): Promise<InvariantResult[]> {
  const at: Circumstances = { now: now(), eventRetentionDays: 90, ...circumstances };
  return reader.transaction(
    async (tx) => {
      // A large database takes longer than a visitor's statement may, and compiling these queries costs more than it saves.
      await tx.execute(sql`set local statement_timeout = 0`);
      await tx.execute(sql`set local jit = off`);
      const results: InvariantResult[] = [];
      for (const invariant of INVARIANTS) results.push(await checkInvariant(tx, invariant, at));
      return results;
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}

async function checkInvariant(tx: Tx, invariant: Invariant, at: Circumstances): Promise<InvariantResult> {
  const result: InvariantResult = {
    id: invariant.id,
    sentence: invariant.sentence,
    checked: 0,
    breaches: { count: 0, rows: [] },
  };
  const rules = invariant.rules(at);
  const counts = await countBreaches(tx, rules);
  for (const [index, rule] of rules.entries()) {
    const { checked, breaches } = counts[index] ?? { checked: 0, breaches: 0 };
    result.checked += checked;
    result.breaches.count += breaches;
    if (breaches > 0) result.breaches.rows.push(...(await nameBreaches(tx, rule)));
  }
  return result;
}

/** All rules of an invariant in one statement: a round trip for each would be most of what a check costs on a small database. */
async function countBreaches(tx: Tx, rules: Rule[]): Promise<{ checked: number; breaches: number }[]> {
  const counts = rules.map(
    (rule, index) =>
      sql`select ${index}::int as rule, count(*) as checked, count(*) filter (where ${isBreach(rule)}) as breaches from ${rule.from}`,
  );
  const { rows } = await tx.execute<{ rule: number; checked: string; breaches: string }>(
    sql`${sql.join(counts, sql` union all `)} order by rule`,
  );
  return rows.map((row) => ({ checked: Number(row.checked), breaches: Number(row.breaches) }));
}

async function nameBreaches(tx: Tx, rule: Rule): Promise<string[]> {
  const { rows } = await tx.execute<{ name: string }>(
    sql`select name from (select ${rule.row} as name, ${isBreach(rule)} as breach from ${rule.from}) looked_at where breach limit ${MOST_NAMED_ROWS_PER_RULE}`,
  );
  return rows.map((row) => `${row.name} ${rule.wrong}`);
}

const isBreach = (rule: Rule): SQL => sql`(${rule.breach}) is not false`;
