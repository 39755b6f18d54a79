import { openGround } from "./ground";
import { runStory, storyOf, type Told } from "./run-story";
import { shrinkStory } from "./shrink";
import { tellStory } from "./tell-story";
import { lastHappenings } from "./world";

/** What the campaign asks of one of its processes, and what it hears back. */
export type Ask = { seed: number; twice: boolean; shrink: boolean };
export type Heard = { seed: number; told: Told; differs: boolean; words: string | null };

const ground = await openGround({
  adminUrl: process.env["TEST_ADMIN_URL"] ?? "",
  template: process.env["TEST_TEMPLATE_DATABASE"] ?? "",
});

process.on("message", (ask: Ask) => void answer(ask));
// The campaign has ended, however it did.
process.on("disconnect", () => process.exit(0));

/** A story takes a second or two. */
const STUCK_AFTER_MS = 180_000;

async function answer({ seed, twice, shrink }: Ask): Promise<void> {
  const story = storyOf(seed);
  const stuck = setTimeout(() => {
    console.log(`seed ${seed} is stuck after: ${lastHappenings().join(" | ")}`);
    // The campaign counts it as a breach and goes on with another process.
    process.exit(3);
  }, STUCK_AFTER_MS);
  const told = await runStory(ground, seed, story);
  const differs = twice && (await runStory(ground, seed, story)).digest !== told.digest;
  const shown =
    told.breach === null
      ? null
      : shrink
        ? await shrinkStory(ground, seed, story, told.breach)
        : { story, breach: told.breach };
  const words = shown === null ? null : tellStory(shown.story, shown.breach);
  clearTimeout(stuck);
  process.send?.({ seed, told, differs, words } satisfies Heard);
}
