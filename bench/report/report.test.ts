import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Figure, figureOf } from "../figure";
import { barsOf, chartHeightOf } from "./bars";
import { compareFigures, printComparison } from "./compare";
import { percent, short } from "./numbers";
import { INK, INK_ON_COLOUR, withDarkMode } from "./palette";
import { describeMachine, readResults, type Results, RESULTS_FILE, writeResults } from "./results";
import { printTable } from "./table";

const perSecond = (id: string, rounds: number[], against?: number[]): Figure =>
  figureOf({
    part: "webhook",
    id,
    what: `${id} at 8 connections`,
    unit: "events/s",
    rounds,
    ...(against && { against: { id: "node", rounds: against } }),
    ...(against && { target: { atLeast: 0.75 } }),
  });

const runOf = (figures: Figure[]): Results => ({
  measuredAt: "2026-11-24T13:00:00.000Z",
  machine: describeMachine(),
  versions: { node: process.versions.node },
  settings: { rounds: 3, seconds: 5, parts: ["webhook"] },
  partSeconds: { webhook: 100 },
  notes: [],
  figures,
});

function linesOf(say: (print: (line: string) => void) => void): string {
  const lines: string[] = [];
  say((line) => lines.push(line));
  return lines.join("\n");
}

describe("comparing two runs", () => {
  test("a figure has moved when the rounds of one run lie all above those of the other", () => {
    const before = [perSecond("faster", [100, 110, 120]), perSecond("same", [100, 110, 120])];
    const after = [perSecond("faster", [121, 130, 140]), perSecond("same", [119, 130, 140])];

    const { moved, still } = compareFigures(before, after);

    expect(moved).toMatchObject([{ id: "faster", by: "figure", change: 130 / 110 - 1 }]);
    expect(still).toBe(1);
  });

  test("ratios to the same limit are compared rather than figures: another machine is faster at both", () => {
    const before = [perSecond("paid", [100, 110, 120], [200, 220, 240])];
    const after = [perSecond("paid", [1_000, 1_100, 1_200], [2_000, 2_200, 2_400])];

    expect(compareFigures(before, after)).toMatchObject({ moved: [], still: 1 });
  });

  test("a figure without the other run's limit is compared as it is", () => {
    const before = [perSecond("paid", [100, 110, 120], [200, 220, 240])];
    const after = [perSecond("paid", [50, 51, 52])];

    expect(compareFigures(before, after).moved).toMatchObject([{ by: "figure", before: { middle: 110 } }]);
  });

  test("what one of the runs has not measured is named, not guessed", () => {
    const comparison = compareFigures([perSecond("old", [1])], [perSecond("new", [1])]);

    expect(comparison).toEqual({ moved: [], still: 0, onlyBefore: ["webhook/old"], onlyAfter: ["webhook/new"] });
    expect(linesOf((print) => printComparison(comparison, print))).toContain("Not measured this time: webhook/old");
  });

  test("it is told with both spreads", () => {
    const comparison = compareFigures([perSecond("paid", [100, 110, 120])], [perSecond("paid", [54, 55, 56])]);

    expect(linesOf((print) => printComparison(comparison, print))).toContain(
      "−50 %  webhook: paid at 8 connections, 110 (100–120) → 55 (54–56) events/s",
    );
  });
});

describe("the file of results", () => {
  test("is read as it was written", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "envol-results-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const run = runOf([perSecond("paid", [100, 110, 120], [200, 220, 240]), perSecond("bare", [1, 2, 3])]);

    writeResults(folder, run);

    expect(readResults(path.join(folder, RESULTS_FILE))).toEqual(run);
  });

  test("of another kind is refused by its name", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "envol-results-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = path.join(folder, "other.json");
    writeFileSync(file, readFileSync("package.json"));

    expect(() => readResults(file)).toThrow(`${file} is not a file of results`);
  });
});

test("the table says of each figure its spread, its limit and whether its target is reached", () => {
  const figures = [perSecond("paid", [100, 110, 120], [200, 220, 240]), perSecond("bare", [1_000, 2_000, 3_000])];

  const table = linesOf((print) => printTable(figures, print));

  expect(table).toMatch(/paid at 8 connections +110 +100–120 +events\/s +0\.5 × node +0\.5–0\.5 +≥ 0\.75 +NOT REACHED/);
  expect(table).toMatch(/bare at 8 connections +2,000 +1,000–3,000 +events\/s$/m);
  expect(table).toContain("0 of 1 targets reached, 2 figures.");
});

test("a picture has a panel for the ratios and one for each unit, high enough for all its bars", () => {
  const figures = [perSecond("paid", [100, 110, 120], [200, 220, 240]), { ...perSecond("p50", [1]), unit: "ms" }];

  expect(barsOf("webhook", figures)).toMatchObject({
    title: [{ text: "webhook" }, { text: "ratio to node" }, { text: "events/s" }, { text: "ms" }],
    yAxis: [
      { data: ["paid at 8 connections"] },
      { data: ["paid at 8 connections"] },
      { data: ["p50 at 8 connections"] },
    ],
  });
  expect(chartHeightOf(figures)).toBeGreaterThan(chartHeightOf(figures.slice(0, 1)));
});

test("numbers are short, whatever their size", () => {
  expect([0, 0.12345, 4.567, 45.67, 456.7, 12_345.6, Number.NaN].map(short)).toEqual([
    "0",
    "0.123",
    "4.57",
    "45.7",
    "457",
    "12,346",
    "–",
  ]);
  expect([0.1, -0.5].map(percent)).toEqual(["+10 %", "−50 %"]);
});

test("a picture turns to dark colours with its page, but not what stands on a coloured field", () => {
  const svg = withDarkMode(`<svg width="9"><text fill="${INK}">a</text><text fill="${INK_ON_COLOUR}">b</text></svg>`);

  expect(svg).toMatch(/^<svg width="9">\n<style>@media \(prefers-color-scheme:dark\)\{/);
  expect(svg).toContain(`[fill="${INK}"]{fill:#`);
  expect(svg).not.toContain(`[fill="${INK_ON_COLOUR}"]`);
});
