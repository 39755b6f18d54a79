import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { givenStage } from "../../tests/support/given";
import { db, pool } from "./client";
import { transaction } from "./transaction";

/** PostgreSQL ends the transaction, as it does with one of two that wait for each other. */
const end = (code: "40P01" | "40001") =>
  sql.raw(`do $$ begin raise exception 'ended' using errcode = '${code}'; end $$`);

test.each(["40P01", "40001"] as const)(
  "a transaction that PostgreSQL ended with %s is done again, whole, and what it did before is gone [C4] [C5]",
  async (code) => {
    const stage = await givenStage({ places: 6 });
    let times = 0;

    await transaction(async (tx) => {
      times += 1;
      await tx.execute(sql`update stages set places = places - 1 where id = ${stage.id}`);
      if (times < 3) await tx.execute(end(code));
    });

    expect(times).toBe(3);
    const { rows } = await pool().query("select places from stages where id = $1", [stage.id]);
    expect(rows).toEqual([{ places: 5 }]);
  },
);

test.each(["40P01", "40001"] as const)(
  "one that PostgreSQL ends with %s again and again is a refusal to come later, after five times [C4] [C5]",
  async (code) => {
    let times = 0;

    const attempt = transaction(async (tx) => {
      times += 1;
      await tx.execute(end(code));
    });

    await expect(attempt).rejects.toMatchObject({ name: "Refusal", code: "database_unavailable", status: 503 });
    expect(times).toBe(5);
  },
);

test("any other error is the caller's, at once", async () => {
  let times = 0;

  const attempt = transaction(async (tx) => {
    times += 1;
    await tx.execute(sql`select 1 / 0`);
  });

  await expect(attempt).rejects.toThrow();
  expect(times).toBe(1);
});

test("nobody waits for a lock longer than four seconds: the answer is to come later [C6]", async () => {
  const stage = await givenStage();
  const holder = await pool().connect();
  await holder.query("begin");
  await holder.query("select from stages where id = $1 for update", [stage.id]);
  const begunAt = performance.now();

  const waiting = transaction((tx) => tx.execute(sql`update stages set places = 3 where id = ${stage.id}`));

  await expect(waiting).rejects.toMatchObject({ code: "database_unavailable" });
  expect(performance.now() - begunAt).toBeLessThan(8_000);
  await holder.query("rollback");
  holder.release();
});

test("statements, idle transactions and commits have the limits that the webhook's answer rests on [B4]", async () => {
  const { rows } = await db().execute<{ name: string; setting: string }>(
    sql`select name, setting from pg_settings
        where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') order by name`,
  );

  expect(Object.fromEntries(rows.map(({ name, setting }) => [name, Number(setting)]))).toEqual({
    idle_in_transaction_session_timeout: 30_000,
    lock_timeout: 4_000,
    statement_timeout: 15_000,
  });
});

test("nobody waits for a connection longer than three seconds, and then it is to come later [B2]", async () => {
  const taken = await Promise.all(Array.from({ length: pool().options.max ?? 10 }, () => pool().connect()));
  const begunAt = performance.now();

  const waiting = transaction((tx) => tx.execute(sql`select 1`));
  const released = setTimeout(() => taken.forEach((client) => client.release()), 6_000);
  const outcome = await waiting.then(
    () => "done",
    (error: { code?: string }) => error.code,
  );

  expect(outcome).toBe("database_unavailable");
  expect(performance.now() - begunAt).toBeLessThan(5_000);
  clearTimeout(released);
  for (const client of taken) client.release();
});
