import { type Figure, figureOf } from "../figure";
import { openPgBouncer, type PgBouncer } from "../ground/pgbouncer";
import type { Running } from "../ground/programs";
import { outcomeOf, warmCount } from "../limits/rivals";
import { type LoadRequest, oneByOne, runLoad } from "../load/load";
import { measureInRounds, shorter } from "../measure/rounds";
import { expectPaid } from "../measure/slice";
import type { Bench, Part } from "../part";
import { type Deliveries, openDeliveries } from "../stock/deliveries";
import { preparePayableOrders } from "../stock/payable-orders";

const NAME = "scale-out";
const STOCK = "stock_scale_out";
const DATABASE = "scale_out";
const THROUGH_PGBOUNCER = `${NAME}-pgbouncer`;
const PROCESSES = [1, 2, 4];
/** In all, divided over the processes: what changes is who answers, not how many ask. */
const CONNECTIONS = 32;
const MOST_PER_SECOND = 5_000;

/** Through PgBouncer these do not come with the connection: the product asks for them as startup options. */
const TIME_OUTS = { lock_timeout: 4_000, statement_timeout: 15_000, idle_in_transaction_session_timeout: 30_000 };

type Way = { id: string; what: string; webs: Running[] };

export const scaleOut: Part = {
  name: NAME,
  title: "The webhook on 1, 2 and 4 web processes, and through PgBouncer in transaction mode",
  run: async (whole) => {
    const bench = shorter(whole);
    const { postgres, seconds } = bench;
    const orders = MOST_PER_SECOND * seconds;
    await preparePayableOrders(postgres, STOCK, { carts: orders });
    await postgres.renew(DATABASE, STOCK);
    const deliveries = await openDeliveries(postgres, STOCK);
    const bouncer = await openPgBouncer(bench);
    if (bouncer === undefined)
      bench.note(
        "PgBouncer is not on this machine (Debian: apt-get install pgbouncer): the product was not run through it.",
      );
    try {
      const ways = await whatWorks(bench, await openWays(bench, bouncer), deliveries, orders);
      const speeds = await measureInRounds(bench, ways, {
        measure: (slice, way) => measure(slice, way, deliveries, orders),
        spell: (perSecond, { what }) => `${what}: ${perSecond.toFixed()} events/s`,
        // They have just shown what works.
        warm: () => false,
      });
      return figuresOf(ways, speeds);
    } finally {
      await bouncer?.close();
    }
  },
};

/** The same processes serve all ways: the first alone, the first two, all four; and two more behind PgBouncer. */
async function openWays({ postgres, programs }: Bench, bouncer: PgBouncer | undefined): Promise<Way[]> {
  const webs: Running[] = [];
  for (let web = 0; web < Math.max(...PROCESSES); web += 1)
    webs.push(await programs.startWeb({ databaseUrl: postgres.url(DATABASE) }));
  const direct = PROCESSES.map((processes) => ({
    id: `${NAME}-${processes}`,
    what: processes === 1 ? "1 web process" : `${processes} web processes`,
    webs: webs.slice(0, processes),
  }));
  if (bouncer === undefined) return direct;
  const behind: Running[] = [];
  for (let web = 0; web < 2; web += 1)
    behind.push(
      // Migrations hold a lock of their session, so they do not go through a pool of transactions.
      await programs.startWeb({ databaseUrl: bouncer.url(DATABASE), settings: { MIGRATE: "off" } }),
    );
  const what = `2 web processes through PgBouncer ${bouncer.version}, transaction mode`;
  return [...direct, { id: THROUGH_PGBOUNCER, what, webs: behind }];
}

/**
 * A round for the compilers. PgBouncer before 1.21 cannot lend a connection on which somebody else has prepared a statement of the
 * same name; where that is all that is there, it is told and left out.
 */
async function whatWorks(bench: Bench, ways: Way[], deliveries: Deliveries, orders: number): Promise<Way[]> {
  const working: Way[] = [];
  for (const way of ways) {
    try {
      await measure(bench, way, deliveries, orders);
      working.push(way);
    } catch (error) {
      if (way.id !== THROUGH_PGBOUNCER) throw error;
      bench.note(`${way.what} did not work (${error instanceof Error ? error.message : String(error)}).`);
    }
  }
  return working;
}

async function measure(bench: Bench, { webs, what }: Way, deliveries: Deliveries, orders: number): Promise<number> {
  const { postgres, seconds } = bench;
  await postgres.renew(DATABASE, STOCK);
  for (const [name, milliseconds] of Object.entries(TIME_OUTS))
    await postgres.rows("postgres", `alter database ${DATABASE} set ${name} = ${milliseconds}`);

  const share = Math.floor(orders / webs.length);
  const connections = CONNECTIONS / webs.length;
  const queues = webs.map((web, at) => ({ web, requests: deliveries(share, at * share) }));
  const ask = (from: (requests: LoadRequest[]) => LoadRequest[], forSeconds: number) =>
    Promise.all(
      queues.map(({ web, requests }) =>
        runLoad({
          origin: web.origin,
          connections,
          seconds: forSeconds,
          next: oneByOne(from(requests)),
          classify: outcomeOf,
        }),
      ),
    );
  const warm = warmCount(connections);
  const warmed = await ask((requests) => requests.slice(0, warm), 60);
  const loads = await ask((requests) => requests.slice(warm), seconds);
  for (const { kinds, answers } of [...warmed, ...loads])
    if (kinds.get("processed") !== answers)
      throw new Error(`${what}: not every event was processed: ${JSON.stringify(Object.fromEntries(kinds))}`);
  await expectPaid(
    bench,
    DATABASE,
    [...warmed, ...loads].reduce((sum, { answers }) => sum + answers, 0),
  );
  return loads.reduce((sum, { perSecond }) => sum + perSecond, 0);
}

function figuresOf(ways: Way[], speeds: (id: string) => number[]): Figure[] {
  const alone = { id: `${NAME}-1`, rounds: speeds(`${NAME}-1`) };
  return ways.map(({ id, what }) =>
    figureOf({
      part: NAME,
      id,
      what: `webhook to paid order, ${what}, ${CONNECTIONS} connections`,
      unit: "events/s",
      rounds: speeds(id),
      ...(id !== alone.id && { against: alone }),
    }),
  );
}
