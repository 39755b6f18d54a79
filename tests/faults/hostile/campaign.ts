import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { runCampaign } from "../run-campaign";
import { wholeNumber } from "../../../scripts/whole-number";
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
  requests: values.conversation === undefined ? wholeNumber("requests", values.requests, HELP) : 1,
  from: wholeNumber("from", values.from, HELP),
  workers: wholeNumber("workers", values.workers, HELP),
  conversation: values.conversation === undefined ? null : wholeNumber("conversation", values.conversation, HELP),
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

await runCampaign<Siege, Heard>({
  program: new URL("besieger.ts", import.meta.url),
  processes: wanted.workers,
  nextTask: nextSiege,
  listen: () => {
    const heaps: number[] = [];
    return {
      hear: (heard) => (heard.kind === "progress" ? note(heard) : close(heard, heaps)),
      onEnd: () => {
        if (heaps.length > 1) heapsOfProcesses.push(heaps.map((mb) => mb.toFixed(0)).join(" "));
        for (const breach of judgeHeaps(heaps)) tell(`✗ ${breach}`);
      },
    };
  },
  onDeath: ({ from }, code) =>
    tell(`✗ the process that sent seed ${from} and the next ended with ${code ?? "a signal"}`),
  line,
  report,
  isClean: () => breaches.length === 0,
});

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

function note({ tally: more, breaches: found }: Extract<Heard, { kind: "progress" }>): "goes on" {
  addTally(tally, more);
  for (const breach of found) tell(breach);
  return "goes on";
}

function close({ siege, health }: Extract<Heard, { kind: "over" }>, heaps: number[]): "done" {
  weather[siege.circumstances] = (weather[siege.circumstances] ?? 0) + 1;
  longestBlockMs = Math.max(longestBlockMs, health.longestBlockMs);
  heaps.push(health.heapMb);
  return "done";
}

function tell(breach: string): void {
  breaches.push(breach);
  if (breaches.length <= MOST_TOLD) console.log(`\n${breach}\n`);
}

function line(): string {
  const seconds = (performance.now() - begun) / 1_000;
  return `${tally.hostile}/${wanted.requests} hostile requests (${(tally.hostile / seconds).toFixed(0)}/s), ${tally.honest} honest ones, ${breaches.length} breaches`;
}

function report(): string {
  const worlds = Object.entries(weather).map(([name, times]) => `${times} in ${name}`);
  return [
    "",
    line(),
    ...reportOf(tally),
    `worlds:   ${worlds.join(", ")}`,
    `health:   the event loop stood still for ${longestBlockMs.toFixed(0)} ms at most; heap in MB after each siege of a process: ${heapsOfProcesses.join(" | ") || "one siege only"}`,
    breaches.length === 0 ? "No breach." : `${breaches.length} breaches.`,
  ].join("\n");
}
