import path from "node:path";
import { ensureBuild } from "../../../scripts/launch/build";
import { root } from "../../../scripts/npm-install.mjs";
import { isInNamespace, needsNamespace, reportBack, runInNamespace } from "./own-namespace";
import { type Options, readOptions, USAGE } from "./options";
import { type Result, runScenario } from "./run-scenario";
import type { Scenario } from "./scenario";
import { SCENARIOS } from "./scenarios/all";
import type { School } from "./school/open-school";
import { printResults } from "./table";

/** Six minutes: longer than the leases of whoever was killed, and the back-off of what failed a few times. */
const SETTLE_SECONDS = 360;
const HURRY_AFTER_SECONDS = 120;

let open: School | undefined;
const results: Result[] = [];
const begun = performance.now();

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void breakOff(130));
const options = readOptions(process.argv.slice(2));
if (options === "help") console.log(USAGE);
else if (options === "list") for (const { name, sentence } of SCENARIOS) console.log(`${name.padEnd(22)}${sentence}`);
else await run(options);

async function run(wanted: Options): Promise<void> {
  const scenarios = choose(wanted.only);
  await ensureBuild({ logFile: path.join(root, ".data", "logs", "build.log") });
  for (const scenario of scenarios) {
    const say = (sentence: string) => console.log(`${clock()}  ${scenario.name}: ${sentence}`);
    say(scenario.sentence);
    const result = needsNamespace(scenario)
      ? await runInNamespace(scenario.name, process.argv.slice(2))
      : await runScenario(scenario, wanted, {
          settleSeconds: SETTLE_SECONDS,
          hurryAfterSeconds: HURRY_AFTER_SECONDS,
          say,
          onOpen: (school) => {
            open = school;
          },
        });
    if (isInNamespace()) return reportBack(result);
    results.push(result);
    say(
      result.skipped ??
        (result.breaches.length === 0 ? "clean" : `${result.breaches.length} breaches: ${result.breaches[0]}`),
    );
  }
  printResults(results, (line) => console.log(line));
  console.log(`\nseed ${wanted.seed}, ${clock()} in all`);
  // Whoever names a scenario wants to know how it ends: not at all is no good end.
  const failed = ({ name, breaches, skipped }: Result) =>
    breaches.length > 0 || (skipped !== null && wanted.only.includes(name));
  process.exit(results.some(failed) ? 1 : 0);
}

function choose(names: readonly string[]): readonly Scenario[] {
  const unknown = names.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown.length > 0) throw new Error(`There is no scenario ${unknown.join(", ")}; --list names them`);
  return names.length === 0 ? SCENARIOS : SCENARIOS.filter(({ name }) => names.includes(name));
}

/** Whatever runs is ended by its pid, and what was found so far is told. */
async function breakOff(code: number): Promise<never> {
  await open?.close();
  printResults(results, (line) => console.log(line));
  return process.exit(code);
}

function clock(): string {
  const seconds = Math.round((performance.now() - begun) / 1_000);
  return `${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, "0")}`;
}
