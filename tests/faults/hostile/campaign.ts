import { fork, type ChildProcess } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { setup } from "../../support/postgres";
import { SETTINGS } from "../simulation/settings";
import type { Heard } from "./besieger";
import { judgeHeaps } from "./health";
import type { Circumstances, Siege } from "./siege";
import { addTally, newTally, reportOf } from "./tally";

const HELP = `npm run faults -- --hostile [--requests N] [--from SEED] [--workers K] [--no-shrink]
  --requests N   hostile requests to send, at least (20000)
  --from SEED    the first visit's seed (1); a failing one repeats with --requests 1 --from SEED
  --conversation SEED   only this one on a raw socket
  --workers K    processes that send them, each against a school of its own (one a core)
  --no-shrink    shows a failing visit as it was drawn`;

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "20000" },
    from: { type: "string", default: "1" },
    workers: { type: "string", default: String(availableParallelism()) },
    conversation: { type: "string" },
    "no-shrink": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const wanted = {
  requests: values.conversation === undefined ? wholeNumber("requests") : 1,
  from: wholeNumber("from"),
  workers: wholeNumber("workers"),
  conversation: values.conversation === undefined ? null : wholeNumber("conversation"),
};

const A_SIEGE = {
  requests: wanted.requests,
  circumstances: "fair weather",
  withJobs: false,
  shrink: !values["no-shrink"],
} as const;

/** Few enough for a world's database to stay small and quick. */
const VISITS = 250;
const CONVERSATIONS = 2_000;
/** Of eight blocks of seeds one has limits on, one loses its database and one its Stripe: the seed says which. */
const WEATHER: Circumstances[] = [
  "fair weather",
  "fair weather",
  "rate limits",
  "fair weather",
  "fair weather",
  "no database",
  "fair weather",
  "no Stripe",
];
/** Without Stripe the SDK rests between its attempts. */
const VISITS_WITHOUT_STRIPE = 40;
const MOST_TOLD = 30;

const begun = performance.now();
const tally = newTally();
const breaches: string[] = [];
const weather: Record<string, number> = {};
const heapsOfProcesses: string[] = [];
let longestBlockMs = 0;
let sieges = 0;
let nextSeed = wanted.from;

let stopping = false;

Object.assign(process.env, SETTINGS);
const closePostgres = await setup();
const besiegers = new Set<ChildProcess>();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(130));
const progress = setInterval(() => console.log(line()), 10_000);
await Promise.all(Array.from({ length: wanted.workers }, () => besiegeWorlds()));
await stop(breaches.length === 0 ? 0 : 1);

function nextSiege(): Siege | null {
  // A single request needs its world too: one siege there is always.
  if (sieges > 0 && (tally.hostile >= wanted.requests || wanted.requests <= VISITS)) return null;
  sieges += 1;
  if (wanted.conversation !== null)
    return { ...A_SIEGE, from: nextSeed, visits: 0, conversations: { from: wanted.conversation, count: 1 } };
  const from = nextSeed;
  const block = Math.floor((from - 1) / VISITS);
  nextSeed = (block + 1) * VISITS + 1;
  const circumstances = WEATHER[block % WEATHER.length] ?? "fair weather";
  const isLarge = wanted.requests > VISITS;
  return {
    ...A_SIEGE,
    from,
    visits: circumstances === "no Stripe" && isLarge ? VISITS_WITHOUT_STRIPE : nextSeed - from,
    conversations: {
      from: block * CONVERSATIONS + 1,
      count: circumstances === "fair weather" && isLarge ? CONVERSATIONS : 0,
    },
    circumstances,
    withJobs: block % 4 === 1,
  };
}

function besiegeWorlds(): Promise<void> {
  return new Promise((resolve) => {
    const besieger = fork(fileURLToPath(new URL("besieger.ts", import.meta.url)), { stdio: "inherit" });
    besiegers.add(besieger);
    const heaps: number[] = [];
    let at: Siege | null = null;
    const askNext = () => {
      at = nextSiege();
      if (at) besieger.send(at);
      else besieger.disconnect();
    };
    besieger.on("message", (heard: Heard) => {
      if (heard.kind === "progress") {
        addTally(tally, heard.tally);
        for (const breach of heard.breaches) tell(breach);
        return;
      }
      weather[heard.siege.circumstances] = (weather[heard.siege.circumstances] ?? 0) + 1;
      longestBlockMs = Math.max(longestBlockMs, heard.health.longestBlockMs);
      heaps.push(heard.health.heapMb);
      askNext();
    });
    besieger.on("exit", (code) => {
      besiegers.delete(besieger);
      if (at) tell(`✗ the process that sent seed ${at.from} and the next ended with ${code ?? "a signal"}`);
      if (heaps.length > 1) heapsOfProcesses.push(heaps.map((mb) => mb.toFixed(0)).join(" "));
      for (const breach of judgeHeaps(heaps)) tell(`✗ ${breach}`);
      if (at) void besiegeWorlds().then(resolve);
      else resolve();
    });
    askNext();
  });
}

function tell(breach: string): void {
  breaches.push(breach);
  if (breaches.length <= MOST_TOLD) console.log(`\n${breach}\n`);
}

function line(): string {
  const seconds = (performance.now() - begun) / 1_000;
  return `${tally.hostile}/${wanted.requests} hostile requests (${(tally.hostile / seconds).toFixed(0)}/s), ${tally.honest} honest ones, ${breaches.length} breaches`;
}

async function stop(code: number): Promise<never> {
  if (stopping) return new Promise(() => {});
  stopping = true;
  clearInterval(progress);
  for (const besieger of besiegers) besieger.kill("SIGKILL");
  const worlds = Object.entries(weather).map(([name, times]) => `${times} in ${name}`);
  console.log(["", line(), ...reportOf(tally), `worlds:   ${worlds.join(", ")}`].join("\n"));
  console.log(
    `health:   the event loop stood still for ${longestBlockMs.toFixed(0)} ms at most; heap in MB after each siege of a process: ${heapsOfProcesses.join(" | ") || "one siege only"}`,
  );
  console.log(breaches.length === 0 ? "No breach." : `${breaches.length} breaches.`);
  await closePostgres?.();
  return process.exit(code);
}

function wholeNumber(name: "requests" | "from" | "workers" | "conversation"): number {
  const given = Number(values[name]);
  if (Number.isInteger(given) && given > 0) return given;
  console.error(`--${name} must be a whole number above 0.\n${HELP}`);
  return process.exit(2);
}
