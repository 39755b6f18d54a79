import type { Result } from "./run-scenario";

const COLUMNS = [
  "scenario",
  "result",
  "faults",
  "paid",
  "events",
  "tries",
  "copies",
  "mails",
  "settled",
  "time",
] as const;

/** The end of a campaign, for people: one line for each scenario, then what each fault was and what visitors heard. */
export function printResults(results: readonly Result[], print: (line: string) => void): void {
  const lines = [[...COLUMNS] as string[], ...results.map(rowOf)];
  const widths = COLUMNS.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  print("");
  for (const line of lines)
    print(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  print("");
  print("faults: " + spell(sumUp(results.map((result) => result.faults))));
  print("visitors heard: " + spell(sumUp(results.map((result) => result.answers))));
  const errors = sumUp(results.flatMap((result) => (result.verdict ? [result.verdict.errors] : [])));
  if (errors.size > 0) print("lines at level error: " + spell(errors));
  for (const { name, breaches, folder, skipped } of results) {
    if (skipped !== null) print(`\n${name} was not run: ${skipped}`);
    if (breaches.length > 0) print(`\n${name} FAILED; logs and data are in ${folder ?? "?"}`);
    for (const breach of breaches.slice(0, 30)) print(`  ${breach}`);
    if (breaches.length > 30) print(`  and ${breaches.length - 30} more`);
  }
}

function rowOf({ name, faults, seconds, verdict, breaches, skipped }: Result): string[] {
  const made = [...faults.values()].reduce((sum, count) => sum + count, 0);
  const result = skipped !== null ? "not run" : breaches.length === 0 ? "clean" : `${breaches.length} BREACHES`;
  return [
    name,
    result,
    String(made),
    String(verdict?.ordersPaid ?? "–"),
    String(verdict?.delivered.events ?? "–"),
    String(verdict?.delivered.attempts ?? "–"),
    String(verdict?.delivered.duplicates ?? "–"),
    verdict ? `${verdict.mails}${verdict.copiesOfMails > 0 ? `+${verdict.copiesOfMails}` : ""}` : "–",
    verdict ? `${verdict.settledSeconds} s` : "–",
    `${seconds} s`,
  ];
}

function sumUp(counts: readonly Map<string, number>[]): Map<string, number> {
  const sum = new Map<string, number>();
  for (const count of counts) for (const [name, times] of count) sum.set(name, (sum.get(name) ?? 0) + times);
  return sum;
}

const spell = (counts: Map<string, number>): string =>
  [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, times]) => `${times} × ${name}`)
    .join(", ") || "none";
