import path from "node:path";
import pg from "pg";
import { migrateDatabase } from "@/db/migrate";
import { startEmbeddedPostgres } from "../../scripts/embedded-postgres";

/** PostgreSQL as a school's: what it has committed is on the disk. */
export type BenchPostgres = {
  port: number;
  pid: number;
  /** "18.4", say. */
  version: string;
  /** A migrated database without a row of ours: what every stock is made from. */
  empty: string;
  url: (database: string) => string;
  /** Opened for this question alone, so that no connection is left to keep a database from being copied or dropped. */
  rows: <Row extends pg.QueryResultRow>(database: string, sql: string, values?: unknown[]) => Promise<Row[]>;
  /**
   * The database `name` afresh as a copy of `template`, whatever it held before. Who is connected to it is thrown out; a pool
   * connects again at its next question, so a server that runs already goes on with the new data.
   */
  renew: (name: string, template: string) => Promise<void>;
  drop: (name: string) => Promise<void>;
  /** All but `empty`. */
  clear: () => Promise<void>;
  close: () => Promise<void>;
};

const EMPTY = "empty";

/**
 * Beside what durability needs: room for a whole slice between two checkpoints, or one round would pay for another's pages, and
 * for the two hundred connections of the part about starvation. The same for the limits and for us.
 */
export const POSTGRES_SETTINGS = {
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  max_connections: 300,
  shared_buffers: "512MB",
  max_wal_size: "8GB",
  checkpoint_timeout: "30min",
};

export async function openPostgres(folder: string): Promise<BenchPostgres> {
  const server = await startEmbeddedPostgres({ dataDir: path.join(folder, "postgres"), settings: POSTGRES_SETTINGS });
  const rows = async <Row extends pg.QueryResultRow>(database: string, sql: string, values: unknown[] = []) => {
    const client = new pg.Client({ connectionString: server.url(database), application_name: "bench" });
    await client.connect();
    try {
      return (await client.query<Row>(sql, values)).rows;
    } finally {
      await client.end();
    }
  };
  const drop = async (name: string) => {
    await rows("postgres", `drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
  };
  const copy = async (name: string, template: string) => {
    await rows("postgres", `create database ${pg.escapeIdentifier(name)} template ${pg.escapeIdentifier(template)}`);
  };
  try {
    await copy(EMPTY, "template1");
    await migrateDatabase(server.url(EMPTY));
    const [told] = await rows<{ server_version: string }>("postgres", "show server_version");
    return {
      port: server.port,
      pid: server.pid,
      version: told?.server_version ?? "",
      empty: EMPTY,
      url: server.url,
      rows,
      renew: async (name, template) => {
        await drop(name);
        await copy(name, template);
      },
      drop,
      clear: async () => {
        const made = await rows<{ name: string }>(
          "postgres",
          "select datname as name from pg_database where not datistemplate and datname not in ('postgres', $1)",
          [EMPTY],
        );
        for (const { name } of made) await drop(name);
        await rows("postgres", "checkpoint");
      },
      close: () => server.stop(),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
