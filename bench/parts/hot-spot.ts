import { type Figure, figureOf } from "../figure";
import type { Running } from "../ground/programs";
import { payByEvents } from "../limits/rivals";
import { type LoadRequest, oneByOne, runLoad, warmUp } from "../load/load";
import { measureInRounds } from "../measure/rounds";
import { expectPaid } from "../measure/slice";
import type { Bench, Part } from "../part";
import { openDeliveries } from "../stock/deliveries";
import { idOf } from "../stock/ids";
import { prepareCarts, preparePayableOrders } from "../stock/payable-orders";
import { addItemRequest } from "../stock/visitors";

const NAME = "hot-spot";
const CONNECTIONS = 8;
const DATABASE = "hot_spot";
const SHELVES = "stock_hot_spot_shelves";

/** A stage has a thousand places at most, and an order of the stock takes two: more than this cannot want the same one. */
const ORDERS = 500;
const HOLDS = 900;
const WARM_HOLDS = 40;
const STAGES = 100;
/** A slice ends when what is wanted is used up, long before this. */
const AT_MOST_SECONDS = 60;

type Place = "hot" | "spread";
const PLACES: readonly Place[] = ["spread", "hot"];
const STOCKS: Record<Place, string> = { hot: "stock_hot", spread: "stock_spread" };

export const hotSpot: Part = {
  name: NAME,
  title: "Everybody pays for, and takes places on, one stage, against the same spread over a hundred",
  run: async (bench) => {
    const { postgres, programs } = bench;
    await preparePayableOrders(postgres, STOCKS.hot, { carts: ORDERS, activities: 1 });
    await preparePayableOrders(postgres, STOCKS.spread, { carts: ORDERS, activities: STAGES });
    await prepareCarts(postgres, SHELVES, { carts: 1, activities: STAGES });
    await postgres.renew(DATABASE, SHELVES);
    const web = await programs.startWeb({ databaseUrl: postgres.url(DATABASE) });

    const wishes = PLACES.flatMap((place) => [
      { id: `pay-${place}`, ask: pay, place },
      { id: `hold-${place}`, ask: hold, place },
    ]);
    const measured = await measureInRounds(bench, wishes, {
      measure: (slice, { ask, place }) => ask(slice, web, place),
      spell: (perSecond, { id }) => `${id} ${Math.round(perSecond)}/s`,
      warm: ({ place }) => place === "spread",
    });
    return [...figuresOf("pay", "payments", measured, 0.7), ...figuresOf("hold", "places taken", measured, 0.35)];
  },
};

async function pay({ postgres }: Bench, web: Running, place: Place): Promise<number> {
  const stock = STOCKS[place];
  await postgres.renew(DATABASE, stock);
  const deliveries = await openDeliveries(postgres, stock);
  const { perSecond, payments, warmed } = await payByEvents(web.origin, deliveries, {
    database: DATABASE,
    connections: CONNECTIONS,
    seconds: AT_MOST_SECONDS,
    orders: ORDERS,
    measured: (run) => run(),
  });
  await expectPaid({ postgres }, DATABASE, payments + warmed);
  return perSecond;
}

/** Visitors without a cart yet, each of whom puts one place on a stage into it. */
async function hold({ postgres }: Bench, web: Running, place: Place): Promise<number> {
  await postgres.renew(DATABASE, SHELVES);
  const [before] = await postgres.rows<{ holds: number }>(DATABASE, COUNT_HOLDS);
  const requests = Array.from({ length: WARM_HOLDS + HOLDS }, (_, n) => placeFor(n, place));
  const slice = { origin: web.origin, connections: CONNECTIONS };
  await warmUp({ ...slice, next: oneByOne(requests.slice(0, WARM_HOLDS)) });
  const load = await runLoad({ ...slice, seconds: AT_MOST_SECONDS, next: oneByOne(requests.slice(WARM_HOLDS)) });
  const [after] = await postgres.rows<{ holds: number }>(DATABASE, COUNT_HOLDS);
  const taken = (after?.holds ?? 0) - (before?.holds ?? 0);
  if (load.kinds.get("201") !== HOLDS || taken !== requests.length)
    throw new Error(
      `${requests.length} places were wanted and ${taken} taken: ${JSON.stringify(Object.fromEntries(load.kinds))}`,
    );
  return load.perSecond;
}

const COUNT_HOLDS = "select count(*)::int as holds from holds";

const placeFor = (n: number, place: Place): LoadRequest =>
  addItemRequest({ stageId: idOf("stage", place === "hot" ? 1 : 1 + (n % STAGES)) }, undefined);

function figuresOf(id: string, what: string, measured: (id: string) => number[], atLeast: number): Figure[] {
  const figure = { part: NAME, unit: `${what}/s` };
  const spread = { id: `${NAME}-${id}-spread`, rounds: measured(`${id}-spread`) };
  return [
    figureOf({ ...figure, ...spread, what: `${what}, spread over ${STAGES} stages, ${CONNECTIONS} connections` }),
    figureOf({
      ...figure,
      id: `${NAME}-${id}-hot`,
      what: `${what}, all on one stage, ${CONNECTIONS} connections`,
      rounds: measured(`${id}-hot`),
      against: spread,
      target: { atLeast },
    }),
  ];
}
