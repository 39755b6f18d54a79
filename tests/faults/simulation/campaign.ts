import { fork, type ChildProcess } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { setup } from "../../support/postgres";
import { SETTINGS } from "./settings";
import { newSummary, type Summary } from "./summary";
import type { Ask, Heard } from "./teller";

const HELP = `npm run faults -- [--seeds N] [--from S] [--workers K] [--twice] [--no-shrink]
  --seeds N     how many stories (1000)
  --from S      the first one's seed (1); a failing seed repeats with --seeds 1 --from S
  --workers K   processes that tell them (one a core)
  --twice       tells each story twice and compares everything that happened
  --no-shrink   shows a failing story as it was drawn`;

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1000" },
    from: { type: "string", default: "1" },
    workers: { type: "string", default: String(availableParallelism()) },
    twice: { type: "boolean", default: false },
    "no-shrink": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const wanted = { seeds: wholeNumber("seeds"), from: wholeNumber("from"), workers: wholeNumber("workers") };

let next = wanted.from;
let stopping = false;
Object.assign(process.env, SETTINGS);
const closePostgres = await setup();
const summary = newSummary(wanted.seeds);
const tellers = new Set<ChildProcess>();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(130));
const progress = setInterval(() => console.log(summary.line()), 10_000);
await Promise.all(Array.from({ length: wanted.workers }, () => tellSeeds(summary)));
await stop(summary.isClean() ? 0 : 1);

function takeSeed(): number | null {
  return next < wanted.from + wanted.seeds ? next++ : null;
}

/** One process that tells one story after the other. One that dies itself is a defect of the simulation, and said so. */
function tellSeeds(to: Summary): Promise<void> {
  return new Promise((resolve) => {
    const teller = fork(fileURLToPath(new URL("teller.ts", import.meta.url)), { stdio: "inherit" });
    tellers.add(teller);
    let at: number | null = null;
    const askNext = () => {
      at = takeSeed();
      if (at === null) teller.disconnect();
      else teller.send({ seed: at, twice: values.twice, shrink: !values["no-shrink"] } satisfies Ask);
    };
    teller.on("message", (heard: Heard) => {
      to.add(heard);
      askNext();
    });
    teller.on("exit", (code) => {
      tellers.delete(teller);
      if (at === null || stopping) return resolve();
      to.addCrash(at, code);
      void tellSeeds(to).then(resolve);
    });
    askNext();
  });
}

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  clearInterval(progress);
  for (const teller of tellers) teller.kill("SIGKILL");
  console.log(summary.report());
  await closePostgres?.();
  process.exit(code);
}

function wholeNumber(name: "seeds" | "from" | "workers"): number {
  const given = Number(values[name]);
  if (Number.isInteger(given) && given > 0) return given;
  console.error(`--${name} must be a whole number above 0.\n${HELP}`);
  return process.exit(2);
}
