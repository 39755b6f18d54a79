import { createHash } from "node:crypto";
import fc from "fast-check";
import { placeOf, prepare } from "./acts";
import { chanceOf } from "./chance";
import type { Trouble } from "./fates";
import { eventToDeliver } from "./deliveries";
import type { Ground } from "./ground";
import { comeToRest, findLeftOvers } from "./liveness";
import type { Outcome } from "./outcome";
import { checkSafety, newMemory } from "./safety";
import type { Ending, Work } from "./scheduler";
import { stories } from "./scenes";
import type { PlacedAct, Step, Story } from "./story";
import { openWorld, type World } from "./world";

export type Told = {
  steps: number;
  /** What struck, by kind. */
  faults: Record<string, number>;
  /** How far the story came: rows by kind at its end. */
  reached: Record<string, number>;
  /** Of everything that happened, in order. The same seed has the same. */
  digest: string;
  ms: number;
  breach: Breach | null;
};
export type Breach = { atStep: number | "the end"; sentences: string[] };

export function storyOf(seed: number, from: fc.Arbitrary<Story> = stories): Story {
  const [story] = fc.sample(from, { seed, numRuns: 1 });
  if (!story) throw new Error("fast-check drew no story");
  return story;
}

/** Tells this story through the real code, on a database of its own, and says the first thing that was wrong with it. */
export async function runStory(ground: Ground, seed: number, story: Story): Promise<Told> {
  const begun = performance.now();
  const faults: Record<string, number> = {};
  const count = (kind: string, by = 1) => {
    if (by > 0) faults[kind] = (faults[kind] ?? 0) + by;
  };
  const world = await openWorld({
    ground,
    chance: chanceOf(seed),
    school: story.school,
  });
  try {
    const breach = await tell(world, story, count);
    const reached = await countReached(world);
    const digest = createHash("sha256")
      .update(JSON.stringify([world.trace, reached]))
      .digest("hex")
      .slice(0, 16);
    return { steps: story.steps.length, faults, reached, digest, ms: performance.now() - begun, breach };
  } finally {
    await world.close();
  }
}

type Count = (kind: string, by?: number) => void;

async function tell(world: World, story: Story, count: Count): Promise<Breach | null> {
  const memory = newMemory();
  for (const [index, step] of story.steps.entries()) {
    const { endings, struck } = await play(world, step, count);
    const sentences = await checkSafety(world, memory, endings, struck);
    if (sentences.length > 0) return { atStep: index + 1, sentences };
    world.pass(step.thenSeconds);
    if (step.thenSeconds >= 3_600) count("clock jumps ahead");
    if (step.thenSeconds < 0) count("clock set back");
  }
  const threw = await comeToRest(world, story);
  const leftOver = [...threw, ...(await findLeftOvers(world))];
  return leftOver.length > 0 ? { atStep: "the end", sentences: leftOver } : null;
}

/** `struck`: something of what was planned to break, or was broken before, did break something. */
async function play(world: World, step: Step, count: Count): Promise<{ endings: Ending<Outcome>[]; struck: boolean }> {
  const { stripe, mail, scheduler } = world;
  stripe.faults.set(step.stripe.map(({ kind, count: times }) => ({ kind, count: times })));
  mail.setDown(step.mail === "down");
  const refusedBefore = mail.refused();
  const works: Work<Outcome>[] = [];
  for (const placed of step.acts) works.push(...(await worksOf(world, placed, count)));
  const { endings, troubles } = await scheduler.run(works, step.schedule, step.troubles);
  for (const trouble of troubles) count(nameOfTrouble(trouble));

  const left = stripe.faults.list();
  let faults = 0;
  for (const { kind, count: times } of step.stripe) {
    const used = times - (left.find((fault) => fault.kind === kind)?.count ?? 0);
    count(`Stripe: ${kind}`, used);
    faults += used;
  }
  const refused = mail.refused() - refusedBefore;
  count("mail refused", refused);
  stripe.faults.clear();
  mail.setDown(false);
  return { endings, struck: troubles.length + faults + refused > 0 };
}

async function worksOf(world: World, { act, process, later }: PlacedAct, count: Count): Promise<Work<Outcome>[]> {
  if (act.kind === "deliver" && act.how !== "once" && eventToDeliver(world, act)) count(`delivery: ${act.how}`);
  const where = placeOf(act);
  const processes = where === "web" ? world.webs : where === "worker" ? world.workers : [];
  const of = (index: number) => processes[index % Math.max(1, processes.length)] ?? world.staff;
  const works = [{ process: of(process), later, run: await prepare(world, act) }];
  if (act.kind === "deliver" && act.how === "twice at once")
    works.push({ process: of(process + 1), later, run: await prepare(world, act) });
  return works;
}

function nameOfTrouble({ fate, at }: Trouble): string {
  switch (fate.kind) {
    case "die":
      return "point" in at ? `kill -9 at ${at.point}` : "commit" in at ? `kill -9 ${fate.when} COMMIT` : "kill -9";
    case "lose-connection":
      return "commit" in at && fate.when === "after" ? "COMMIT's answer lost" : `connection lost ${fate.when}`;
    case "database-error":
      return `database: ${fate.code}`;
    default:
      return fate satisfies never;
  }
}

async function countReached(world: World): Promise<Record<string, number>> {
  const rows = await world.postgres.observer.rows<{ what: string; n: number }>(
    `select 'order ' || status || coalesce(' ' || cancel_reason, '') as what, count(*)::int as n from orders group by 1
     union all select 'line ' || outcome, count(*)::int from order_lines group by 1
     union all select 'refund ' || reason || ' ' || status, count(*)::int from refunds group by 1
     union all select 'worklist ' || kind, count(*)::int from worklist_entries group by 1
     union all select 'e-mail ' || kind, count(*)::int from emails where status = 'SENT' group by 1
     union all select 'paid by ' || succeeded_by, count(*)::int from payments where succeeded_by is not null group by 1
     union all select 'parked ' || status, count(*)::int from parked_events group by 1 order by 1`,
  );
  return Object.fromEntries(rows.map(({ what, n }) => [what, n]));
}
