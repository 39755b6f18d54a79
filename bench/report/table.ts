import type { Figure } from "../figure";
import { short } from "./numbers";

const HEADER = ["figure", "median", "spread", "unit", "of limit", "spread", "target", ""] as const;

/** The figures of a run for people, part by part. */
export function printTable(figures: readonly Figure[], print: (line: string) => void): void {
  const parts = [...new Set(figures.map(({ part }) => part))];
  for (const part of parts) {
    print(`\n${part}`);
    const rows = [[...HEADER] as string[], ...figures.filter((figure) => figure.part === part).map(rowOf)];
    const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
    for (const row of rows) print(`  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")}`.trimEnd());
  }
  print(`\n${summary(figures)}`);
}

function rowOf({ what, unit, median, min, max, limit, target }: Figure): string[] {
  return [
    what,
    short(median),
    `${short(min)}–${short(max)}`,
    unit,
    limit === undefined ? "" : `${short(limit.ratio)} × ${limit.id}`,
    limit === undefined ? "" : `${short(limit.min)}–${short(limit.max)}`,
    target === undefined ? "" : targetOf(target),
    target === undefined ? "" : target.met ? "reached" : "NOT REACHED",
  ];
}

const targetOf = ({ atLeast, atMost }: NonNullable<Figure["target"]>): string =>
  [atLeast === undefined ? "" : `≥ ${short(atLeast)}`, atMost === undefined ? "" : `≤ ${short(atMost)}`]
    .filter((side) => side !== "")
    .join(", ");

function summary(figures: readonly Figure[]): string {
  const judged = figures.flatMap(({ target }) => target ?? []);
  return `${judged.filter(({ met }) => met).length} of ${judged.length} targets reached, ${figures.length} figures.`;
}
