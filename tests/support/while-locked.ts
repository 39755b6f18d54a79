import { type SQL, sql } from "drizzle-orm";
import { setTimeout as sleep } from "node:timers/promises";
import type { Tx } from "@/db/client";
import { transaction } from "@/db/transaction";

/** Longer than anything usually takes to come as far as a lock, shorter than it waits there. */
const UNTIL_IT_WAITS_MS = 400;
/** On a busy machine it is given more time to come there. */
const LONGEST_MS = 15_000;

/**
 * Somebody's transaction holds these rows; `meanwhile` begins; they change something and are done. Says what `meanwhile` came to,
 * whether it had waited for them, and with which statements: a lock that is taken too late waits as well, but elsewhere.
 */
export async function whileLocked<T>(
  rows: SQL,
  meanwhile: () => Promise<T>,
  change: (tx: Tx) => Promise<unknown> = async () => undefined,
): Promise<{ outcome: T; waited: boolean; statements: string[] }> {
  const { waiting, waited, statements } = await transaction(async (tx) => {
    await tx.execute(rows);
    let settled = false;
    const begun = meanwhile().finally(() => {
      settled = true;
    });
    // Whoever awaits it comes later: until then, its failure is nobody's.
    begun.catch(() => undefined);
    const begunAt = performance.now();
    let blocked: { query: string }[] = [];
    let stillWaiting = true;
    while (stillWaiting && blocked.length === 0 && performance.now() - begunAt < LONGEST_MS) {
      await sleep(UNTIL_IT_WAITS_MS);
      stillWaiting = !settled;
      const { rows: waitingForLocks } = await tx.execute<{ query: string }>(
        sql`select query from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      blocked = waitingForLocks;
    }
    await change(tx);
    // In an object: a promise returned as it is would be waited for before the transaction ends.
    return { waiting: begun, waited: stillWaiting, statements: blocked.map(({ query }) => query) };
  });
  return { outcome: await waiting, waited, statements };
}
