import path from "node:path";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { root } from "@/lib/root";

/** Any number; Drizzle's migrator takes no lock of its own, and two starting processes must not both migrate. */
const MIGRATION_LOCK = 735_001;

/** Applies the pending migrations; several processes may call it at once. */
export async function migrateDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: "envol-migrate" });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await migrate(drizzle(client), { migrationsFolder: path.join(root, "drizzle") });
  } finally {
    await client.end();
  }
}
