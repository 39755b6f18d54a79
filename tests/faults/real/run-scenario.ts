import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openChance } from "./chance";
import type { Options } from "./options";
import type { Scenario } from "./scenario";
import { openSchool, type School } from "./school/open-school";
import { judge, type Verdict } from "./verdict/judge";
import { startLoad } from "./visitors/load";
import { newTally, type Tally } from "./visitors/tally";

export type Result = {
  name: string;
  faults: Map<string, number>;
  seconds: number;
  verdict: Verdict | null;
  answers: Map<string, number>;
  breaches: string[];
  /** Where logs and data are, when they were kept. */
  folder: string | null;
  skipped: string | null;
};

export type Manner = {
  settleSeconds: number;
  hurryAfterSeconds: number;
  say: (sentence: string) => void;
  /** The school that is open now, for whoever must close it in a hurry. */
  onOpen?: (school: School | undefined) => void;
};

/** Opens a school, lets visitors in, makes trouble, and judges what is left of it. */
export async function runScenario(scenario: Scenario, options: Options, manner: Manner): Promise<Result> {
  const begun = performance.now();
  const faults = new Map<string, number>();
  const tally = newTally();
  const skipped = (await scenario.cannotRun?.()) ?? null;
  const result = (verdict: Verdict | null, breaches: string[], folder: string | null): Result => ({
    name: scenario.name,
    faults,
    seconds: Math.round((performance.now() - begun) / 1_000),
    verdict,
    answers: tally.answers,
    breaches,
    folder,
    skipped,
  });
  if (skipped !== null) return result(null, [], null);

  const folder = mkdtempSync(path.join(tmpdir(), `envol-${scenario.name}-`));
  let school: School | undefined;
  try {
    school = await openSchool(folder, await scenario.plan?.(options, folder));
    manner.onOpen?.(school);
    const verdict = await troubleAndJudge(school, { scenario, options, manner, faults, tally });
    await school.close();
    const keep = options.keep || verdict.breaches.length > 0;
    scenario.cleanUp?.(folder);
    if (!keep) rmSync(folder, { recursive: true, force: true });
    return result(verdict, verdict.breaches, keep ? folder : null);
  } catch (error) {
    await school?.close();
    const sentence = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return result(null, [`the scenario itself broke: ${sentence}`, ...(school?.complaints ?? [])], folder);
  } finally {
    manner.onOpen?.(undefined);
  }
}

type Running = { scenario: Scenario; options: Options; manner: Manner; faults: Map<string, number>; tally: Tally };

async function troubleAndJudge(school: School, running: Running): Promise<Verdict> {
  const { scenario, options, manner, faults, tally } = running;
  const chance = openChance(options.seed).named(scenario.name);
  const load = startLoad(school, scenario.visitors ?? options.visitors, chance.named("load"), tally);
  try {
    await scenario.makeTrouble({
      school,
      load,
      tally,
      chance,
      options,
      fault: (kind, times = 1) => void faults.set(kind, (faults.get(kind) ?? 0) + times),
      say: manner.say,
      complain: (sentence) => void school.complaints.push(sentence),
    });
  } finally {
    await load.end();
    for (const [kind, times] of school.proxy.faults) faults.set(kind, times);
    school.proxy.behave();
  }
  manner.say(`the troubles are over after ${load.visits()} visits; waiting until everything has come to its end`);
  return judge(school, tally, {
    withinSeconds: manner.settleSeconds,
    hurryAfterSeconds: manner.hurryAfterSeconds,
    mayBeInLogs: scenario.mayBeInLogs ?? (() => false),
  });
}
