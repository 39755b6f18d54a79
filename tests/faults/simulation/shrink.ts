import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { runStory, type Breach, type Place } from "./run-story";
import { stories, type Story } from "./story";

/** Shrinking tells hundreds of stories; what has been found by then is short enough. */
const PATIENCE_MS = 90_000;

export type Shrunk = { story: Story; breach: Breach };

/** The shortest story on the way from this seed's that still ends in a breach. */
export async function shrinkStory(place: Place, seed: number, story: Story, breach: Breach): Promise<Shrunk> {
  let shortest: Shrunk = { story, breach };
  const property = fc.asyncProperty(stories, async (tried) => {
    if (isDeepStrictEqual(tried, story)) throw new Error("known");
    const told = await runStory(place, seed, tried);
    if (told.breach === null) return;
    shortest = { story: tried, breach: told.breach };
    throw new Error("a breach");
  });
  await fc.check(property, { seed, numRuns: 1, interruptAfterTimeLimit: PATIENCE_MS, markInterruptAsFailure: true });
  return shortest;
}
