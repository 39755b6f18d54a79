import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** How this process bears what it is sent. Attacker and server share it, so its figures are worse than the server's own. */
export type Health = {
  longestBlockMs: () => number;
  /** Megabytes in use after a collection. */
  heapMb: () => number;
  breaches: () => string[];
  stop: () => void;
};

/** For one request all others may wait this long; the attacker's own work is in it as well. */
const LONGEST_BLOCK_MS = 1_000;
const LOOK_EVERY_MS = 20;

export function watchHealth(longestMs = LONGEST_BLOCK_MS): Health {
  const stray: unknown[] = [];
  const note = (error: unknown) => void stray.push(error);
  process.on("unhandledRejection", note);
  process.on("uncaughtException", note);

  // Between two looks: how much the processor worked for us. On a busy machine the time of day says how long others had it.
  let before = process.cpuUsage();
  let longestBlockMs = 0;
  const look = setInterval(() => {
    const { user, system } = process.cpuUsage(before);
    longestBlockMs = Math.max(longestBlockMs, (user + system) / 1_000);
    before = process.cpuUsage();
  }, LOOK_EVERY_MS);
  return {
    longestBlockMs: () => longestBlockMs,
    heapMb: () => {
      collect();
      return process.memoryUsage().heapUsed / 1e6;
    },
    breaches: () => [
      ...stray.map((error) => `nobody caught ${error instanceof Error ? error.stack : String(error)}`),
      ...(longestBlockMs > longestMs ? [`the event loop stood still for ${longestBlockMs.toFixed(0)} ms of work`] : []),
    ],
    stop: () => {
      clearInterval(look);
      process.off("unhandledRejection", note);
      process.off("uncaughtException", note);
    },
  };
}

/** What a process may keep after each siege besides what it kept after its second: the first ones load code and fill caches. */
const MOST_GROWTH_MB = 48;

/** `heaps`: megabytes after each siege of one process. */
export function judgeHeaps(heaps: readonly number[]): string[] {
  const [, settled = 0, ...later] = heaps;
  const growth = Math.min(...later.slice(-2)) - settled;
  return later.length > 1 && growth > MOST_GROWTH_MB
    ? [
        `a process kept ${growth.toFixed(0)} MB more from siege to siege: ${heaps.map((mb) => mb.toFixed(0)).join(" ")} MB`,
      ]
    : [];
}

function collect(): void {
  setFlagsFromString("--expose-gc");
  const gc: unknown = runInNewContext("gc");
  if (typeof gc === "function") gc();
}
