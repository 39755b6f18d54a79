import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { pool } from "@/db/client";
import { whereIs } from "./guard";
import { GUARDS } from "./guards";
import { DATABASE_GUARDS } from "./guards/database";
import { mutate } from "./mutated-copy";

const inCode = GUARDS.flatMap((guard) => ("file" in guard ? [guard] : []));

test.each(inCode)("$name: the guard stands exactly once in $file, and its mutant is another text", (guard) => {
  const source = readFileSync(guard.file, "utf8");

  expect(mutate(source, guard)).not.toBe(source);
});

test("every guard has a name of its own and tests that exist", () => {
  expect(new Set(GUARDS.map(({ name }) => name)).size).toBe(GUARDS.length);
  expect(
    GUARDS.flatMap(({ name, tests }) =>
      tests.files.filter((file) => !existsSync(file)).map((file) => `${name}: ${file}`),
    ),
  ).toEqual([]);
});

test("no constraint, unique index, key or trigger of the database is without its mutant", async () => {
  const { rows } = await pool().query<{ name: string }>(`
    select conname as name from pg_constraint
      where (connamespace = 'public'::regnamespace) and contype in ('c', 'u', 'x', 'p', 'f')
    union select indexrelid::regclass::text from pg_index join pg_class on pg_class.oid = indrelid
      where indisunique and not indisprimary and relnamespace = 'public'::regnamespace
    union select tgname from pg_trigger where not tgisinternal`);
  const dropped = DATABASE_GUARDS.map(({ sql }) => sql).join("\n");

  expect(rows.map(({ name }) => name).filter((name) => !new RegExp(`\\b${name}\\b`).test(dropped))).toEqual([]);
});

test.each(DATABASE_GUARDS)("$name: what takes it out of the database can be executed", async ({ sql }) => {
  const client = await pool().connect();
  try {
    await client.query("begin");
    await expect(client.query(sql)).resolves.toBeDefined();
  } finally {
    await client.query("rollback");
    client.release();
  }
});

test("most guards stand in code, and each says where", () => {
  expect(inCode.length).toBeGreaterThan(100);
  expect(GUARDS.every((guard) => whereIs(guard) !== "")).toBe(true);
});
