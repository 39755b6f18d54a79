import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { lineOf, type Tried, tryGuards } from "../tests/mutants/campaign.ts";
import { whereIs } from "../tests/mutants/guard.ts";
import { GUARDS } from "../tests/mutants/guards.ts";
import { LEAST_NOTICED_PERCENT, percentOf, tryRules } from "../tests/mutants/rules.ts";

/**
 * `npm run mutants`: is the proof a proof? Takes out every guard of the payment core in turn (`--guards`), in code and in the
 * database, and lets StrykerJS change every rule (`--rules`): a test must notice each. `--only WORD`: guards whose name, kind or
 * file has it; `--tests-pass`: do not run the tests without a mutant first, they were just seen to pass. Ends with 1 when a guard survives, or less than 90 % of the rules' mutants are noticed.
 */
const { values: wanted } = parseArgs({
  options: {
    only: { type: "string" },
    guards: { type: "boolean" },
    rules: { type: "boolean" },
    "tests-pass": { type: "boolean" },
  },
});
// The copies of the tree and the tests' database go away with this process, however it ends.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(130));
const both = !wanted.guards && !wanted.rules;
const root = fileURLToPath(new URL("..", import.meta.url));
const begunAt = performance.now();

const guardsHold = both || wanted.guards || wanted.only !== undefined ? await guardsAreHeld(wanted.only) : true;
const rulesHold = (both && wanted.only === undefined) || wanted.rules ? rulesAreHeld() : true;

console.log(`${((performance.now() - begunAt) / 60_000).toFixed(1)} minutes.`);
process.exit(guardsHold && rulesHold ? 0 : 1);

async function guardsAreHeld(only: string | undefined): Promise<boolean> {
  const word = only?.toLowerCase() ?? "";
  const guards = GUARDS.filter((guard) =>
    [guard.name, guard.kind, whereIs(guard)].some((text) => text.toLowerCase().includes(word)),
  );
  if (guards.length === 0) throw new Error(`no guard has «${only}» in its name, kind or file`);
  console.log(
    `${guards.length} guards, one mutant each${wanted["tests-pass"] ? "" : "; first their tests without any"}.`,
  );

  let count = 0;
  const tried = await tryGuards(
    root,
    guards,
    (one) => {
      count += 1;
      console.log(`${String(count).padStart(3)}/${guards.length} ${lineOf(one)}`);
    },
    { testsFirst: wanted["tests-pass"] !== true },
  );
  // What is kept is the whole table: some of it would look like all of it.
  if (only === undefined)
    keep(
      "guards.json",
      tried.map(({ guard, verdict, seconds }) => ({
        guard: guard.name,
        of: guard.kind,
        where: whereIs(guard),
        ...verdict,
        seconds,
      })),
    );
  return sumUpGuards(tried);
}

function sumUpGuards(tried: Tried[]): boolean {
  const kinds = Map.groupBy(tried, ({ guard }) => guard.kind);
  console.log("\nguards      killed");
  for (const [kind, ofKind] of kinds) console.log(`${kind.padEnd(11)} ${killedOf(ofKind)} of ${ofKind.length}`);
  console.log(`all         ${killedOf(tried)} of ${tried.length}`);
  const left = tried.filter(({ verdict }) => verdict.kind !== "killed");
  if (left.length > 0) console.log(`\nNobody noticed:\n${left.map(lineOf).join("\n")}`);
  return left.length === 0;
}

function killedOf(tried: Tried[]): number {
  return tried.filter(({ verdict }) => verdict.kind === "killed").length;
}

function rulesAreHeld(): boolean {
  const files = tryRules(root);
  console.log("\nrules                                        killed");
  for (const file of files)
    console.log(`${file.file.padEnd(44)} ${file.killed} of ${file.total} (${percentOf(file).toFixed(1)} %)`);
  const all = {
    killed: files.reduce((sum, file) => sum + file.killed, 0),
    total: files.reduce((sum, file) => sum + file.total, 0),
  };
  console.log(`${"all".padEnd(44)} ${all.killed} of ${all.total} (${percentOf(all).toFixed(1)} %)`);
  return all.total > 0 && [...files, all].every((one) => percentOf(one) >= LEAST_NOTICED_PERCENT);
}

function keep(name: string, result: unknown): void {
  const directory = `${root}/.data/mutants`;
  mkdirSync(directory, { recursive: true });
  writeFileSync(`${directory}/${name}`, `${JSON.stringify(result, null, 2)}\n`);
}
