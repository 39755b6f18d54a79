import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../../../../scripts/embedded-postgres";
import { isAlive } from "../../../../scripts/file-lock.mjs";
import { freePort } from "../../../../scripts/free-port";

/** A PostgreSQL that forces everything to the disk, as a school's does, and that may be killed. */
export type MortalPostgres = {
  port: number;
  url: string;
  dataDir: string;
  start: () => Promise<void>;
  /** `kill -9` of the server; its sessions notice and end. */
  kill: () => Promise<void>;
  isUp: () => boolean;
  /** On a connection of the campaign's own, opened for this question; it may write even while the others may not. */
  rows: <Row extends pg.QueryResultRow>(sql: string, values?: unknown[]) => Promise<Row[]>;
  /** A connection of somebody else's, for locks. */
  connect: () => Promise<pg.Client>;
  close: () => Promise<void>;
};

const DATABASE = "envol";

export async function openMortalPostgres(
  folder: string,
  settings: Record<string, string | number> = {},
): Promise<MortalPostgres> {
  const dataDir = path.join(folder, "postgres");
  const port = await freePort();
  let server: EmbeddedPostgres | undefined;
  const start = async () => {
    // One that died of itself: this takes us off the list of those who need it.
    await server?.stop();
    // Its settings are given last, so that this port is the one that counts.
    server = await startEmbeddedPostgres({ dataDir, settings: { port, max_connections: 80, ...settings } });
  };
  await start();

  const urlOf = (database: string) => `postgresql://postgres@127.0.0.1:${port}/${database}`;
  const connectTo = async (database: string) => {
    const client = new pg.Client({
      connectionString: urlOf(database),
      application_name: "campaign",
      options: "-c default_transaction_read_only=off -c timezone=UTC",
      connectionTimeoutMillis: 5_000,
    });
    client.on("error", () => {});
    await client.connect();
    return client;
  };
  const ask = async <Row extends pg.QueryResultRow>(database: string, sql: string, values: unknown[] = []) => {
    const client = await connectTo(database);
    try {
      return (await client.query<Row>(sql, values)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  await ask("postgres", `create database ${DATABASE}`);

  return {
    port,
    url: urlOf(DATABASE),
    dataDir,
    start,
    kill: async () => {
      if (server === undefined) return;
      process.kill(server.pid, "SIGKILL");
      while (isAlive(server.pid)) await sleep(10);
    },
    isUp: () => server !== undefined && isAlive(server.pid),
    rows: (sql, values) => ask(DATABASE, sql, values),
    connect: () => connectTo(DATABASE),
    close: async () => server?.stop(),
  };
}
