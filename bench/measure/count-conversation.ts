import type { Running } from "../ground/programs";
import { type LoadRequest, oneByOne, runLoad, warmUp } from "../load/load";
import type { Bench } from "../part";
import { listenIn } from "./conversation";

/** For the pool's one connection that is used to have been asked everything before. */
const WARM = 40;
const COUNTED = 100;

export const REQUESTS_COUNTED = WARM + COUNTED;

type Plan = {
  database: string;
  stock: string;
  /** Started with this address of the database, which passes through the counter; ended here. */
  start: (databaseUrl: string) => Promise<Running>;
  requests: LoadRequest[];
  classify: (status: number, body: Buffer) => string;
  /** What every answer must be. */
  expected: string;
};

/**
 * How often a program speaks to PostgreSQL for one request, and how often it waits for an answer. Counted, so it is the same in
 * each round; nothing is timed here.
 */
export async function countConversation(
  { postgres }: Bench,
  { database, stock, start, requests, classify, expected }: Plan,
): Promise<{ statements: number; roundTrips: number }> {
  await postgres.renew(database, stock);
  const wire = await listenIn(postgres.port);
  const program = await start(postgres.url(database).replace(`:${postgres.port}/`, `:${wire.port}/`));
  try {
    const plan = { origin: program.origin, connections: 1, classify };
    await warmUp({ ...plan, next: oneByOne(requests.slice(0, WARM)) });
    const before = wire.count();
    const { kinds } = await runLoad({ ...plan, seconds: 60, next: oneByOne(requests.slice(WARM, REQUESTS_COUNTED)) });
    const after = wire.count();
    if (kinds.get(expected) !== COUNTED)
      throw new Error(`answers were to be «${expected}», and are ${JSON.stringify(Object.fromEntries(kinds))}`);
    return {
      statements: (after.statements - before.statements) / COUNTED,
      roundTrips: (after.roundTrips - before.roundTrips) / COUNTED,
    };
  } finally {
    await program.stop();
    await wire.close();
    await postgres.drop(database);
  }
}
