import { expect, test } from "vitest";
import type { Bench } from "../part";
import { measureInRounds } from "./rounds";

/** As much of a bench as counting rounds needs. */
const bench = { rounds: 3, seconds: 2, tell: () => {} } as unknown as Bench;

test("each round goes through all of them, the second one back, and the first that is run counts for nobody", async () => {
  const asked: string[] = [];

  const measured = await measureInRounds(bench, [{ id: "limit" }, { id: "ours" }], {
    measure: async ({ seconds }, { id }) => {
      asked.push(`${id} ${seconds}`);
      return asked.length;
    },
    spell: String,
    warm: ({ id }) => id === "ours",
  });

  expect(asked).toEqual(["ours 1", "limit 2", "ours 2", "ours 2", "limit 2", "limit 2", "ours 2"]);
  expect([measured("limit"), measured("ours")]).toEqual([
    [2, 5, 6],
    [3, 4, 7],
  ]);
});

test("a figure of somebody who was not measured is refused", async () => {
  const measured = await measureInRounds(bench, [{ id: "ours" }], { measure: async () => 1, spell: String });

  expect(() => measured("theirs")).toThrow(/nobody measured theirs/);
});
