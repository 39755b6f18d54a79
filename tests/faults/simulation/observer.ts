import pg from "pg";

/** Looks at the database from outside the story, and ends connections as an administrator would. */
export type Observer = {
  pool: pg.Pool;
  rows: <T extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<T[]>;
  blocked: (pids: number[]) => Promise<Set<number>>;
  terminate: (pids: number[]) => Promise<void>;
  close: () => Promise<void>;
};

/** Longer than the server needs to roll back anything that a story does. */
const TERMINATION_PATIENCE_MS = 5_000;

export async function openObserver(url: string): Promise<Observer> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 2,
    idleTimeoutMillis: 0,
    options: "-c timezone=UTC",
    // As the program's own pool, whose place it takes for whoever is no actor.
    pipeline: true,
  });
  pool.on("error", () => {});
  const rows = async <T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> =>
    (await pool.query<T>(text, values)).rows;
  return {
    pool,
    rows,
    /** `granted` is set by whoever lets the lock go, so it never tells that one waits which has been let through already. */
    blocked: async (pids) =>
      new Set(
        (
          await rows<{ pid: number }>("select distinct pid from pg_locks where not granted and pid = any($1)", [pids])
        ).map((row) => row.pid),
      ),
    terminate: async (pids) => {
      if (pids.length === 0) return;
      await rows("select pg_terminate_backend(pid, $2) from unnest($1::int[]) pid", [pids, TERMINATION_PATIENCE_MS]);
    },
    close: () => pool.end(),
  };
}
