import type { Socket } from "node:net";
import pg from "pg";
import { expect, test } from "vitest";
import { openDatabaseProxy } from "../../tests/faults/real/proxy/database-proxy";
import { giveUpWhenSilent, pool } from "./client";
import { isDatabaseUnavailable } from "./transaction";

test("B1: a question on a connection that has fallen silent is given up: try again later, on another one", async () => {
  const url = new URL(process.env["DATABASE_URL"] ?? "");
  const proxy = await openDatabaseProxy(Number(url.port));
  url.port = String(proxy.port);
  const client = new pg.Client({ connectionString: url.href });
  client.on("error", () => {});
  await client.connect();
  giveUpWhenSilent(client, 200);

  proxy.behave({ fallsSilent: () => true });
  const error = await client.query("select 1").catch((thrown: unknown) => thrown);

  expect(isDatabaseUnavailable(error)).toBe(true);
  await proxy.close();
});

test("B1: every connection of the pool is given up after its silence, later than PostgreSQL gives up a statement", async () => {
  const client = await pool().connect();

  // The types do not show the socket, and only the socket knows.
  const { timeout } = (client as pg.PoolClient & { connection: { stream: Socket } }).connection.stream;
  const { rows } = await client.query<{ ms: number }>(
    "select extract(epoch from current_setting('statement_timeout')::interval)::int * 1000 as ms",
  );
  client.release();

  expect(timeout).toBeGreaterThan(rows[0]?.ms ?? Infinity);
  expect(timeout).toBeLessThan(60_000);
});
