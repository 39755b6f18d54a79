import type { Bench } from "../part";

/** Length of a first round that nobody counts, in which code is compiled and caches fill. */
const FIRST_ROUND_SECONDS = 1;

/** For figures that stand beside the main ones: half as long a slice, in which a steady one is as steady. */
export const shorter = (bench: Bench): Bench => ({ ...bench, seconds: bench.seconds / 2 });

type InRounds<One, Result> = {
  /** One timed slice, as long as the bench says that it is given. */
  measure: (bench: Bench, one: One) => Promise<Result>;
  /** What a slice came to, for whoever watches. */
  spell: (result: Result, one: One) => string;
  /** Who takes part in the first round; all, unless this says otherwise. */
  warm?: (one: One) => boolean;
};

/**
 * Measures all of them in each round, back and forth, so that a machine that slows down while it runs slows everybody. Returns the
 * rounds of each, by its id.
 */
export async function measureInRounds<One extends { id: string }, Result>(
  bench: Bench,
  all: readonly One[],
  { measure, spell, warm = () => true }: InRounds<One, Result>,
): Promise<(id: string) => Result[]> {
  const rounds = new Map<string, Result[]>(all.map(({ id }) => [id, []]));
  const first = { ...bench, seconds: Math.min(FIRST_ROUND_SECONDS, bench.seconds) };
  for (const [at, one] of all.filter(warm).entries()) {
    if (at === 0) bench.tell("warming up");
    await measure(first, one);
  }
  for (let round = 1; round <= bench.rounds; round += 1) {
    for (const one of round % 2 === 1 ? all : all.toReversed()) {
      const result = await measure(bench, one);
      rounds.get(one.id)?.push(result);
      bench.tell(`round ${round}: ${spell(result, one)}`);
    }
  }
  return (id) => {
    const found = rounds.get(id);
    if (found === undefined) throw new Error(`nobody measured ${id}`);
    return found;
  };
}
