/** One measured figure. Milliseconds, bytes and so on stand in `unit`; more is not always better, the target says which way. */
export type Figure = {
  part: string;
  /** Stays the same from run to run, so that two runs can be compared. */
  id: string;
  what: string;
  unit: string;
  median: number;
  min: number;
  max: number;
  /** One value for each round, in their order. */
  rounds: number[];
  /** This figure over a limit measured in the same rounds: the ratio of each round, then their median and spread. */
  limit?: Ratio;
  target?: { atLeast?: number; atMost?: number; met: boolean };
};

export type Ratio = { id: string; ratio: number; min: number; max: number };

export type Target = { atLeast?: number; atMost?: number };

type Measured = {
  part: string;
  id: string;
  what: string;
  unit: string;
  rounds: number[];
  /** What this figure is divided by. The slices of one round were run side by side, so they are compared round by round. */
  against?: { id: string; rounds: number[] };
  /** Of the ratio when there is a limit, else of the figure itself. */
  target?: Target;
};

export function figureOf({ part, id, what, unit, rounds, against, target }: Measured): Figure {
  const limit = against && { id: against.id, ...ratioOf(rounds, against.rounds) };
  const judged = limit?.ratio ?? medianOf(rounds);
  return {
    part,
    id,
    what,
    unit,
    median: medianOf(rounds),
    min: Math.min(...rounds),
    max: Math.max(...rounds),
    rounds,
    ...(limit && { limit }),
    ...(target && { target: { ...target, met: isMet(judged, target) } }),
  };
}

/** @throws when the two were not measured in the same rounds. */
export function ratioOf(rounds: readonly number[], limitRounds: readonly number[]): Omit<Ratio, "id"> {
  if (rounds.length !== limitRounds.length) throw new Error("a ratio needs both figures of every round");
  const ratios = rounds.map((value, round) => value / (limitRounds[round] ?? Number.NaN));
  return { ratio: medianOf(ratios), min: Math.min(...ratios), max: Math.max(...ratios) };
}

/** Of an even number the mean of the two in the middle. @throws for none. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new Error("there is no median of nothing");
  return (lower + upper) / 2;
}

function isMet(value: number, { atLeast, atMost }: Target): boolean {
  return value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity);
}
