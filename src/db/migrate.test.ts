import { randomBytes } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import pg from "pg";
import { execute, withDatabase } from "../../tests/support/connection";
import { migrateDatabase } from "./migrate";

const server = process.env["TEST_ADMIN_URL"] ?? "";
const name = `migrate_${randomBytes(6).toString("hex")}`;
const url = withDatabase(server, name);
afterAll(() => execute(server, `drop database if exists ${name} with (force)`));

test("programs that start together migrate one after the other, each migration once", async () => {
  await execute(server, `create database ${name}`);

  await Promise.all(Array.from({ length: 4 }, () => migrateDatabase(url)));

  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(
    "select count(*)::int as done, count(distinct hash)::int as different from drizzle.__drizzle_migrations",
  );
  await client.end();
  expect(rows[0].done).toBe(rows[0].different);
  expect(rows[0].done).toBeGreaterThan(3);
});
