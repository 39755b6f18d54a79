import { type Figure, figureOf } from "../figure";
import { findPgbench, runPgbench } from "../limits/pgbench";
import { bareClientRival, bareServerRival, outcomeOf, payByEvents, pgbenchRival, type Rival } from "../limits/rivals";
import { FUNCTION } from "../limits/payment";
import { measureInRounds, shorter } from "../measure/rounds";
import { runSlice, type Slice } from "../measure/slice";
import { countConversation, REQUESTS_COUNTED } from "../measure/count-conversation";
import { expectInvariants } from "../measure/invariants";
import type { Bench, Part } from "../part";
import { openDeliveries } from "../stock/deliveries";
import { preparePayableOrders } from "../stock/payable-orders";

const NAME = "webhook";
const CONNECTIONS = [1, 8, 32];
const STOCK = "stock_webhook";
/** One name for all: each slice finds it renewed, and the servers that pay from it go on running. */
const DATABASE = "webhook";

/** Payments a second that the first stock has room for; a machine that is faster gets a larger one. */
const FIRST_GUESS = 9_000;
const MARGIN = 1.4;

export const webhook: Part = {
  name: NAME,
  title: "An event to a paid order: 1, 8 and 32 connections, against what PostgreSQL and bare programs can do",
  run: async (bench) => {
    const orders = await prepareStock(bench);
    const rivals = await openRivals(bench);
    const contests = CONNECTIONS.flatMap((connections) =>
      rivals.map((rival) => ({ id: keyOf(rival.id, connections), rival, connections })),
    );
    const slices = await measureInRounds(bench, contests, {
      measure: (slice, { rival, connections }) =>
        runSlice(isMain(rival, connections) ? slice : shorter(slice), rival, {
          stock: STOCK,
          database: DATABASE,
          connections,
          orders,
        }),
      spell: ({ perSecond }, { rival, connections }) =>
        `${rival.title}, ${connections} connections: ${Math.round(perSecond)}/s`,
      // pgbench has no code of its own to compile.
      warm: ({ rival, connections }) => rival.pid !== undefined && connections === 8,
    });
    await expectInvariants(bench, DATABASE);
    return [
      ...CONNECTIONS.flatMap((connections) => figuresOf(rivals, connections, slices)),
      ...(await countFigures(bench)),
    ];
  },
};

/** Targets compare us with limit (c) on several connections; the other limits show where those two stand. */
const isMain = ({ id }: Rival, connections: number): boolean => connections > 1 && (id === "ours" || id === "c");

const keyOf = (rival: string, connections: number): string => `${rival}-${connections}`;

/** As many orders as the fastest limit pays in a slice. */
async function prepareStock(bench: Bench): Promise<number> {
  const { postgres, folder } = bench;
  // Of the fastest, (a2); nobody of those with longer slices is half as fast.
  const seconds = Math.max(1, Math.round(shorter(bench).seconds));
  const guessed = Math.ceil(FIRST_GUESS * seconds * MARGIN);
  bench.tell(`preparing ${guessed} orders`);
  await preparePayableOrders(postgres, STOCK, { carts: guessed });
  const pgbench = findPgbench();
  if (pgbench === undefined) return guessed;

  await postgres.renew(DATABASE, STOCK);
  await postgres.rows(DATABASE, FUNCTION);
  const clients = 32;
  const length = { transactions: Math.floor(guessed / clients / 2) };
  const tried = await runPgbench({
    pgbench,
    postgres,
    folder,
    database: DATABASE,
    manner: "function",
    clients,
    length,
  });
  const needed = Math.ceil(tried.perSecond * seconds * MARGIN);
  if (needed <= guessed) return guessed;
  bench.tell(`preparing ${needed} orders: this machine is fast`);
  await preparePayableOrders(postgres, STOCK, { carts: needed });
  return needed;
}

async function openRivals(bench: Bench): Promise<Rival[]> {
  const { postgres, programs } = bench;
  await postgres.renew(DATABASE, STOCK);
  const deliveries = await openDeliveries(postgres, STOCK);
  const pgbench = findPgbench();
  if (pgbench === undefined)
    bench.note("pgbench is not on this machine: limits (a) and (a2) are left out, ratios are to (b) and (c) only.");
  const web = await programs.startWeb({ databaseUrl: postgres.url(DATABASE) });
  return [
    ...(pgbench === undefined
      ? []
      : [pgbenchRival(bench, pgbench, "statements"), pgbenchRival(bench, pgbench, "function")]),
    await bareClientRival(bench),
    await bareServerRival(bench, DATABASE, "statements", deliveries),
    await bareServerRival(bench, DATABASE, "function", deliveries),
    {
      id: "ours",
      title: "Envol",
      pid: web.pid,
      pay: (slice) => payByEvents(web.origin, deliveries, slice),
    },
  ];
}

