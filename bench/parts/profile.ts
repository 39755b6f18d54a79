import { freePort } from "../../scripts/free-port";
import { outcomeOf } from "../limits/rivals";
import { openClient } from "../load/http-client";
import { type LoadRequest, oneByOne, runLoad } from "../load/load";
import { type Heard, listenIn } from "../measure/conversation";
import { withCpu } from "../measure/cpu";
import type { Bench, Part } from "../part";
import { spentOf, withoutWaiting } from "../profile/cpu-groups";
import { drawIcicle, microseconds } from "../profile/draw-icicle";
import { drawWaterfall } from "../profile/draw-waterfall";
import { sumOf } from "../profile/icicle";
import { profileCpu } from "../profile/inspector";
import { type EventTimes, type Waterfall, waterfallOf } from "../profile/waterfall";
import { openPayableShop, type PayableShop } from "../stock/payable-shop";
import { medianOf } from "../figure";

const NAME = "profile";
/** Until the compiler has seen everything often enough. */
const WARM = 1_500;
const ALONE = 400;
const PROFILED = 4_000;
const CONNECTIONS = 8;

/** Which events of the stock each look takes. */
const HEARD_WARM = { after: 0, many: WARM };
const HEARD = { after: WARM, many: ALONE };
const WARMED = { after: WARM + ALONE, many: WARM };
const UNHEARD = { after: 2 * WARM + ALONE, many: ALONE };
const CPU = { after: 2 * (WARM + ALONE), many: PROFILED };

type Events = { after: number; many: number };

export const profile: Part = {
  name: NAME,
  title: "One event looked at closely: what it asks PostgreSQL and waits for, and where our CPU goes",
  run: async (bench) => {
    const inspectorPort = await freePort();
    const shop = await openPayableShop(bench, {
      name: NAME,
      orders: CPU.after + CPU.many,
      settings: { NODE_OPTIONS: `--inspect=127.0.0.1:${inspectorPort}` },
    });
    const waterfall = await listenToEvents(bench, shop);
    await payAll(shop, shop.web.origin, WARMED);
    const alone = await oneAtATime(shop, shop.web.origin, UNHEARD);
    const aloneMs = medianOf(alone.map(({ askedAt, answeredAt }) => answeredAt - askedAt));
    bench.draw(
      drawWaterfall(`${NAME}-waterfall`, "One webhook, from the request to the answer", waterfall, [
        ...toldOf(waterfall),
        `Who listens takes time at each wait: unheard, an event takes ${aloneMs.toFixed(2)} ms.`,
      ]),
    );

    const { result: sampled, cpuMs } = await withCpu({ web: shop.web.pid }, () =>
      profileCpu(inspectorPort, () => payAll(shop, shop.web.origin, CPU)),
    );
    const spent = withoutWaiting(spentOf(sampled), cpuMs?.web ?? Infinity);
    const cpu = `${microseconds(sumOf(spent) / PROFILED)} µs of CPU for an event in the web process`;
    bench.draw(
      drawIcicle(`${NAME}-cpu`, "Where the CPU of one webhook goes", spent, PROFILED, [
        `${cpu}: ${PROFILED.toLocaleString("en-GB")} events on ${CONNECTIONS} connections, by V8's profiler, which takes a part of it itself.`,
        "What Node.js does for somebody counts as theirs.",
      ]),
    );
    bench.tell(`${toldOf(waterfall).join(" ")} ${cpu}`);
    return [];
  },
};

const toldOf = ({ events, wholeMs, waitingMs, steps }: Waterfall): string[] => [
  `${wholeMs.toFixed(2)} ms, of which ${waitingMs.toFixed(2)} wait for PostgreSQL and ${(wholeMs - waitingMs).toFixed(2)} are ours; ${steps.length} statements.`,
  `The median of ${events} events, one at a time.`,
];

/** By a web process of its own, whose words to PostgreSQL pass by us. */
async function listenToEvents({ postgres, programs }: Bench, shop: PayableShop): Promise<Waterfall> {
  const heard: Heard[] = [];
  const wire = await listenIn(postgres.port, (one) => void heard.push(one));
  const databaseUrl = postgres.url(shop.database).replace(`:${postgres.port}/`, `:${wire.port}/`);
  const web = await programs.startWeb({ databaseUrl });
  try {
    await payAll(shop, web.origin, HEARD_WARM);
    return waterfallOf(await oneAtATime(shop, web.origin, HEARD, heard));
  } finally {
    await web.stop();
    await wire.close();
  }
}

async function oneAtATime(
  shop: PayableShop,
  origin: string,
  events: Events,
  heard: Heard[] = [],
): Promise<EventTimes[]> {
  const client = await openClient(origin);
  const times: EventTimes[] = [];
  try {
    for (const request of requestsOf(shop, events)) {
      heard.length = 0;
      const askedAt = performance.now();
      const { status, body } = await client.ask(request);
      times.push({ askedAt, answeredAt: performance.now(), heard: [...heard] });
      if (outcomeOf(status, body) !== "processed")
        throw new Error(`an event was not processed: ${outcomeOf(status, body)}`);
    }
  } finally {
    await client.close();
  }
  return times;
}

async function payAll(shop: PayableShop, origin: string, events: Events): Promise<void> {
  const next = oneByOne(requestsOf(shop, events));
  const { kinds } = await runLoad({ origin, connections: CONNECTIONS, seconds: 600, next, classify: outcomeOf });
  if (kinds.get("processed") !== events.many)
    throw new Error(`not every event was processed: ${JSON.stringify(Object.fromEntries(kinds))}`);
}

const requestsOf = ({ deliveries }: PayableShop, { after, many }: Events): LoadRequest[] => deliveries(many, after);
