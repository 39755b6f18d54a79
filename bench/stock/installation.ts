import type { BenchPostgres } from "../ground/postgres";

/** The identity that events of this database's orders carry; copies of a stock share it. */
export async function installationOf(postgres: BenchPostgres, database: string): Promise<string> {
  const [row] = await postgres.rows<{ installation: string }>(database, "select installation from installations");
  if (row === undefined) throw new Error(`${database} has not been migrated`);
  return row.installation;
}
