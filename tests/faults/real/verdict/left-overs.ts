import { leftOversAt } from "../../oracle/left-overs";
import type { MortalPostgres } from "../school/mortal-postgres";

/** What is in order elsewhere, but comes from nothing that happens here: nobody refuses a refund or contradicts an order. */
const NOT_FROM_HERE: readonly string[] = [
  `select 'refund ' || id || ' has failed' as sentence from refunds where status in ('FAILED', 'CANCELLED')`,
  `select 'event ' || id || ' (' || type || ') waits for the staff: ' || last_error as sentence from parked_events where status = 'FOR_STAFF'`,
  `select 'the worklist says ' || kind || ' about order ' || coalesce(order_id::text, '?') as sentence from worklist_entries
     where kind not in ('LINE_LOST', 'DUPLICATE_PAYMENT') and closed_at is null`,
];

export async function findLeftOvers(postgres: MortalPostgres): Promise<string[]> {
  const questions = [...leftOversAt("now()"), ...NOT_FROM_HERE];
  const found = await Promise.all(questions.map((sql) => postgres.rows<{ sentence: string }>(sql)));
  return found.flat().map(({ sentence }) => sentence);
}

/** Everything that waits for a lease or a back-off sees this time pass at once. Days need not be waited for, they only have to come. */
export async function letTimePass(postgres: MortalPostgres, seconds: number): Promise<void> {
  await postgres.rows(`
    update emails set not_before = not_before - interval '${seconds} seconds' where status = 'WAITING';
    update parked_events set not_before = not_before - interval '${seconds} seconds' where status = 'WAITING';
    update refunds set not_before = not_before - interval '${seconds} seconds' where status = 'REQUESTED';
    update orders set close_not_before = close_not_before - interval '${seconds} seconds' where close_not_before is not null;
    update cursors set not_before = not_before - interval '${seconds} seconds'`);
}
