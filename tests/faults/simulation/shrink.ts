import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type { Ground } from "./ground";
import { runStory, type Breach } from "./run-story";
import { stories, type Story } from "./story";

/** Shrinking tells hundreds of stories; what has been found by then is short enough. */
const PATIENCE_MS = 60_000;

export type Shrunk = { story: Story; breach: Breach };

/** The shortest story on the way from this seed's that still ends in a breach. */
export async function shrinkStory(ground: Ground, seed: number, story: Story, breach: Breach): Promise<Shrunk> {
  let shortest: Shrunk = { story, breach };
  let running: Promise<unknown> = Promise.resolve();
  const property = fc.asyncProperty(stories, async (tried) => {
    if (isDeepStrictEqual(tried, story)) throw new Error("known");
    const telling = runStory(ground, seed, tried);
    running = telling;
    const told = await telling;
    if (told.breach === null) return;
    shortest = { story: tried, breach: told.breach };
    throw new Error("a breach");
  });
  await fc.check(property, { seed, numRuns: 1, interruptAfterTimeLimit: PATIENCE_MS, markInterruptAsFailure: true });
  // Where patience has ended, the last story is still being told; two at once would share clock and settings.
  await running;
  return shortest;
}
