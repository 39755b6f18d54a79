import type { Bench } from "../part";
import { POOL_SIZE, SECRETS } from "../ground/settings";
import { oneByOne, runLoad, warmUp } from "../load/load";
import type { Deliveries } from "../stock/deliveries";
import { eventIdOf } from "../stock/events";
import { idOf, paymentIntentOf } from "../stock/ids";
import type { Done, Job } from "./bare-client";
import type { PaymentIds } from "./payment";
import { runPgbench } from "./pgbench";

/** What one slice of payments came to. */
export type Paid = {
  perSecond: number;
  /** Within the clock. */
  payments: number;
  /** Before the clock started, on the same database. */
  warmed: number;
  p50Ms?: number;
  p99Ms?: number;
};

/** What a slice of anybody who pays orders is given. */
export type SliceOf = {
  database: string;
  connections: number;
  seconds: number;
  /** Orders of the stock, counted from 1. */
  orders: number;
  /** Wraps what the clock sees, for the meters. */
  measured: <T>(run: () => Promise<T>) => Promise<T>;
};

/** Somebody who pays orders: a limit, or ourselves. */
export type Rival = {
  id: string;
  title: string;
  /** The process whose CPU counts as its own. */
  pid?: number;
  pay: (slice: SliceOf) => Promise<Paid>;
};

export const idsOf = (n: number): PaymentIds => ({
  event: eventIdOf(n),
  intent: paymentIntentOf(n),
  order: idOf("order", n),
  cart: idOf("cart", n),
});

/** Payments before the clock starts: every connection is open then, and has seen each statement more often than once. */
export const warmCount = (connections: number): number => Math.max(40, connections * 3);

/** Limits (a) and (a2). */
export function pgbenchRival(bench: Bench, pgbench: string, manner: "statements" | "function"): Rival {
  return {
    id: manner === "function" ? "a2" : "a",
    title:
      manner === "function" ? "pgbench, the ten statements as one function" : "pgbench -M prepared, the ten statements",
    pay: async ({ database, connections, seconds, measured }) => {
      const { transactions, perSecond } = await measured(() =>
        runPgbench({ pgbench, ...bench, database, manner, clients: connections, length: { seconds } }),
      );
      return { perSecond, payments: transactions, warmed: 0 };
    },
  };
}

/** Limit (b). */
export async function bareClientRival(bench: Bench): Promise<Rival> {
  const { origin } = await bench.programs.start(
    { name: "bare-client", script: "bench/limits/bare-client.ts" },
    /Bare client ready on (\S+)/,
  );
  return {
    id: "b",
    title: "a bare pg client, the ten statements",
    pay: async ({ database, connections, seconds, orders, measured }) => {
      const warmed = warmCount(connections);
      const all = Array.from({ length: orders }, (_, index) => idsOf(index + 1));
      const job: Job = {
        databaseUrl: bench.postgres.url(database),
        clients: connections,
        seconds,
        warm: all.slice(0, warmed),
        orders: all.slice(warmed),
      };
      const done = await measured(async () => {
        const response = await fetch(origin, { method: "POST", body: JSON.stringify(job) });
        if (!response.ok) throw new Error(`the bare client failed: ${await response.text()}`);
        return (await response.json()) as Done; // our own program's answer
      });
      return { ...done, perSecond: done.payments / done.elapsedSeconds, warmed };
    },
  };
}

/** Limits (c) and (c2). */
export async function bareServerRival(
  bench: Bench,
  database: string,
  manner: "statements" | "function",
  deliveries: Deliveries,
): Promise<Rival> {
  const { origin, pid } = await bench.programs.start(
    {
      name: "bare-server",
      script: "bench/limits/bare-server.ts",
      env: {
        DATABASE_URL: bench.postgres.url(database),
        DATABASE_POOL_SIZE: String(POOL_SIZE),
        STRIPE_WEBHOOK_SECRET: SECRETS.webhookSecret,
        MANNER: manner,
        NODE_ENV: "production",
      },
    },
    /Bare server ready on (\S+)/,
  );
  return {
    id: manner === "function" ? "c2" : "c",
    title: `bare node:http, the signature, and the ${manner === "function" ? "function" : "ten statements"}`,
    pid,
    pay: (slice) => payByEvents(origin, deliveries, slice),
  };
}

/** Pays orders by events told over HTTP, whoever answers them. @throws when one is answered otherwise than «processed». */
export async function payByEvents(
  origin: string,
  deliveries: Deliveries,
  { connections, seconds, orders, measured }: SliceOf,
): Promise<Paid> {
  const warm = warmCount(connections);
  const requests = deliveries(orders);
  const warmed = await warmUp({ origin, connections, next: oneByOne(requests.slice(0, warm)) });
  const next = oneByOne(requests.slice(warm));
  const load = await measured(() => runLoad({ origin, connections, seconds, next, classify: outcomeOf }));
  const processed = load.kinds.get("processed") ?? 0;
  if (processed !== load.answers)
    throw new Error(`not every event was processed: ${JSON.stringify(Object.fromEntries(load.kinds))}`);
  return { perSecond: load.perSecond, payments: processed, warmed, p50Ms: load.p50Ms, p99Ms: load.p99Ms };
}

/** `processed`, `duplicate`, … as the webhook answers; else the status. */
export function outcomeOf(status: number, body: Buffer): string {
  if (status !== 200) return `status ${status}`;
  return /"outcome":"(\w+)"/.exec(body.toString("latin1"))?.[1] ?? "no outcome";
}
