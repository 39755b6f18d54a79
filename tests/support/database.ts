import { randomBytes } from "node:crypto";
import { afterAll } from "vitest";
import { execute, withDatabase } from "./connection.ts";

const adminUrl = required("TEST_ADMIN_URL");
const template = required("TEST_TEMPLATE_DATABASE");
const database = `t_${randomBytes(8).toString("hex")}`;

// Before the test file's own imports: the application reads its address once, when it is loaded.
await execute(adminUrl, `create database ${database} template ${template} strategy file_copy`);
process.env.DATABASE_URL = withDatabase(adminUrl, database);

afterAll(async () => {
  // Only where the application opened its pool: loading it would cost every test of pure rules half a second.
  if ("envolPool" in globalThis) {
    const { closeDb } = await import("@/db/client");
    await closeDb();
  }
  await execute(adminUrl, `drop database ${database} with (force)`);
});

function required(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(`${name} is missing: tests/support/postgres.ts did not run.`);
}
