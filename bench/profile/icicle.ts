import type { Spent } from "./cpu-groups";

/** A field of the picture: in which column, from where to where down the page, and whose. */
export type Field = { column: number; label: string; ms: number; top: number; height: number; group: string };

/** What is lower than a line of text is drawn together with its like. */
const LEAST = 15;
const COLUMNS = ["group", "file", "name"] as const;

/** What each event cost, laid out down `height`: whose code it is, then its files, then their functions; the largest first. */
export function layOut(spent: readonly Spent[], events: number, height: number): Field[] {
  const all = spent.map((one) => ({ ...one, ms: one.ms / events }));
  return below(all, 0, 0, height / sumOf(all));
}

function below(spent: readonly Spent[], column: number, top: number, perMs: number): Field[] {
  const by = COLUMNS[column];
  if (by === undefined) return [];
  const parts = [...Map.groupBy(spent, (one) => one[by])]
    .map(([label, ofIt]) => ({ label, ofIt, ms: sumOf(ofIt) }))
    .toSorted((a, b) => b.ms - a.ms);
  const large = parts.filter(({ ms }) => ms * perMs >= LEAST);
  const small = parts.slice(large.length);
  const fields: Field[] = [];
  let next = top;
  for (const { label, ofIt, ms } of large) {
    fields.push({ column, label, ms, top: next, height: ms * perMs, group: ofIt[0]?.group ?? label });
    fields.push(...below(ofIt, column + 1, next, perMs));
    next += ms * perMs;
  }
  if (small.length === 0) return fields;
  const ms = small.reduce((sum, part) => sum + part.ms, 0);
  const label = small.length === 1 ? (small[0]?.label ?? "") : `${small.length} smaller ones`;
  const group = column === 0 ? "" : (spent[0]?.group ?? "");
  return [...fields, { column, label, ms, top: next, height: ms * perMs, group }];
}

export const sumOf = (spent: readonly { ms: number }[]): number => spent.reduce((sum, { ms }) => sum + ms, 0);
