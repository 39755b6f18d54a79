import { type Figure, figureOf } from "../figure";
import { outcomeOf, warmCount } from "../limits/rivals";
import { startBareShop, startStripeStub } from "../limits/shops";
import type { Answer, HttpClient } from "../load/http-client";
import { type LoadResult, runTasks, type Task } from "../load/load";
import { expectInvariants } from "../measure/invariants";
import { measureInRounds } from "../measure/rounds";
import { expectPaid } from "../measure/slice";
import type { Bench, Part } from "../part";
import { deliveryOf, eventAbout } from "../stock/events";
import { idOf } from "../stock/ids";
import { installationOf } from "../stock/installation";
import { prepareCarts } from "../stock/payable-orders";
import { addItemRequest, createOrderRequest } from "../stock/visitors";

const NAME = "full-path";
const STOCK = "stock_shelves";
const DATABASE = "shelves";
const CONNECTIONS = 8;
/** Each has a thousand places, which a slice never sells out. */
const ACTIVITIES = 400;

type Shop = { id: string; what: string; origin: string };

export const fullPath: Part = {
  name: NAME,
  title: "From an empty cart to a paid order: three things into the cart, the order, the signed event",
  run: async (bench) => {
    const { postgres, programs } = bench;
    await prepareCarts(postgres, STOCK, { carts: 0, activities: ACTIVITIES });
    await postgres.renew(DATABASE, STOCK);
    const installation = await installationOf(postgres, STOCK);
    const stub = await startStripeStub(bench);
    const web = await programs.startWeb({ databaseUrl: postgres.url(DATABASE), stripeUrl: stub.origin });
    const floor = await startBareShop(bench, postgres.url(DATABASE));
    const shops: Shop[] = [
      { id: "floor", what: "limit: the least statements by bare node:http and pg", origin: floor.origin },
      {
        id: "ours",
        what: "visitors from an empty cart to a paid order, Stripe's answer being free",
        origin: web.origin,
      },
    ];

    const measured = await measureInRounds(bench, shops, {
      measure: (slice, shop) => measure(slice, shop, installation),
      spell: ({ perSecond }, { what }) => `${what} ${perSecond.toFixed()}/s`,
    });
    await expectInvariants(bench, DATABASE);
    return figuresOf(shops, measured);
  },
};

async function measure(bench: Bench, { origin, id }: Shop, installation: string): Promise<LoadResult> {
  await bench.postgres.renew(DATABASE, STOCK);
  let visitors = 0;
  const nextVisit = (): Task => {
    visitors += 1;
    return visit(visitors, installation);
  };
  const warm = warmCount(CONNECTIONS);
  const load = { origin, connections: CONNECTIONS };
  await runTasks({ ...load, seconds: 60, next: () => (visitors < warm ? nextVisit() : undefined) });
  const found = await runTasks({ ...load, seconds: bench.seconds, next: nextVisit });

  if (found.kinds.get("paid") !== found.answers)
    throw new Error(`${id}: not every visitor paid: ${JSON.stringify(Object.fromEntries(found.kinds))}`);
  await expectPaid(bench, DATABASE, warm + found.answers);
  return found;
}

type Created = {
  order: { id: string; number: string };
  payment: { paymentIntentId: string; amountCents: number };
};

/**
 * One visitor, each request when the answer before it is there. What the event says is known only then, so its few microseconds of
 * signing are within the time, for the floor as for us.
 */
function visit(n: number, installation: string): Task {
  return async (client) => {
    const activity = 1 + (n % ACTIVITIES);
    const first = await client.ask(addItemRequest({ stageId: idOf("stage", activity) }, undefined));
    const cookie = cookieIn(first);
    if (first.status !== 201 || cookie === undefined) return `first item: ${first.status}`;
    const places = [{ stageId: idOf("stage", 1 + ((n + 7) % ACTIVITIES)) }, { baptemeId: idOf("bapteme", activity) }];
    for (const place of places) {
      const { status } = await client.ask(addItemRequest(place, cookie));
      if (status !== 201) return `item: ${status}`;
    }
    const ordered = await client.ask(createOrderRequest(cookie));
    if (ordered.status !== 201) return `order: ${ordered.status}`;
    return tellPaid(client, n, installation, read<Created>(ordered), read<{ cart: { sessionId: string } }>(first).cart);
  };
}

async function tellPaid(
  client: HttpClient,
  n: number,
  installation: string,
  { order, payment }: Created,
  { sessionId }: { sessionId: string },
): Promise<string> {
  const metadata = { orderId: order.id, orderNumber: order.number, sessionId, installation };
  const intent = { id: payment.paymentIntentId, amount: payment.amountCents, metadata };
  const { status, body } = await client.ask(deliveryOf(eventAbout(intent, { eventId: `evt_3Rpath${n}` })));
  const outcome = outcomeOf(status, body);
  return outcome === "processed" ? "paid" : `event: ${outcome}`;
}

const read = <T>({ body }: Answer): T => JSON.parse(body.toString("utf8")) as T; // an answer of the contract

function cookieIn({ headers }: Answer): string | undefined {
  const set = headers["set-cookie"];
  return (Array.isArray(set) ? set.at(-1) : set)?.split(";")[0];
}

function figuresOf(shops: Shop[], measured: (id: string) => LoadResult[]): Figure[] {
  const speed = (id: string) => measured(id).map(({ perSecond }) => perSecond);
  const figures = shops.flatMap(({ id, what }) => [
    figureOf({
      part: NAME,
      id: `${NAME}-${id}`,
      what: `${what}, at 8 connections`,
      unit: "visits/s",
      rounds: speed(id),
      ...(id === "ours" && { target: { atLeast: 100 } }),
    }),
    figureOf({
      part: NAME,
      id: `${NAME}-${id}-p99`,
      what: `${what}: 99 of 100 visits of five requests within`,
      unit: "ms",
      rounds: measured(id).map(({ p99Ms }) => p99Ms),
    }),
  ]);
  const perFloor = figureOf({
    part: NAME,
    id: `${NAME}-per-floor`,
    what: "visitors from an empty cart to a paid order, against the floor",
    unit: "visits/s",
    rounds: speed("ours"),
    against: { id: `${NAME}-floor`, rounds: speed("floor") },
  });
  return [...figures, perFloor];
}
