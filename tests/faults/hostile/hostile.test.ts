import fc from "fast-check";
import { expect, test } from "vitest";
import { readContract } from "./contract";
import { besiege, type Siege } from "./siege";
import { visitsTo } from "./visits";

const where = {
  adminUrl: process.env["TEST_ADMIN_URL"] ?? "",
  template: process.env["TEST_TEMPLATE_DATABASE"] ?? "",
};
const A_SHORT_SIEGE: Siege = {
  from: 1,
  visits: 8,
  requests: 1_000,
  conversations: { from: 1, count: 0 },
  circumstances: "fair weather",
  withJobs: false,
  shrink: true,
};

test("hostile requests of every kind are answered as the contract says, write nothing when refused, and tell nothing [M1] [M3] [M5] [M8] [M9] [M10] [M14] [M16]", async () => {
  const { tally, breaches } = await besiege(where, {
    ...A_SHORT_SIEGE,
    visits: 60,
    conversations: { from: 1, count: 100 },
    withJobs: true,
  });

  expect(breaches).toEqual([]);
  // A storm that reaches nothing proves nothing.
  expect(tally.hostile).toBeGreaterThan(700);
  for (const kind of ["valid", "almost valid", "wild", "bytes", "headers", "address", "event", "signature"])
    expect({ kind, sent: (tally.kinds[kind] ?? 0) > 0 }).toEqual({ kind, sent: true });
  for (const answer of [
    "201",
    "422 invalid",
    "200 processed",
    "200 duplicate",
    "400 invalid_signature",
    "413 too_large",
  ])
    expect({ answer, given: (tally.answers[answer] ?? 0) > 0 }).toEqual({ answer, given: true });
}, 120_000);

test("with limits on, a refused request is told when to come back, and writes nothing", async () => {
  const { breaches } = await besiege(where, { ...A_SHORT_SIEGE, from: 500, circumstances: "rate limits" });

  expect(breaches).toEqual([]);
});

test("without a database, whatever comes is refused with 503 or for what is wrong with it [B1]", async () => {
  const { tally, breaches } = await besiege(where, { ...A_SHORT_SIEGE, from: 600, circumstances: "no database" });

  expect(breaches).toEqual([]);
  expect(tally.answers["503 database_unavailable"]).toBeGreaterThan(0);
});

test("a seed draws the same visit each time, and another seed another", async () => {
  const visits = visitsTo(await readContract());
  const drawn = (seed: number) => JSON.stringify(fc.sample(visits, { seed, numRuns: 1 }));

  expect(drawn(7)).toBe(drawn(7));
  expect(drawn(7)).not.toBe(drawn(8));
});
