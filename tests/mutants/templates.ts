import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmbeddedPostgres } from "../../scripts/embedded-postgres.ts";
import { migrateDatabase } from "../../src/db/migrate.ts";
import { execute, withDatabase } from "../support/connection.ts";

export type Template = {
  adminUrl: string;
  /** What each test file copies. */
  name: string;
  /** As the migrations leave it, and then with this executed. */
  mutate: (statement: string) => Promise<void>;
  restore: () => Promise<void>;
};

export type TemplateServer = { newTemplate: () => Promise<Template>; stop: () => Promise<void> };

/** One PostgreSQL for the whole campaign, with a template for each copy of the tree. `TEST_DATABASE_URL` names another server. */
export async function openTemplateServer(): Promise<TemplateServer> {
  const given = process.env["TEST_DATABASE_URL"];
  const postgres = given
    ? undefined
    : await startEmbeddedPostgres({
        dataDir: path.join(tmpdir(), `envol-mutants-${randomBytes(4).toString("hex")}`),
        throwaway: true,
        settings: { max_connections: 200 },
      });
  const adminUrl = given ?? postgres?.url("postgres") ?? "";
  const whole = newName();
  const made = [whole];
  await execute(adminUrl, `create database ${whole}`);
  await migrateDatabase(withDatabase(adminUrl, whole));
  const remake = async (name: string) => {
    await execute(adminUrl, `drop database if exists ${name} with (force)`);
    await execute(adminUrl, `create database ${name} template ${whole} strategy file_copy`);
  };
  return {
    newTemplate: async () => {
      const name = newName();
      made.push(name);
      await remake(name);
      return {
        adminUrl,
        name,
        mutate: (statement) => execute(withDatabase(adminUrl, name), statement),
        restore: () => remake(name),
      };
    },
    stop: async () => {
      for (const name of made) await execute(adminUrl, `drop database if exists ${name} with (force)`);
      await postgres?.stop();
    },
  };
}

const newName = (): string => `envol_mutant_${randomBytes(4).toString("hex")}`;
