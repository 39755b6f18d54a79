import type { Ground } from "./ground";
import { runStory, type Breach } from "./run-story";
import type { Step, Story } from "./story";

/** Stories told on the way to the short one; counted, not timed, so that a slow machine finds the same. */
const MOST_STORIES = 120;

export type Shrunk = { story: Story; breach: Breach };

/**
 * A story as short as it can be made that still ends in a breach: steps are left out, first many at once, then what is in each of
 * those that stay. (Delta debugging, Zeller and Hildebrandt 2002.)
 */
export async function shrinkStory(ground: Ground, seed: number, story: Story, breach: Breach): Promise<Shrunk> {
  let shortest: Shrunk = { story: upTo(story, breach), breach };
  let told = 0;
  const breaks = async (tried: Story): Promise<boolean> => {
    if (told >= MOST_STORIES) return false;
    told += 1;
    const found = (await runStory(ground, seed, tried)).breach;
    if (found === null) return false;
    shortest = { story: upTo(tried, found), breach: found };
    return true;
  };
  for (let size = Math.ceil(shortest.story.steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = shortest.story.steps.length - size; at >= 0; at -= size) {
      const { steps } = shortest.story;
      if (steps.length > 1) await breaks({ ...story, steps: steps.toSpliced(at, size) });
    }
  }
  for (let at = shortest.story.steps.length - 1; at >= 0; at -= 1) {
    // Each is tried on what the ones before it have left.
    for (let simpler = 0; ;) {
      const step = shortest.story.steps[at];
      const candidate = step && simplerSteps(step)[simpler];
      if (!candidate || told >= MOST_STORIES) break;
      if (!(await breaks({ ...story, steps: shortest.story.steps.with(at, candidate) }))) simpler += 1;
    }
  }
  return shortest;
}

/** What comes after the breach has no part in it. */
const upTo = (story: Story, { atStep }: Breach): Story =>
  atStep === "the end" ? story : { ...story, steps: story.steps.slice(0, atStep) };

/** The same step with less in it, the boldest first. */
function simplerSteps(step: Step): Step[] {
  return [
    ...(step.troubles.length > 0 ? [{ ...step, troubles: [] }] : []),
    ...(step.stripe.length > 0 ? [{ ...step, stripe: [] }] : []),
    ...(step.mail === "down" ? [{ ...step, mail: "up" as const }] : []),
    ...(step.schedule.length > 0 ? [{ ...step, schedule: [] }] : []),
    ...(step.thenSeconds !== 0 ? [{ ...step, thenSeconds: 0 }] : []),
    ...(step.acts.length > 1 ? step.acts.map((_, index) => withoutAct(step, index)) : []),
    ...(step.troubles.length > 1
      ? step.troubles.map((_, index) => ({ ...step, troubles: step.troubles.toSpliced(index, 1) }))
      : []),
  ];
}

/** Troubles name their act by its place among them. */
function withoutAct(step: Step, left: number): Step {
  const troubles = step.troubles
    .filter(({ actor }) => actor !== left)
    .map((trouble) => (trouble.actor > left ? { ...trouble, actor: trouble.actor - 1 } : trouble));
  return { ...step, acts: step.acts.toSpliced(left, 1), troubles };
}