async function countFigures(bench: Bench): Promise<Figure[]> {
  const deliveries = await openDeliveries(bench.postgres, STOCK);
  const { statements, roundTrips } = await countConversation(bench, {
    database: "webhook_counted",
    stock: STOCK,
    start: (databaseUrl) => bench.programs.startWeb({ databaseUrl }),
    requests: deliveries(REQUESTS_COUNTED),
    classify: outcomeOf,
    expected: "processed",
  });
  const figure = { part: NAME, unit: "per event" };
  return [
    figureOf({ ...figure, id: `${NAME}-statements`, what: "statements for an event", rounds: [statements] }),
    figureOf({
      ...figure,
      id: `${NAME}-round-trips`,
      what: "times that an event waits for PostgreSQL",
      rounds: [roundTrips],
    }),
  ];
}

function figuresOf(rivals: Rival[], connections: number, slices: (key: string) => Slice[]): Figure[] {
  const of = (rival: string) => slices(keyOf(rival, connections));
  const ours = of("ours");
  const at = `at ${connections} connection${connections > 1 ? "s" : ""}`;
  const figure = (
    id: string,
    what: string,
    unit: string,
    rounds: number[],
    more: Partial<Parameters<typeof figureOf>[0]> = {},
  ) => figureOf({ part: NAME, id: `${NAME}-${connections}-${id}`, what: `${what}, ${at}`, unit, rounds, ...more });
  const speed = (rival: string) => of(rival).map((slice) => slice.perSecond);
  const limits = rivals.filter(({ id }) => id !== "ours");
  const p50 = ours.map((slice) => slice.p50Ms ?? Number.NaN);
  const p99 = ours.map((slice) => slice.p99Ms ?? Number.NaN);

  return [
    ...limits.map(({ id, title }) => figure(`limit-${id}`, `limit (${id}): ${title}`, "payments/s", speed(id))),
    ...limits.map(({ id }) =>
      figure(`per-${id}`, `webhook to paid order, against (${id})`, "events/s", speed("ours"), {
        against: { id: `${NAME}-${connections}-limit-${id}`, rounds: speed(id) },
        ...(id === "c" && connections > 1 && { target: { atLeast: 0.75 } }),
      }),
    ),
    figure("p50", "half of the answers within", "ms", p50),
    figure("p99", "99 of 100 answers within", "ms", p99),
    figure("tail", "99 of 100 answers within, against half of them", "ms", p99, {
      against: { id: `${NAME}-${connections}-p50`, rounds: p50 },
      ...(connections === 8 && { target: { atMost: 4 } }),
    }),
    ...costFigures(of, figure),
  ];
}

type MakeFigure = (
  id: string,
  what: string,
  unit: string,
  rounds: number[],
  more?: Partial<Parameters<typeof figureOf>[0]>,
) => Figure;

/** What an event costs, beside what it costs limit (c). CPU is left out where the system does not tell it. */
function costFigures(of: (rival: string) => Slice[], figure: MakeFigure): Figure[] {
  const costs = [
    { id: "web-cpu", what: "CPU of the web process for an event", unit: "ms", read: (slice: Slice) => slice.ownCpuMs },
    {
      id: "postgres-cpu",
      what: "CPU of PostgreSQL for an event",
      unit: "ms",
      read: (slice: Slice) => slice.postgresCpuMs,
    },
    { id: "wal", what: "write-ahead log for an event", unit: "bytes", read: (slice: Slice) => slice.walBytesPerEvent },
  ];
  return costs.flatMap(({ id, what, unit, read }) => {
    const [ours, bare] = [of("ours"), of("c")].map((slices) => slices.flatMap((slice) => read(slice) ?? []));
    if (!ours?.length || !bare?.length) return [];
    const limit = figure(`limit-c-${id}`, `${what}, limit (c)`, unit, bare);
    return [limit, figure(id, what, unit, ours, { against: { id: limit.id, rounds: bare } })];
  });
}
