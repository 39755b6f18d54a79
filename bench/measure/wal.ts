import type { BenchPostgres } from "../ground/postgres";

/** Bytes of write-ahead log that came to be while `run` ran: of everything that the server did meanwhile. */
export async function withWal<T>(
  postgres: BenchPostgres,
  run: () => Promise<T>,
): Promise<{ result: T; bytes: number }> {
  const position = async () => {
    const [row] = await postgres.rows<{ bytes: string }>(
      "postgres",
      "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') as bytes",
    );
    return Number(row?.bytes);
  };
  const before = await position();
  const result = await run();
  return { result, bytes: (await position()) - before };
}
