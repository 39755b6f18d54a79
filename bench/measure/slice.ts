import type { Bench } from "../part";
import { FUNCTION } from "../limits/payment";
import type { Paid, Rival } from "../limits/rivals";
import { withCpu } from "./cpu";
import { withWal } from "./wal";

/** A slice of payments with what it cost, for each event. */
export type Slice = Paid & {
  walBytesPerEvent: number;
  /** Null where the system does not tell CPU, or the rival is no process of ours. */
  ownCpuMs: number | null;
  postgresCpuMs: number | null;
};

export type SlicePlan = { stock: string; database: string; connections: number; orders: number };

/**
 * One timed slice of a rival: from the same data, by itself, and checked. A slice whose orders are not paid to the last booking
 * is an error, not a figure.
 */
export async function runSlice(bench: Bench, rival: Rival, plan: SlicePlan): Promise<Slice> {
  const { postgres, seconds } = bench;
  const { stock, database, connections, orders } = plan;
  await postgres.renew(database, stock);
  await postgres.rows(database, FUNCTION);

  const costs = { cpu: null as Record<"own" | "postgres", number> | null, bytes: 0 };
  const pids = { own: rival.pid ?? process.pid, postgres: postgres.pid };
  const paid = await rival.pay({
    database,
    connections,
    seconds,
    orders,
    measured: async (run) => {
      const { result, bytes } = await withWal(postgres, () => withCpu(pids, run));
      costs.cpu = result.cpuMs;
      costs.bytes = bytes;
      return result.result;
    },
  });
  await expectPaid(bench, database, paid.payments + paid.warmed);
  // The bare client makes its warm payments within what the meters see.
  const metered = rival.id === "b" ? paid.payments + paid.warmed : paid.payments;
  return {
    ...paid,
    walBytesPerEvent: costs.bytes / metered,
    ownCpuMs: rival.pid === undefined || costs.cpu === null ? null : costs.cpu.own / metered,
    postgresCpuMs: costs.cpu === null ? null : costs.cpu.postgres / metered,
  };
}

type Counted = { paid: number; bookings: number; emails: number; events: number };

/** @throws unless exactly so many orders are paid, with all that follows from it. */
export async function expectPaid(
  { postgres }: Pick<Bench, "postgres">,
  database: string,
  orders: number,
): Promise<void> {
  const [found] = await postgres.rows<Counted>(
    database,
    `select (select count(*)::int from orders where status = 'PAID') as paid, (select count(*)::int from bookings) as bookings,
       (select count(*)::int from emails) as emails, (select count(*)::int from "ProcessedWebhookEvent") as events`,
  );
  const expected: Counted = { paid: orders, bookings: orders * 3, emails: orders * 4, events: orders };
  for (const name of ["paid", "bookings", "emails", "events"] as const)
    if (found?.[name] !== expected[name])
      throw new Error(
        `${expected.paid} orders were to be paid; found ${JSON.stringify(found)}: the stock ran out, or a payment did nothing`,
      );
}
