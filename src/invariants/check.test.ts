import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { seed } from "@/db/seed/seed";
import { checkInvariants, INVARIANTS } from "./check";
import { INVARIANT_IDS, type InvariantResult } from "./invariant";
import { PLANTED_BREACHES } from "./planted-breaches";

test("an empty database is clean, and every invariant is asked", async () => {
  const results = await checkInvariants(db());

  expect(results.map((result) => result.id)).toEqual([...INVARIANT_IDS]);
  expect(results.flatMap((result) => result.breaches.rows)).toEqual([]);
});

describe("on a school with orders of every ending", () => {
  beforeAll(async () => {
    await seed("large", 600);
  });

  test("all is well, and rows were looked at", async () => {
    const results = await checkInvariants(db());

    expect(results.flatMap((result) => result.breaches.rows)).toEqual([]);
    expect(results.find((result) => result.id === "I3")?.checked).toBeGreaterThan(1_000);
  });

  test("there is a planted breach for every rule", () => {
    const rules = INVARIANTS.flatMap((invariant) =>
      invariant.rules({ now: new Date(), eventRetentionDays: 90 }).map((rule) => `${invariant.id} ${rule.wrong}`),
    );

    expect([...new Set(PLANTED_BREACHES.map(({ id, wrong }) => `${id} ${wrong}`))].toSorted()).toEqual(
      [...new Set(rules)].toSorted(),
    );
  });

  test.each(PLANTED_BREACHES)("$id: $row $wrong", async ({ id, row, wrong, plant }) => {
    const results = await afterPlanting(plant);

    const { breaches } = results.find((result) => result.id === id) ?? expect.fail(`${id} was not asked`);
    expect(breaches.count).toBeGreaterThan(0);
    expect(breaches.rows).toContainEqual(expect.stringMatching(new RegExp(`^${row} \\S+.* ${escaped(wrong)}$`)));
  });

  test("a report counts all breaches and names the first ones", async () => {
    const results = await afterPlanting("delete from emails where kind = 'CONFIRMATION'");

    const { breaches } = results.find((result) => result.id === "I6") ?? expect.fail("I6 was not asked");
    expect(breaches.count).toBeGreaterThan(500);
    expect(breaches.rows).toHaveLength(20);
  });
});

/** The report on a database that somebody has broken behind the guards' back; afterwards it is whole again. */
async function afterPlanting(plant: string): Promise<InvariantResult[]> {
  let results: InvariantResult[] = [];
  const rollback = new Error("enough seen");
  await db()
    .transaction(async (tx) => {
      await tx.execute(sql`set local session_replication_role = replica`);
      await tx.execute(sql.raw(plant));
      results = await checkInvariants(tx);
      throw rollback;
    })
    .catch((error: unknown) => {
      if (error !== rollback) throw error;
    });
  return results;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
