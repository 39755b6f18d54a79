import { statement } from "./statement";

/** Of one question, by what it was asked with. The longest answer is some 400 kB. */
const MOST_KEPT = 25;

type Row = { state: string; json: string | null; changesAt: Date | null };
type Kept = { state: string; json: string; readAt: Date; changesAt: Date | null };

type Question = {
  /** What else the texts below need, as common table expressions. */
  with: string;
  /** One value of JSON. `$1` is the time; the question's own values begin with `$3`. */
  json: string;
  /** The first instant after `$1` at which that would be another though nobody has written anything. */
  changesAt: string;
};

/**
 * A question that many ask and whose answer costs much more than to see whether it still holds. PostgreSQL is asked each time,
 * and answers anew unless its snapshot is the very one of the answer that we kept: then no transaction has been committed since,
 * in any table, and the answer is the same. So nothing is ever older than the question.
 */
export function keptAnswer(name: string, question: Question) {
  const select = statement<Row>(name, asStatement(question));
  const kept = new Map<string, Kept>();

  return async (at: Date, values: readonly unknown[]): Promise<string> => {
    const key = JSON.stringify(values);
    const known = kept.get(key);
    const holds = known !== undefined && at >= known.readAt && (known.changesAt === null || at < known.changesAt);
    const [row] = await select(null, [at, holds ? known.state : null, ...values]);
    if (row === undefined) throw new Error(`${name} gives one row`);
    kept.delete(key);
    const { state, json, changesAt } = row;
    const answer = json === null ? known : { state, json, readAt: at, changesAt };
    if (answer === undefined) throw new Error(`${name} says that nothing has changed since nothing`);
    // The newest is the last; what nobody has asked for the longest time goes.
    kept.set(key, answer);
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST_KEPT) break;
      kept.delete(oldest);
    }
    return answer.json;
  };
}

/**
 * A replica's snapshot does not list what it has not replayed, so it promises nothing there. After a restart, a failover or a
 * restored backup the same numbers may stand for other transactions: hence the server's start.
 */
const asStatement = ({ with: tables, json, changesAt }: Question): string => `
  with ${tables},
    server as (
      select case when pg_is_in_recovery() then gen_random_uuid()::text
        else pg_current_snapshot()::text || ' ' || pg_postmaster_start_time()::text end as state
    )
  select state,
    case when state = $2::text then null else (${json})::text end as json,
    case when state = $2::text then null else (${changesAt}) end as "changesAt"
  from server`;
