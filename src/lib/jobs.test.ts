import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type RecurringJob, startJobs } from "./jobs";
import { log } from "./log";
import { metrics } from "./metrics";

let running: { stop: () => Promise<void> } | undefined;
const start = (job: Partial<RecurringJob> & Pick<RecurringJob, "run">, stuckAfterSeconds?: number) => {
  running = startJobs(
    [{ name: "job", everySeconds: 0.02, ...job }],
    stuckAfterSeconds === undefined ? {} : { stuckAfterSeconds },
  );
  return running;
};
const runs = async (outcome: string) =>
  (await metrics().jobs.get()).values.find((value) => value.labels.job === "job" && value.labels.outcome === outcome)
    ?.value ?? 0;

beforeEach(() => metrics().registry.resetMetrics());
afterEach(async () => {
  await running?.stop();
  vi.restoreAllMocks();
});

test("a job runs again and again, never twice at once", async () => {
  let atOnce = 0;
  let most = 0;
  let count = 0;
  start({
    run: async () => {
      most = Math.max(most, ++atOnce);
      await sleep(30);
      atOnce -= 1;
      count += 1;
      return 0;
    },
  });

  await vi.waitFor(() => expect(count).toBeGreaterThan(3));
  expect(most).toBe(1);
});

test("a batch that handled something is followed by the next at once, up to twenty in a row", async () => {
  let batches = 0;
  start({ everySeconds: 0.4, run: async () => ++batches && 1 });

  await vi.waitFor(() => expect(batches).toBeGreaterThanOrEqual(20), { interval: 5 });
  expect(batches).toBe(20);
  await vi.waitFor(() => expect(batches).toBe(40), { interval: 5 });
});

test("a job that fails is logged, counted and tried again later and later", async () => {
  const logged = vi.spyOn(log, "error").mockImplementation(() => {});
  let attempts = 0;
  start({
    everySeconds: 0.01,
    run: async () => {
      attempts += 1;
      throw new Error("no");
    },
  });

  await vi.waitFor(() => expect(attempts).toBe(1));
  await sleep(200);
  // Its interval alone would have run it about twenty times.
  expect(attempts).toBe(1);
  expect(await runs("failed")).toBe(1);
  expect(logged).toHaveBeenCalledOnce();
  await vi.waitFor(() => expect(attempts).toBe(2), { timeout: 3_000 });
});

test("one job that fails does not stop another", async () => {
  vi.spyOn(log, "error").mockImplementation(() => {});
  let others = 0;
  running = startJobs([
    { name: "bad", everySeconds: 0.01, run: () => Promise.reject(new Error("no")) },
    { name: "good", everySeconds: 0.01, run: async () => ++others && 0 },
  ]);

  await vi.waitFor(() => expect(others).toBeGreaterThan(3));
});

test("a job that does not come back is reported once and not started a second time", async () => {
  const logged = vi.spyOn(log, "error").mockImplementation(() => {});
  let started = 0;
  let finish = () => {};
  start(
    {
      run: async () => {
        started += 1;
        await new Promise<void>((resolve) => (finish = resolve));
        return 0;
      },
    },
    0.05,
  );

  await vi.waitFor(async () => expect(await runs("stuck")).toBe(1));
  await sleep(150);
  expect(await runs("stuck")).toBe(1);
  expect(started).toBe(1);
  expect(logged).toHaveBeenCalledOnce();
  expect((await metrics().jobRunning.get()).values[0]?.value).toBeGreaterThan(0);
  finish();
});

test("stopping waits for what runs and starts nothing more", async () => {
  let finished = 0;
  let begun = 0;
  const jobs = start({
    run: async () => {
      begun += 1;
      await sleep(100);
      finished += 1;
      return 1;
    },
  });
  await vi.waitFor(() => expect(begun).toBe(1), { interval: 5 });

  await jobs.stop();

  expect(finished).toBe(1);
  await sleep(150);
  expect(begun).toBe(1);
});
