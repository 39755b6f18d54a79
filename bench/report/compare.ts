import type { Figure } from "../figure";
import { percent, short } from "./numbers";

type Spread = { middle: number; min: number; max: number };
export type Moved = {
  part: string;
  id: string;
  what: string;
  /** A ratio to the same limit where both runs have it: it says the same on another machine. Else the figure itself. */
  by: "ratio" | "figure";
  unit: string;
  before: Spread;
  after: Spread;
  /** 0.1 is a tenth more than before. */
  change: number;
};
export type Comparison = { moved: Moved[]; still: number; onlyBefore: string[]; onlyAfter: string[] };

/**
 * What moved by more than the spread: the rounds of one run lie all above, or all below, those of the other. With one round a
 * run has no spread and everything moves: such a run proves nothing, and three rounds little.
 */
export function compareFigures(before: readonly Figure[], after: readonly Figure[]): Comparison {
  const earlier = new Map(before.map((figure) => [keyOf(figure), figure]));
  const pairs = after.flatMap((figure) => {
    const old = earlier.get(keyOf(figure));
    return old === undefined ? [] : [pairOf(old, figure)];
  });
  const moved = pairs.filter((pair) => pair.before.max < pair.after.min || pair.after.max < pair.before.min);
  return {
    moved: moved.toSorted((a, b) => Math.abs(b.change) - Math.abs(a.change)),
    still: pairs.length - moved.length,
    onlyBefore: missingIn(after, before),
    onlyAfter: missingIn(before, after),
  };
}

const keyOf = ({ part, id }: Figure): string => `${part}/${id}`;

function missingIn(some: readonly Figure[], others: readonly Figure[]): string[] {
  const there = new Set(some.map(keyOf));
  return others.map(keyOf).filter((key) => !there.has(key));
}

function pairOf(old: Figure, figure: Figure): Moved {
  const { part, id, what } = figure;
  const sameLimit = old.limit !== undefined && figure.limit !== undefined && old.limit.id === figure.limit.id;
  const [before, after] =
    sameLimit && old.limit && figure.limit
      ? [ofRatio(old.limit), ofRatio(figure.limit)]
      : [ofFigure(old), ofFigure(figure)];
  return {
    part,
    id,
    what,
    by: sameLimit ? "ratio" : "figure",
    unit: sameLimit ? `× ${figure.limit?.id ?? ""}` : figure.unit,
    before,
    after,
    change: before.middle === 0 ? (after.middle === 0 ? 0 : Infinity) : after.middle / before.middle - 1,
  };
}

const ofRatio = ({ ratio, min, max }: NonNullable<Figure["limit"]>): Spread => ({ middle: ratio, min, max });
const ofFigure = ({ median, min, max }: Figure): Spread => ({ middle: median, min, max });

export function printComparison(
  { moved, still, onlyBefore, onlyAfter }: Comparison,
  print: (line: string) => void,
): void {
  print(`\nCompared: ${moved.length} figures moved by more than the spread, ${still} did not.`);
  for (const { part, what, unit, before, after, change } of moved)
    print(`  ${percent(change).padStart(9)}  ${part}: ${what}, ${spell(before)} → ${spell(after)} ${unit}`);
  if (onlyBefore.length > 0) print(`  Not measured this time: ${onlyBefore.join(", ")}`);
  if (onlyAfter.length > 0) print(`  Not measured then: ${onlyAfter.join(", ")}`);
}

const spell = ({ middle, min, max }: Spread): string => `${short(middle)} (${short(min)}–${short(max)})`;
