import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { runStory, storyOf, type Breach, type Told } from "./run-story";
import { shrinkStory } from "./shrink";
import { useStories } from "./tell-seeds";
import { tellStory } from "./tell-story";
import type { Story } from "./story";

const stories = useStories();

test("the same seed tells the same story, to every statement and every row", { timeout: 240_000 }, async () => {
  const ground = await stories.open();
  for (let seed = 1; seed <= 8; seed += 1) {
    const story = storyOf(seed);
    expect(isDeepStrictEqual(story, storyOf(seed))).toBe(true);

    const told = await runStory(ground, seed, story);
    const again = await runStory(ground, seed, story);

    expect({ seed, digest: again.digest, faults: again.faults }).toEqual({
      seed,
      digest: told.digest,
      faults: told.faults,
    });
  }
});

/** Defects as the school's previous system had them, and others, planted in the database: each must be found, and told briefly. */
const PLANTED: { what: string; sabotage: string; sentence: RegExp }[] = [
  {
    what: "the cart is emptied when the order is made",
    sabotage: `create function planted() returns trigger language plpgsql as $$ begin delete from cart_items where cart_session_id = new.cart_session_id; return null; end $$;
      create constraint trigger planted after insert on orders initially deferred for each row execute function planted()`,
    sentence: /I5: cart item \S+ is gone/,
  },
  {
    what: "a place stays taken although nobody can pay for it any more",
    sabotage: `create function planted() returns trigger language plpgsql as $$ begin return null; end $$;
      create trigger planted before delete on holds for each row execute function planted()`,
    sentence: /I3|keeps a place for nobody/,
  },
  {
    what: "an e-mail gets lost",
    sabotage: `create function planted() returns trigger language plpgsql as $$ begin return null; end $$;
      create trigger planted before insert on emails for each row when (new.kind = 'CONFIRMATION') execute function planted()`,
    sentence: /I6|was paid and nobody was told/,
  },
  {
    what: "an event counts as processed and its effect is not there",
    sabotage: `create function planted() returns trigger language plpgsql as $$ begin delete from "ProcessedWebhookEvent" where id = new.id; return null; end $$;
      create trigger planted after insert on "ProcessedWebhookEvent" for each row execute function planted()`,
    sentence: /I7|I8/,
  },
];

test.for(PLANTED)("a planted defect is found: $what", { timeout: 240_000 }, async ({ sabotage, sentence }) => {
  const sabotaged = await stories.open(sabotage);
  let found: { seed: number; story: Story; told: Told; breach: Breach } | undefined;
  for (let seed = 1; seed <= 30 && !found; seed += 1) {
    const story = storyOf(seed);
    const told = await runStory(sabotaged, seed, story);
    if (told.breach) found = { seed, story, told, breach: told.breach };
  }

  expect(found?.breach.sentences.join("\n")).toMatch(sentence);
});

test("a failing story is shrunk to a few steps that a person can read", { timeout: 240_000 }, async () => {
  const planted = PLANTED[0];
  const sabotaged = await stories.open(planted?.sabotage);
  let seed = 1;
  let told = await runStory(sabotaged, seed, storyOf(seed));
  while (told.breach === null) told = await runStory(sabotaged, (seed += 1), storyOf(seed));

  const shrunk = await shrinkStory(sabotaged, seed, storyOf(seed), told.breach);

  const words = tellStory(shrunk.story, shrunk.breach);
  expect(shrunk.story.steps.length).toBeLessThanOrEqual(4);
  expect(words).toMatch(/Visitor [ABC] adds/);
  expect(words).toMatch(/Visitor [ABC] orders/);
});
