import { afterEach, beforeEach, expect, test } from "vitest";
import pg from "pg";
import { pool } from "@/db/client";
import { setConfig } from "./config";
import { checkLimit, giveBack, spend } from "./rate-limits";

beforeEach(() => setConfig({ RATE_LIMIT: "on" }));
afterEach(() => setConfig());

const times = async (count: number, one: () => Promise<void>) => {
  for (let i = 0; i < count; i += 1) await one();
};
const tooMany = { code: "too_many_requests", status: 429, extra: { retryAfterSeconds: expect.any(Number) } };

test("one too many is refused with the time to wait; another client is not", async () => {
  await times(20, () => spend(pool(), "order", "203.0.113.1"));

  await expect(spend(pool(), "order", "203.0.113.1")).rejects.toMatchObject(tooMany);
  await expect(spend(pool(), "order", "203.0.113.2")).resolves.toBeUndefined();
});

test("limits are counted apart", async () => {
  await times(20, () => spend(pool(), "order", "203.0.113.3"));

  await expect(spend(pool(), "write", "203.0.113.3")).resolves.toBeUndefined();
});

test("two processes count together, at once", async () => {
  const other = new pg.Pool({ connectionString: process.env["DATABASE_URL"] });

  const answers = await Promise.allSettled(
    Array.from({ length: 40 }, (_, i) => spend(i % 2 ? other : pool(), "wrongCode", "203.0.113.4")),
  );

  expect(answers.filter((answer) => answer.status === "fulfilled")).toHaveLength(10);
  await other.end();
});

test("what is given back can be spent again", async () => {
  await times(10, () => spend(pool(), "wrongCode", "203.0.113.5"));
  await giveBack(pool(), "wrongCode", "203.0.113.5");

  await expect(spend(pool(), "wrongCode", "203.0.113.5")).resolves.toBeUndefined();
  await expect(spend(pool(), "wrongCode", "203.0.113.5")).rejects.toMatchObject(tooMany);
});

test("looking costs nothing", async () => {
  await times(20, () => checkLimit(pool(), "wrongCode", "203.0.113.6"));
  await times(10, () => spend(pool(), "wrongCode", "203.0.113.6"));

  await expect(checkLimit(pool(), "wrongCode", "203.0.113.6")).rejects.toMatchObject(tooMany);
});

test("no address stands in the table, nor a hash that could be tried out", async () => {
  await spend(pool(), "write", "203.0.113.7");

  const { rows } = await pool().query<{ key: string }>("select key from rate_limits where key like 'write:%'");
  expect(rows.length).toBeGreaterThan(0);
  for (const { key } of rows) expect(key).toMatch(/^write:[\w-]{43}$/);
  setConfig({ STRIPE_SECRET_KEY: "sk_test_another" });
  await spend(pool(), "write", "203.0.113.7");
  expect((await pool().query("select key from rate_limits where key like 'write:%'")).rowCount).toBe(rows.length + 1);
});

test("when the database does not answer, this process counts by itself", async () => {
  const away = new pg.Pool({ connectionString: "postgresql://postgres@127.0.0.1:1/none" });

  await times(10, () => spend(away, "wrongCode", "203.0.113.8"));

  await expect(spend(away, "wrongCode", "203.0.113.8")).rejects.toMatchObject(tooMany);
  await away.end();
});

test("switched off, nothing is counted", async () => {
  setConfig({ RATE_LIMIT: "off" });
  await times(50, () => spend(pool(), "wrongCode", "203.0.113.9"));
  setConfig({ RATE_LIMIT: "on" });

  await expect(checkLimit(pool(), "wrongCode", "203.0.113.9")).resolves.toBeUndefined();
});
