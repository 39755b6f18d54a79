import { expect, test } from "vitest";
import type { InvariantResult } from "./invariant";
import { printReport } from "./report";

function printed(results: InvariantResult[]): { lines: string[]; breaches: number } {
  const lines: string[] = [];
  const breaches = printReport(results, (line) => lines.push(line));
  return { lines, breaches };
}

test("each invariant is printed with its count, and all is said to be well", () => {
  const { lines, breaches } = printed([
    { id: "I2", sentence: "orders are covered", checked: 12_345, breaches: { count: 0, rows: [] } },
  ]);

  expect(breaches).toBe(0);
  expect(lines).toEqual(["holds   I2       12,345 checked  orders are covered", "Every invariant holds."]);
});

test("a broken one names its rows, and how many more there are", () => {
  const { lines, breaches } = printed([
    {
      id: "I9",
      at: "Stripe",
      sentence: "refunds agree",
      checked: 30,
      breaches: { count: 3, rows: ["refund 1 is not recorded"] },
    },
    { id: "I10", sentence: "whole cents", checked: 4, breaches: { count: 0, rows: [] } },
  ]);

  expect(breaches).toBe(3);
  expect(lines).toEqual([
    "BROKEN  I9           30 checked at Stripe  refunds agree",
    "          refund 1 is not recorded",
    "          and 2 more",
    "holds   I10           4 checked  whole cents",
    "3 rows break an invariant.",
  ]);
});
