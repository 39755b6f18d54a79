import { expect } from "vitest";
import { db } from "@/db/client";
import { checkInvariants } from "@/invariants/check";

/** For the end of every test that touches orders: I1 to I10 hold on its whole database, or the test fails with the rows that break them. */
export async function expectInvariants(): Promise<void> {
  const results = await checkInvariants(db());
  const breaches = results.flatMap((result) => result.breaches.rows.map((row) => `${result.id}: ${row}`));
  expect(breaches, "these rows break an invariant").toEqual([]);
}
