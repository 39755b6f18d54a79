import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { isDatabaseUnavailable, transaction } from "./transaction";

// What the operators' manuals of PostgreSQL and of the system say of a database that is away, full, shutting down or too busy.
const SAID_BY_POSTGRES = [
  ["55P03", "waits for a lock for too long"],
  ["57014", "was cancelled, as by statement_timeout"],
  ["57P01", "is shut down by its administrator"],
  ["57P02", "crashed"],
  ["57P03", "is starting up"],
  ["53100", "has a full disk"],
  ["53200", "has no memory left"],
  ["53300", "has no connection left"],
  ["25006", "is read-only, as after a failover"],
  ["25P03", "was idle in a transaction for too long"],
  ["25P04", "was in a transaction for too long"],
  ["08000", "has lost the connection"],
  ["08001", "cannot be connected to"],
  ["08003", "has no such connection any more"],
  ["08004", "refuses the connection"],
  ["08006", "has broken the connection off"],
] as const;
const SAID_BY_THE_SYSTEM = [
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
];
const SAID_BY_THE_DRIVER = [
  "Connection terminated unexpectedly",
  "Client was closed and is not queryable",
  "timeout exceeded when trying to connect",
  "Client has encountered a connection error and is not queryable",
  "Connection terminated due to connection timeout",
  "connection timeout",
];
const coded = (code: string) => Object.assign(new Error("as the driver throws it"), { code });

test.each(SAID_BY_POSTGRES)("%s, a database that %s: come again later", async (code) => {
  const attempt = transaction((tx) =>
    tx.execute(sql.raw(`do $$ begin raise exception 'away' using errcode = '${code}'; end $$`)),
  );

  await expect(attempt).rejects.toMatchObject({ name: "Refusal", code: "database_unavailable", status: 503 });
});

test.each(SAID_BY_THE_SYSTEM)("%s from the network: come again later, however deep it is wrapped", (code) => {
  expect(isDatabaseUnavailable(new Error("Failed query", { cause: coded(code) }))).toBe(true);
});

test.each(SAID_BY_THE_DRIVER)("«%s», which has no code: come again later", (message) => {
  expect(isDatabaseUnavailable(new Error("Failed query", { cause: new Error(message) }))).toBe(true);
});

test.each(["40P01", "40001", "database_unavailable"])(
  "%s, met where nobody tries again, is unavailable too",
  (code) => {
    expect(isDatabaseUnavailable(coded(code))).toBe(true);
  },
);

test.each(["23505", "23514", "22P02", "42P01", "P0001", "XX000"])(
  "%s is somebody's mistake, or a broken row: no",
  (code) => {
    expect(isDatabaseUnavailable(coded(code))).toBe(false);
    expect(isDatabaseUnavailable(new Error("anything else"))).toBe(false);
  },
);
