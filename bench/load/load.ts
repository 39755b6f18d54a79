import { createHistogram, type RecordableHistogram } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, type HttpClient, openClient } from "./http-client";

export type LoadRequest = {
  method: "GET" | "POST";
  path: string;
  headers?: Record<string, string>;
  body?: Buffer | string;
};

export type LoadPlan = {
  origin: string;
  /** Kept alive; on each one request at a time. */
  connections: number;
  /** After so long no further request is begun. */
  seconds: number;
  /** The next request, made before the clock starts; undefined when there are no more: then the slice ends earlier. */
  next: () => LoadRequest | undefined;
  /** What an answer counts as, when its status alone does not say it. */
  classify?: (status: number, body: Buffer, headers: Answer["headers"]) => string;
};

export type LoadResult = {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  slowestMs: number;
  answers: number;
  /** How often which answer came. */
  kinds: Map<string, number>;
  /** From the first request to the last answer. */
  elapsedSeconds: number;
  /** The requests were used up before the time was over. */
  ranOut: boolean;
};

/**
 * Asks as fast as a server answers, the same way whoever answers.
 * @throws when a connection breaks: a server that drops requests is not measured.
 */
export async function runLoad({ next, classify = (status) => String(status), ...plan }: LoadPlan): Promise<LoadResult> {
  return runTasks({
    ...plan,
    next: () => {
      const request = next();
      if (request === undefined) return undefined;
      return async (client) => {
        const { status, body, headers } = await client.ask(request);
        return classify(status, body, headers);
      };
    },
  });
}

/** Something that is done on one connection, and what it ended as. */
export type Task = (client: HttpClient) => Promise<string>;

/** The same for what takes several requests: a task is timed as one. */
export async function runTasks(
  plan: Pick<LoadPlan, "origin" | "connections" | "seconds"> & { next: () => Task | undefined },
): Promise<LoadResult> {
  const clients = await Promise.all(Array.from({ length: plan.connections }, () => openClient(plan.origin)));
  const latencies = createHistogram();
  const kinds = new Map<string, number>();
  let answers = 0;
  let ranOut = false;
  try {
    const begun = performance.now();
    const until = begun + plan.seconds * 1_000;
    await Promise.all(
      clients.map(async (client) => {
        while (performance.now() < until) {
          const task = plan.next();
          ranOut ||= task === undefined;
          if (task === undefined) return;
          const from = process.hrtime.bigint();
          const kind = await task(client);
          latencies.record(process.hrtime.bigint() - from);
          answers += 1;
          kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        }
      }),
    );
    const elapsedSeconds = (performance.now() - begun) / 1_000;
    return { perSecond: answers / elapsedSeconds, ...percentilesOf(latencies), answers, kinds, elapsedSeconds, ranOut };
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}

const NS_PER_MS = 1e6;

export function percentilesOf(latencies: RecordableHistogram) {
  return {
    p50Ms: latencies.percentile(50) / NS_PER_MS,
    p99Ms: latencies.percentile(99) / NS_PER_MS,
    slowestMs: latencies.max / NS_PER_MS,
  };
}

/** Takes from a list, one after the other. */
export function oneByOne<T>(items: readonly T[]): () => T | undefined {
  let at = 0;
  return () => items[at++];
}

/**
 * Asks without counting, so that connections are open, statements prepared and code compiled when the clock starts; then lets the
 * machine come to rest for a moment.
 */
export async function warmUp(plan: Omit<LoadPlan, "seconds">, seconds = 60): Promise<number> {
  const { answers } = await runLoad({ ...plan, seconds });
  await sleep(50);
  return answers;
}
