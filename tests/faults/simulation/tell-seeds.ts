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

/** How far the stories of a file must come at least once, or how that begins: a rule about what none of them reaches proves nothing. */
const MUST_REACH = [
  ...["expired", "payment_canceled", "payment_failed", "replaced"].map((reason) => `order CANCELLED ${reason}`),
  ...["PAID", "PARTIALLY_REFUNDED", "REFUNDED"].map((status) => `order ${status}`),
  ...["BOOKED", "CANCELLED", "ISSUED", "LOST"].map((outcome) => `line ${outcome}`),
  ...["PLACE_LOST", "GIFT_CARD_SPENT", "DUPLICATE SUCCEEDED", "DUPLICATE FAILED"].map((refund) => `refund ${refund}`),
  ...["STRIPE_DASHBOARD SUCCEEDED", "STRIPE_DASHBOARD FAILED"].map((refund) => `refund ${refund}`),
  ...["DISPUTE", "DUPLICATE_PAYMENT", "LINE_LOST", "MONEY_CONTRADICTS_ORDER", "REFUND_AT_STRIPE", "REFUND_FAILED"].map(
    (kind) => `worklist ${kind}`,
  ),
  ...["CONFIRMATION", "GIFT_CARD", "PARTICIPANT_INFO", "PAYMENT_FAILED", "PLACE_LOST", "REFUND"].map(
    (kind) => `e-mail ${kind}`,
  ),
  ...["CHECKOUT", "EXPIRY", "GIFT_CARD", "RECONCILE", "RETRY", "WEBHOOK"].map((source) => `paid by ${source}`),
  ...["DONE", "FOR_STAFF"].map((status) => `parked ${status}`),
];

/** One test for each portion of seeds. What breaks is shown as a short story, with the command that tells it again. */
export function tellSeeds(from: number, to: number): void {
  const stories = useStories();
  const reached = new Set<string>();
  let told = 0;
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
          const { breach, reached: by } = await runStory(ground, seed, story);
          told += 1;
          for (const what of Object.keys(by)) reached.add(what);
          if (breach === null) continue;
          const shrunk = await shrinkStory(ground, seed, story, breach);
          expect.fail(`npm run faults -- --seeds 1 --from ${seed}\n${tellStory(shrunk.story, shrunk.breach)}`);
        }
        expect(last).toBeGreaterThanOrEqual(first);
      },
    );
  }
  test("these stories come to every end that there is", ({ skip }) => {
    if (told < to - from + 1) skip("not all of them were told");
    expect(MUST_REACH.filter((what) => ![...reached].some((one) => one.startsWith(what)))).toEqual([]);
  });
}
