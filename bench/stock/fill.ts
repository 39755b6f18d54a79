import pg from "pg";

/** Tables are worked on side by side: one for each core that two cores and PostgreSQL's own work leave. */
const CONNECTIONS = 2;

/** Triggers and foreign keys are off while filling, and a crash would lose it: this is preparation, nothing of it is measured. */
const SETTINGS = `set session_replication_role = replica; set synchronous_commit = off; set jit = off;
  set maintenance_work_mem = '512MB'`;

const OF_OURS = "indrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)";

/** PostgreSQL leaves an index that is not ready alone when a row is written. */
const LEAVE_INDEXES = `update pg_index set indisready = false, indisvalid = false where ${OF_OURS}`;

/** Largest first, so that those who share them end at about the same time. */
const TABLES = "select relid::regclass::text as name from pg_stat_user_tables order by pg_table_size(relid) desc";

/**
 * Writes many rows into a migrated database. Each statement has a transaction of its own, and none may look for rows that another
 * writes. Indexes are built at the end from sorted keys, in half the time that it takes row by row, and what autovacuum would do
 * in the middle of a measurement is done. The user of `url` must be a superuser.
 */
export async function fill(url: string, statements: readonly string[]): Promise<void> {
  await sideBySide(url, [LEAVE_INDEXES]);
  await sideBySide(url, statements);
  const tables = await namesOfTables(url);
  await sideBySide(
    url,
    tables.map((name) => `reindex table ${name}`),
  );
  // Else the first to read the rows would pay for what PostgreSQL puts off: hint bits, statistics, the visibility map.
  await sideBySide(
    url,
    tables.map((name) => `vacuum (analyze, parallel 0) ${name}`),
  );
}

async function sideBySide(url: string, statements: readonly string[]): Promise<void> {
  const left = [...statements];
  const workOff = () =>
    onConnection(url, async (client) => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) await client.query(next);
    });
  await Promise.all(Array.from({ length: Math.min(CONNECTIONS, statements.length) }, workOff));
}

const namesOfTables = (url: string): Promise<string[]> =>
  onConnection(url, async (client) => (await client.query<{ name: string }>(TABLES)).rows.map(({ name }) => name));

async function onConnection<T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(SETTINGS);
    return await run(client);
  } finally {
    await client.end();
  }
}
