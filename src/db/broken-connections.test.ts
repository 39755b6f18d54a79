import { sql } from "drizzle-orm";
import type { Socket } from "node:net";
import pg from "pg";
import { expect, test } from "vitest";
import { pool } from "./client";
import { isDatabaseUnavailable, transaction } from "./transaction";

/** A failover, or an administrator: every connection of ours ends. */
async function endEveryConnection(): Promise<void> {
  const administrator = new pg.Client({ connectionString: process.env["DATABASE_URL"] });
  await administrator.connect();
  await administrator.query(
    "select pg_terminate_backend(pid, 1000) from pg_stat_activity where datname = current_database() and application_name = 'envol'",
  );
  await administrator.end();
}
const ask = () => transaction((tx) => tx.execute(sql`select 1`));

/** The network is gone from under it. The types do not show the socket; nothing public breaks a connection without telling it. */
const cut = (client: pg.PoolClient): void => {
  const { connection } = client as pg.PoolClient & { connection: { stream: Socket } };
  connection.stream.destroy();
};

async function expectPoolWhole(): Promise<void> {
  await expect(ask()).resolves.toBeDefined();
  expect(pool().idleCount).toBe(pool().totalCount);
}

test("a connection that breaks within a transaction is a 503, and the process lives [B3]", async () => {
  const broken = transaction(async (tx) => {
    await endEveryConnection();
    await tx.execute(sql`select 1`);
  });

  await expect(broken).rejects.toMatchObject({ code: "database_unavailable" });
  await expectPoolWhole();
});

test("connections that broke before BEGIN go back to the pool, more of them than it holds [B2]", async () => {
  for (let round = 0; round < 2; round += 1) {
    const clients = await Promise.all(Array.from({ length: 10 }, () => pool().connect()));
    for (const client of clients) client.release();
    // They have ended, and nothing of it has reached us: we learn of it when we speak.
    const begins = clients.map(() => ask().catch((error: unknown) => error));
    for (const client of clients) cut(client);

    await Promise.all(begins);
  }

  await expectPoolWhole();
});

test.each(["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND"])(
  "a database that cannot be reached (%s) is unavailable, not a fault of ours [B1]",
  (code) => {
    expect(
      isDatabaseUnavailable(new Error("Failed query", { cause: Object.assign(new Error("connect"), { code }) })),
    ).toBe(true);
  },
);
