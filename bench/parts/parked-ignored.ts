import { type Figure, figureOf } from "../figure";
import { outcomeOf, warmCount } from "../limits/rivals";
import { type LoadResult, oneByOne, runLoad, warmUp } from "../load/load";
import { expectInvariants } from "../measure/invariants";
import { measureInRounds, shorter } from "../measure/rounds";
import type { Bench, Part } from "../part";
import { type Deliveries, openDeliveries } from "../stock/deliveries";
import type { EventOptions } from "../stock/events";
import { openPayableShop, type PayableShop } from "../stock/payable-shop";

const NAME = "parked-ignored";
const CONNECTIONS = 8;
const MOST_PER_SECOND = 8_000;
/** Of the orders that first deliveries pay, and whose live copies are parked; what is ignored needs no order. */
const MOST_ORDERS_PER_SECOND = 3_000;

type Kind = {
  id: string;
  what: string;
  outcome: string;
  about: Partial<EventOptions>;
  needsOrder: boolean;
};

const KINDS: Kind[] = [
  {
    id: "first",
    what: "events that pay their order, at 8 connections",
    outcome: "processed",
    about: {},
    needsOrder: true,
  },
  {
    id: "not-listened-to",
    what: "events of a type that we do not listen to: ignored after the signature",
    outcome: "ignored",
    about: { type: "payment_intent.created", suffix: "_created" },
    needsOrder: false,
  },
  {
    id: "foreign",
    what: "events about another installation's PaymentIntent: looked up, and ignored",
    outcome: "ignored",
    about: { installation: "0190ffff-0000-7000-8000-000000000000" },
    needsOrder: false,
  },
  {
    id: "parked",
    what: "events of live mode in a shop of test mode: recorded, and parked for the staff",
    outcome: "parked",
    about: { livemode: true, suffix: "_live" },
    needsOrder: true,
  },
];

export const parkedIgnored: Part = {
  name: NAME,
  title: "Events that are ignored on purpose, and events that are parked for the staff",
  run: async (whole) => {
    const bench = shorter(whole);
    const shop = await openPayableShop(bench, { name: "parked", orders: MOST_ORDERS_PER_SECOND * bench.seconds });
    const told = await Promise.all(
      KINDS.map(async (kind) => ({
        ...kind,
        deliveries: await openDeliveries(bench.postgres, shop.stock, kind.about),
      })),
    );
    const measured = await measureInRounds(bench, told, {
      measure: (slice, kind) => measure(slice, shop, kind),
      spell: ({ perSecond }, { id }) => `${id} ${perSecond.toFixed()}/s`,
    });
    await expectInvariants(bench, shop.database);
    return figuresOf(measured);
  },
};

async function measure(
  bench: Bench,
  { web, database, stock, orders }: PayableShop,
  { deliveries, ...kind }: Kind & { deliveries: Deliveries },
): Promise<LoadResult> {
  const { postgres, seconds } = bench;
  await postgres.renew(database, stock);
  const warm = warmCount(CONNECTIONS);
  // Those that need no order begin where the stock ends: nothing of ours is known under their PaymentIntents.
  const after = kind.needsOrder ? 0 : orders;
  const most = kind.needsOrder ? orders : MOST_PER_SECOND * seconds;
  const load = { origin: web.origin, connections: CONNECTIONS, seconds, classify: outcomeOf };
  await warmUp({ ...load, next: oneByOne(deliveries(warm, after)) });
  const found = await runLoad({ ...load, next: oneByOne(deliveries(most - warm, after + warm)) });

  if (found.kinds.get(kind.outcome) !== found.answers)
    throw new Error(
      `${kind.id}: answers were to be «${kind.outcome}», and are ${JSON.stringify(Object.fromEntries(found.kinds))}`,
    );
  await expectRows(bench, database, kind, warm + found.answers);
  return found;
}

/** @throws when something else has become of the events than was answered. */
async function expectRows({ postgres }: Bench, database: string, { id, outcome }: Kind, events: number): Promise<void> {
  const [rows] = await postgres.rows<{ paid: number; parked: number }>(
    database,
    `select (select count(*)::int from orders where status = 'PAID') as paid,
       (select count(*)::int from parked_events where status = 'FOR_STAFF') as parked`,
  );
  const paid = outcome === "processed" ? events : 0;
  const parked = outcome === "parked" ? events : 0;
  if (rows?.paid !== paid || rows.parked !== parked)
    throw new Error(`${id}: ${paid} were to be paid and ${parked} parked; found ${JSON.stringify(rows)}`);
}

function figuresOf(measured: (id: string) => LoadResult[]): Figure[] {
  const speed = (id: string) => measured(id).map(({ perSecond }) => perSecond);
  return KINDS.flatMap(({ id, what }) => [
    figureOf({
      part: NAME,
      id: `${NAME}-${id}`,
      what,
      unit: "events/s",
      rounds: speed(id),
      ...(id !== "first" && { against: { id: `${NAME}-first`, rounds: speed("first") } }),
    }),
    figureOf({
      part: NAME,
      id: `${NAME}-${id}-p99`,
      what: `${what}: 99 of 100 answers within`,
      unit: "ms",
      rounds: measured(id).map(({ p99Ms }) => p99Ms),
    }),
  ]);
}
