import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import path from "node:path";
import { migrateDatabase } from "@/db/migrate";
import { startEmbeddedPostgres } from "../../scripts/embedded-postgres.ts";
import { execute, withDatabase } from "./connection.ts";

/**
 * One PostgreSQL for the whole run, with a migrated template that every test file copies.
 * `TEST_DATABASE_URL` names another server to use; its user must be allowed to create databases.
 */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  // Two projects share this file, and the second finds the server of the first.
  if (process.env.TEST_TEMPLATE_DATABASE) return undefined;

  const server = await findServer();
  const template = `envol_template_${randomBytes(4).toString("hex")}`;
  await execute(server.adminUrl, `create database ${template}`);
  await migrateDatabase(withDatabase(server.adminUrl, template));
  process.env.TEST_ADMIN_URL = server.adminUrl;
  process.env.TEST_TEMPLATE_DATABASE = template;

  return async () => {
    await execute(server.adminUrl, `drop database ${template} with (force)`);
    await server.stop();
  };
}

async function findServer(): Promise<{ adminUrl: string; stop: () => Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { adminUrl: given, stop: async () => {} };

  const postgres = await startEmbeddedPostgres({
    dataDir: path.join(tmpdir(), `envol-tests-${randomBytes(4).toString("hex")}`),
    throwaway: true,
    settings: { max_connections: 200 },
  });
  return { adminUrl: postgres.url("postgres"), stop: () => postgres.stop() };
}
