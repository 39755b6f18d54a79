import { afterEach, expect, test, vi } from "vitest";
import { pool } from "@/db/client";
import { now, setClock } from "@/lib/clock";
import { log } from "@/lib/log";
import { metrics } from "@/lib/metrics";
import { followDatabaseClock, publicUrlTroubles, warnAboutDurability } from "./startup-checks";

afterEach(() => {
  vi.restoreAllMocks();
  setClock();
});

test.each([
  "https://www.example.fr",
  "https://example.fr/",
  "http://localhost:3000",
  "http://127.0.0.1:3000",
  "http://[::1]:3000",
])("%s is a good address", (url) => {
  expect(publicUrlTroubles(url)).toEqual([]);
});

test.each([
  ["http://www.example.fr", "https"],
  ["https://example.fr/shop", "path"],
  ["https://example.fr/?a=1", "path"],
  ["https://user:secret@example.fr", "password"],
])("%s gets a word of warning, without what may be secret [D17]", (url, word) => {
  expect(publicUrlTroubles(url)).toEqual([expect.stringContaining(word)]);
  expect(publicUrlTroubles(url).join()).not.toContain("secret@");
});

test("the program's time is the database's, and a machine that is far from it raises an alert [T1] [T7]", async () => {
  const realNow = Date.now();
  vi.spyOn(Date, "now").mockReturnValue(realNow + 180_000);

  await followDatabaseClock();
  await followDatabaseClock();

  expect(Math.abs(now().getTime() - realNow)).toBeLessThan(5_000);
  expect((await metrics().clockAhead.get()).values[0]?.value).toBeGreaterThan(170);
  const { rows } = await pool().query("select kind, count from alerts");
  expect(rows).toEqual([{ kind: "CLOCK_SKEW", count: 2 }]);
});

test("a machine on time raises nothing", async () => {
  await pool().query("delete from alerts");

  await followDatabaseClock();

  expect((await pool().query("select 1 from alerts")).rowCount).toBe(0);
});

test("commits that the disk need not confirm are warned about [B11]", async () => {
  const warned = vi.spyOn(log, "warn").mockImplementation(() => {});
  const { rows } = await pool().query<{ name: string }>("select current_database() as name");
  await pool().query(`alter database ${rows[0]?.name} set synchronous_commit = off`);
  // The setting counts for connections made from now on; the pool keeps one open for a while.
  const { closeDb } = await import("@/db/client");
  await closeDb();

  await warnAboutDurability();

  expect(warned).toHaveBeenCalledWith(expect.stringContaining("synchronous_commit=off"));
});
