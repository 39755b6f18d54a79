import type { InvariantResult } from "./invariant";

const count = new Intl.NumberFormat("en-GB");

/** For people: one line for each invariant with its count, and below it the rows that break it. Returns how many do. */
export function printReport(results: InvariantResult[], print: (line: string) => void): number {
  let breaches = 0;
  for (const { id, at, sentence, checked, breaches: found } of results) {
    breaches += found.count;
    const verdict = found.count === 0 ? "holds " : "BROKEN";
    print(
      `${verdict}  ${id.padEnd(3)}  ${count.format(checked).padStart(10)} checked${at === undefined ? "" : ` at ${at}`}  ${sentence}`,
    );
    for (const row of found.rows) print(`          ${row}`);
    if (found.count > found.rows.length) print(`          and ${count.format(found.count - found.rows.length)} more`);
  }
  print(
    breaches === 0
      ? "Every invariant holds."
      : `${count.format(breaches)} ${breaches === 1 ? "row breaks" : "rows break"} an invariant.`,
  );
  return breaches;
}
