import { setTimeout as sleep } from "node:timers/promises";
import { now } from "./clock";
import { log } from "./log";
import { countJob, metrics } from "./metrics";

/** Does one bounded batch of what is due and tells how many it handled. Several processes may run it at once. */
export type Job = () => Promise<number>;
export type RecurringJob = { name: string; everySeconds: number; run: Job };

type Options = {
  /** A run that takes longer is reported as stuck. It is not started a second time: the first may still be at work. */
  stuckAfterSeconds?: number;
};

/** Batches in a row before a job rests for its interval, so that a flood in one table does not keep the database from the others. */
const MOST_BATCHES = 20;

/** However often a job fails, it is tried this often: what a dead worker left must be taken over within a minute. */
const LONGEST_BACKOFF_SECONDS = 30;

/** Runs each job on its own timer until stopped. `stop` waits for what runs and starts nothing more. */
export function startJobs(
  timetable: readonly RecurringJob[],
  { stuckAfterSeconds = 60 }: Options = {},
): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const loops = timetable.map((job) => repeat(job, stuckAfterSeconds, stopping.signal));
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

async function repeat(job: RecurringJob, stuckAfterSeconds: number, stopping: AbortSignal): Promise<void> {
  let failures = 0;
  // The first run comes soon, but not all jobs of all workers in the same instant.
  let restSeconds = Math.random() * Math.min(1, job.everySeconds);
  while (await rest(restSeconds, stopping)) {
    failures = (await runWatched(job, stuckAfterSeconds, stopping)) ? 0 : failures + 1;
    restSeconds = withJitter(backedOff(job.everySeconds, failures));
  }
}

/** True when the time has passed, false when the jobs are stopping. */
async function rest(seconds: number, stopping: AbortSignal): Promise<boolean> {
  if (stopping.aborted) return false;
  return sleep(seconds * 1_000, true, { signal: stopping }).catch(() => false);
}

/** Runs batches while there is something to do. Returns whether it ended well. */
async function runWatched(job: RecurringJob, stuckAfterSeconds: number, stopping: AbortSignal): Promise<boolean> {
  const startedAt = performance.now();
  const secondsSoFar = () => (performance.now() - startedAt) / 1_000;
  const running = metrics().jobRunning;
  let batchStartedAt = startedAt;
  let reported = false;
  const watchdog = setInterval(
    () => {
      running.set({ job: job.name }, secondsSoFar());
      if (reported || (performance.now() - batchStartedAt) / 1_000 < stuckAfterSeconds) return;
      reported = true;
      countJob(job.name, "stuck");
      log.error({ job: job.name, seconds: Math.round(secondsSoFar()) }, "a job has not come back");
    },
    Math.min(1_000, stuckAfterSeconds * 250),
  );
  try {
    for (let batch = 1; batch <= MOST_BATCHES; batch += 1) {
      batchStartedAt = performance.now();
      reported = false;
      const handled = await job.run();
      if (handled > 0) metrics().jobItems.inc({ job: job.name }, handled);
      if (handled <= 0 || stopping.aborted) break;
    }
    countJob(job.name, "ok");
    metrics().jobLastSuccess.set({ job: job.name }, now().getTime() / 1_000);
    return true;
  } catch (error) {
    countJob(job.name, "failed");
    log.error({ job: job.name, error }, "a job failed; it will be tried again");
    return false;
  } finally {
    clearInterval(watchdog);
    running.set({ job: job.name }, 0);
  }
}

/** The interval, doubled with each failure in a row, never below itself. */
function backedOff(everySeconds: number, failures: number): number {
  if (failures === 0) return everySeconds;
  return Math.max(everySeconds, Math.min(LONGEST_BACKOFF_SECONDS, Math.max(1, everySeconds) * 2 ** failures));
}

/** Up to a tenth earlier or later, so that several workers drift apart. */
const withJitter = (seconds: number): number => seconds * (0.9 + Math.random() * 0.2);
