import { createServer } from "node:http";
import { createHistogram } from "node:perf_hooks";
import { json } from "node:stream/consumers";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { pay } from "./pay.ts";
import type { PaymentIds } from "./payment.ts";

/** Limit (b): a program that does nothing but pay orders, with clients of `pg`. It is told by HTTP which, and answers how fast. */
export type Job = { databaseUrl: string; clients: number; seconds: number; warm: PaymentIds[]; orders: PaymentIds[] };
export type Done = { payments: number; elapsedSeconds: number; p50Ms: number; p99Ms: number };

const server = createServer(async (request, response) => {
  try {
    // Only the bench asks, and it sends a job.
    const done = await run((await json(request)) as Job);
    response.end(JSON.stringify(done));
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe
  console.log(`Bare client ready on http://127.0.0.1:${port}`);
});

async function run({ databaseUrl, clients: count, seconds, warm, orders }: Job): Promise<Done> {
  const clients = Array.from({ length: count }, () => new pg.Client({ connectionString: databaseUrl }));
  await Promise.all(clients.map((client) => client.connect()));
  try {
    await payAll(clients, warm, Infinity);
    return await payAll(clients, orders, seconds);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

async function payAll(clients: pg.Client[], orders: PaymentIds[], seconds: number): Promise<Done> {
  const latencies = createHistogram();
  let payments = 0;
  const begun = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      while ((performance.now() - begun) / 1_000 < seconds) {
        const ids = orders[payments];
        if (ids === undefined) return;
        payments += 1;
        const from = process.hrtime.bigint();
        await pay(client, "statements", ids);
        latencies.record(process.hrtime.bigint() - from);
      }
    }),
  );
  return {
    payments,
    elapsedSeconds: (performance.now() - begun) / 1_000,
    p50Ms: latencies.percentile(50) / 1e6,
    p99Ms: latencies.percentile(99) / 1e6,
  };
}
