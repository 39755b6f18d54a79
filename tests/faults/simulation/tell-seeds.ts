import { afterAll, beforeAll, expect, test } from "vitest";
import { openGround, type Ground } from "./ground";
import { runStory, storyOf } from "./run-story";
import { shrinkStory } from "./shrink";
import { tellStory } from "./tell-story";

/** What a test file needs to tell stories. The tests' own PostgreSQL is there, and so are its settings. */
export function useStories(): { open: (sabotage?: string) => Promise<Ground> } {
  const grounds: Ground[] = [];
  afterAll(() => Promise.all(grounds.map((ground) => ground.close())));
  return {
    open: async (sabotage) => {
      const ground = await openGround({
        adminUrl: process.env["TEST_ADMIN_URL"] ?? "",
        template: process.env["TEST_TEMPLATE_DATABASE"] ?? "",
        ...(sabotage !== undefined && { sabotage }),
      });
      grounds.push(ground);
      return ground;
    },
  };
}

const PORTION = 25;

/** One test for each portion of seeds. What breaks is shown as a short story, with the command that tells it again. */
export function tellSeeds(from: number, to: number): void {
  const stories = useStories();
  let ground: Ground;
  beforeAll(async () => {
    ground = await stories.open();
  });
  for (let first = from; first <= to; first += PORTION) {
    const last = Math.min(to, first + PORTION - 1);
    test(
      `nothing is lost, twice or stuck in the stories of seeds ${first} to ${last}`,
      { timeout: 240_000 },
      async () => {
        for (let seed = first; seed <= last; seed += 1) {
          const story = storyOf(seed);
          const { breach } = await runStory(ground, seed, story);
          if (breach === null) continue;
          const shrunk = await shrinkStory(ground, seed, story, breach);
          expect.fail(`npm run faults -- --seeds 1 --from ${seed}\n${tellStory(shrunk.story, shrunk.breach)}`);
        }
        expect(last).toBeGreaterThanOrEqual(first);
      },
    );
  }
}
