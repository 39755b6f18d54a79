import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { pool } from "@/db/client";

// Each program starts a Node of its own, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

type Ended = { code: number; said: string };

/** As `npm run …` runs it: a process of its own, on the test's database. */
function run(program: string, ...args: string[]): Promise<Ended> {
  const file = fileURLToPath(new URL(program, import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, ["--import", "tsx", file, ...args], { env: process.env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, said: stdout + stderr });
    });
  });
}

test("a school is seeded, its invariants hold, and a breach ends the check with 1 and the row's name", async () => {
  const seeded = await run("seed.ts", "--size", "small");
  expect(seeded).toEqual({
    code: 0,
    said: expect.stringMatching(/^Added the school, \d+ stages, .*\n(Gift card [0-9A-Z-]{19}: .* left\.\n){3}$/),
  });

  expect(await run("invariants.ts")).toEqual({
    code: 0,
    said: expect.stringMatching(/I10.*\nEvery invariant holds\.\n$/),
  });

  const { rows } = await pool().query<{ order_id: string }>(
    "delete from emails where id = (select id from emails where kind = 'CONFIRMATION' limit 1) returning order_id",
  );
  const broken = await run("invariants.ts");
  expect(broken.code).toBe(1);
  expect(broken.said).toContain(`order ${rows[0]?.order_id} is paid, but its confirmation is not queued\n`);
  expect(broken.said).toContain("1 row breaks an invariant.\n");
});

test("a school that the seed did not make is politely left alone", async () => {
  await pool().query("truncate instructors cascade");

  expect(await run("seed.ts")).toEqual({
    code: 1,
    said: "Nothing was changed: this database already has a school that the seed did not make.\n",
  });
});

test("an unknown size is answered with how to ask", async () => {
  expect(await run("seed.ts", "--size", "huge")).toEqual({
    code: 2,
    said: "Usage: npm run seed -- --size small|large\n",
  });
});
