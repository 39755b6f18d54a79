import { givenParts, loadEnvironmentFile } from "./environment.ts";
import { type Household, startHousehold } from "./household.ts";
import { removeData } from "./data.ts";
import { linksOf } from "./links.ts";
import { readOptions, UsageError } from "./options.ts";
import { type Parts, startParts } from "./parts.ts";
import { type Launch, planShop } from "./plan.ts";
import { ProgramEnded } from "./program.ts";
import { showProgress } from "./progress.ts";
import { endOrphans, findRunning, forgetRunning, type Running, writeRunning } from "./running.ts";
import { textsFor } from "./texts.ts";

type WhenReady = (launch: Launch, parts: Parts) => void;

/**
 * Starts the whole school on this machine and says where to click. It stays until it is stopped, or until one of its
 * programs dies, and takes all of them with it.
 */
export async function launchShop(mode: Launch["mode"], whenReady: WhenReady = () => {}): Promise<void> {
  let household: Household | undefined;
  try {
    const launch = prepare(mode);
    household = launch.household;
    await start(launch, whenReady);
  } catch (error) {
    // Stopping takes programs away from under whoever waits for them: that is no failure.
    if (household?.isStopping()) return;
    console.error(`\n${sentenceOf(error)}`);
    await (household?.stop(1) ?? process.exit(1));
  }
}

function prepare(mode: Launch["mode"]): Launch {
  loadEnvironmentFile();
  const options = readOptions(process.argv.slice(2), process.env);
  const given = givenParts(process.env);
  const texts = textsFor(options.language);
  const other = findRunning(options.dataDir);
  if (other) throw new UsageError(texts.alreadyRunning(other.url, other.pid));

  const running: Running = { pid: process.pid, url: "…", stripeApiBase: undefined, programs: [] };
  const progress = showProgress(texts);
  const household = startHousehold({
    onChange(programs) {
      running.programs = programs;
      writeRunning(options.dataDir, running);
    },
    onStopping() {
      progress.stop();
      console.log(`\n${texts.stopping}`);
    },
    onStopped() {
      forgetRunning(options.dataDir);
      console.log(texts.stopped);
    },
    onDeath({ name, how, lastLines, logFile }) {
      progress.stop();
      console.error(`\n${texts.died(name, how)}\n${lastLines}`);
      if (logFile) console.error(texts.logIn(logFile));
    },
  });
  return { mode, options, given, texts, progress, household, running };
}

async function start(launch: Launch, whenReady: WhenReady): Promise<void> {
  const { mode, options, given, texts, progress, running } = launch;
  const begun = performance.now();
  console.log(mode === "production" ? texts.starting : texts.startingDev);
  await endOrphans(options.dataDir, () => console.log(`  ${texts.endingOrphans}`));
  if (options.fresh) {
    await removeData(options.dataDir);
    console.log(`  ${texts.freshStart(options.dataDir)}`);
    if (given.databaseUrl) console.log(`  ${texts.freshKeepsDatabase}`);
  }
  writeRunning(options.dataDir, running);

  const plan = await planShop(launch);
  running.url = plan.url;
  running.stripeApiBase = plan.stripe?.origin;
  const parts = await startParts(launch, plan);

  progress.stop();
  console.log(`\n${texts.ready(texts.seconds((performance.now() - begun) / 1000))}`);
  for (const line of linksOf(plan, parts, texts, options.language)) console.log(line);
  console.log(`  ${texts.kept(options.dataDir)}`);
  console.log(`  ${texts.stopHint}`);
  whenReady(launch, parts);
}

function sentenceOf(error: unknown): string {
  if (error instanceof UsageError || error instanceof ProgramEnded) return error.message;
  if (error instanceof Error) return error.stack ?? error.message;
  return String(error);
}
