import { expect, test } from "vitest";
import { db } from "@/db/client";
import { checkInvariants } from "./check";
import { INVARIANT_IDS } from "./invariant";

test("an empty database is clean, and every invariant is asked", async () => {
  const results = await checkInvariants(db());

  expect(results.map((result) => result.id)).toEqual([...INVARIANT_IDS]);
  expect(results.flatMap((result) => result.breaches.rows)).toEqual([]);
});
