import { isDeepStrictEqual } from "node:util";
import type fc from "fast-check";
import { expect, test } from "vitest";
import { runStory, storyOf, type Breach, type Told } from "./run-story";
import { afterwardsAtStripe, cardSpentElsewhere, declinedFirst, storiesOf } from "./scenes";
import { shrinkStory } from "./shrink";
import { useStories } from "./tell-seeds";
import { tellStory } from "./tell-story";
import type { Step, Story } from "./story";

const stories = useStories();

test("the same seed tells the same story, to every statement and every row", { timeout: 240_000 }, async () => {
  const ground = await stories.open();
  for (let seed = 1; seed <= 8; seed += 1) {
    const story = storyOf(seed);
    expect(isDeepStrictEqual(story, storyOf(seed))).toBe(true);

    const told = await runStory(ground, seed, story);
    const again = await runStory(ground, seed, story);
    // Of two that wait for the same row PostgreSQL itself chooses, once in a while otherwise (decision 12): then a third time decides.
    const alike = again.digest === told.digest ? again : await runStory(ground, seed, story);

    expect([told, again].map(({ digest, faults }) => ({ seed, digest, faults }))).toContainEqual({
      seed,
      digest: alike.digest,
      faults: alike.faults,
    });
  }
});

type Planted = {
  what: string;
  sabotage: string;
  sentence: RegExp;
  /** Where it shows soon; else in any story. */
  scene?: fc.Arbitrary<Step[]>;
};

/** Defects as the school's previous system had them, and others, planted in the database: each must be found, and told briefly. */
const PLANTED: Planted[] = [
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
    sabotage: neverInserted("emails", "new.kind = 'CONFIRMATION'"),
    sentence: /I6|was paid and nobody was told/,
  },
  {
    what: "an event counts as processed and its effect is not there",
    sabotage: `create function planted() returns trigger language plpgsql as $$ begin delete from "ProcessedWebhookEvent" where id = new.id; return null; end $$;
      create trigger planted after insert on "ProcessedWebhookEvent" for each row execute function planted()`,
    sentence: /I7|I8/,
  },
  {
    what: "money that came twice is never given back",
    sabotage: neverInserted("refunds", "new.reason = 'DUPLICATE'"),
    scene: afterwardsAtStripe,
    sentence: /I1: payment \S+ took money that neither paid its order nor goes back nor waits for staff/,
  },
  {
    what: "what is owed for a lost line is never given back",
    sabotage: neverInserted("refunds", "new.reason in ('PLACE_LOST', 'GIFT_CARD_SPENT')"),
    scene: cardSpentElsewhere,
    sentence: /I1: line \S+ was lost, and what was paid online for it is not what is refunded/,
  },
  {
    what: "nobody is told that money goes back",
    sabotage: neverInserted("emails", "new.kind = 'REFUND'"),
    scene: afterwardsAtStripe,
    sentence: /I6: refund \S+ goes back to the customer, who is not told/,
  },
  {
    what: "nobody is told that a payment failed",
    sabotage: neverInserted("emails", "new.kind = 'PAYMENT_FAILED'"),
    scene: declinedFirst,
    sentence: /I6: event \S+ failed the payment of an order, and its customer is not told/,
  },
  ...(
    [
      ["REFUND_AT_STRIPE", /I9: refund \S+ was made in Stripe's dashboard, and no worklist entry says so/],
      ["REFUND_FAILED", /I9: refund \S+ failed, and no worklist entry says so/],
      ["DISPUTE", /I7: dispute \S+ is recorded, and no worklist entry says so/],
    ] as const
  ).map(([kind, sentence]) => ({
    what: `staff never see an entry ${kind}`,
    sabotage: neverInserted("worklist_entries", `new.kind = '${kind}'`),
    scene: afterwardsAtStripe,
    sentence,
  })),
  {
    what: "a dispute is answered as done and recorded nowhere",
    sabotage: neverInserted("disputes", "true"),
    scene: afterwardsAtStripe,
    sentence: /I7: event \S+ is marked as a dispute, and none of the order is recorded/,
  },
];

/** Rows of this kind vanish while their transaction believes in them. */
function neverInserted(table: string, which: string): string {
  return `create function planted() returns trigger language plpgsql as $$ begin return null; end $$;
    create trigger planted before insert on ${table} for each row when (${which}) execute function planted()`;
}

test.for(PLANTED)("a planted defect is found: $what", { timeout: 240_000 }, async ({ sabotage, sentence, scene }) => {
  const sabotaged = await stories.open(sabotage);
  let found: { seed: number; story: Story; told: Told; breach: Breach } | undefined;
  for (let seed = 1; seed <= 30 && !found; seed += 1) {
    const story = storyOf(seed, scene && storiesOf(scene, 1, 2));
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
