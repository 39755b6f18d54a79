import path from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBuild } from "../scripts/launch/build";
import { root } from "../scripts/npm-install.mjs";
import type { Figure } from "./figure";
import { openGround, type OpenGround } from "./ground/ground";
import { type Options, readOptions, USAGE } from "./options";
import type { Part } from "./part";
import { PARTS } from "./parts/all";
import { type Picture, writeCharts } from "./report/charts";
import { compareFigures, printComparison } from "./report/compare";
import { describeMachine, readResults, writeResults } from "./report/results";
import { printTable } from "./report/table";

/** Of a whole run; they are kept with the code. What some parts alone say is for whoever works on them. */
const RESULTS = fileURLToPath(new URL("results", import.meta.url));
const RESULTS_OF_PARTS = path.join(root, ".data", "bench");
const begun = performance.now();
const versions: Record<string, string> = { Node: process.versions.node };
let ground: OpenGround | undefined;
let stopping = false;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void breakOff(130));
// Also when nobody reads any more what is printed: PostgreSQL would outlive us.
process.on("uncaughtException", (error) => {
  console.error(error);
  void breakOff(1);
});
const options = readOptions(process.argv.slice(2));
if (options === "help") console.log(USAGE);
else if (options === "list") for (const { name, title } of PARTS) console.log(`${name.padEnd(16)}${title}`);
else await run(options);

async function run(wanted: Options): Promise<void> {
  const parts = choose(wanted.only);
  // Read before the long work: a name that is wrong shall be told at once, and this run may write over the file.
  const before = wanted.compare === null ? null : readResults(wanted.compare);
  await ensureBuild({ logFile: path.join(root, ".data", "logs", "build.log") });
  const found: Found = { figures: [], notes: [], pictures: [], partSeconds: {} };
  const failed: string[] = [];
  for (const part of parts) {
    if (stopping) return;
    const from = performance.now();
    const measured = await runPart(part, wanted, found);
    if (measured === null) failed.push(part.name);
    else found.figures.push(...measured);
    found.partSeconds[part.name] = Math.round((performance.now() - from) / 1_000);
  }
  if (stopping) return;
  await closeGround();

  printTable(found.figures, console.log);
  for (const note of found.notes) console.log(`Not measured here: ${note}`);
  await keep(found, wanted, parts);
  if (before !== null) printComparison(compareFigures(before.figures, found.figures), console.log);
  for (const name of failed) console.log(`The part ${name} broke; its figures are missing.`);
  for (const [name, seconds] of Object.entries(found.partSeconds)) console.log(`${clock(seconds)}  ${name}`);
  console.log(`${clock(secondsSoFar())}  in all`);
  process.exit(failed.length > 0 ? 1 : 0);
}

function choose(names: readonly string[]): readonly Part[] {
  const unknown = names.filter((name) => !PARTS.some((part) => part.name === name));
  if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(", ")}; --list names them`);
  return names.length === 0 ? PARTS : PARTS.filter(({ name }) => names.includes(name));
}

type Found = {
  figures: Figure[];
  notes: string[];
  pictures: Picture[];
  /** How long each part took, preparing and all. */
  partSeconds: Record<string, number>;
};

/** On cleared ground, so that no part finds another's data, connections or worn-in processes. Null when it broke. */
async function runPart(part: Part, { seconds, rounds }: Options, { notes, pictures }: Found): Promise<Figure[] | null> {
  const tell = (line: string) => console.log(`${clock(secondsSoFar())}  ${part.name}: ${line}`);
  tell(part.title);
  try {
    ground ??= await openGround();
    versions["PostgreSQL"] = ground.postgres.version;
    return await part.run({
      ...ground,
      seconds,
      rounds,
      tell,
      note: (sentence) => void notes.push(`${part.name}: ${sentence}`),
      draw: (picture) => void pictures.push(picture),
    });
  } catch (error) {
    if (!stopping) console.error(`${part.name} broke:`, error);
    return null;
  } finally {
    await ground?.clear().catch(closeGround);
  }
}

async function keep(
  { figures, notes, pictures, partSeconds }: Found,
  wanted: Options,
  parts: readonly Part[],
): Promise<void> {
  if (figures.length === 0 && pictures.length === 0) return;
  const folder = wanted.only.length === 0 ? RESULTS : RESULTS_OF_PARTS;
  const file = writeResults(folder, {
    measuredAt: new Date().toISOString(),
    machine: describeMachine(),
    versions,
    partSeconds,
    settings: { rounds: wanted.rounds, seconds: wanted.seconds, parts: parts.map(({ name }) => name) },
    notes,
    figures,
  });
  const charts = await writeCharts(folder, figures, pictures);
  console.log(`\nWritten: ${[file, ...charts].map((one) => path.relative(process.cwd(), one)).join(", ")}`);
}

/** After a part that broke PostgreSQL itself, the next one opens another. */
async function closeGround(): Promise<void> {
  const closing = ground;
  ground = undefined;
  await closing?.close();
}

/** Whatever runs is ended by its pid; what was measured so far is not kept, because it is not the whole. */
async function breakOff(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  await closeGround();
  process.exit(code);
}

function secondsSoFar(): number {
  return Math.round((performance.now() - begun) / 1_000);
}

function clock(seconds: number): string {
  return `${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, "0")}`;
}
