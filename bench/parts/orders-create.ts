import { type Figure, figureOf } from "../figure";
import { warmCount } from "../limits/rivals";
import { startBareShop, startStripeStub } from "../limits/shops";
import { countConversation, REQUESTS_COUNTED } from "../measure/count-conversation";
import { expectInvariants } from "../measure/invariants";
import { measureInRounds } from "../measure/rounds";
import { type LoadRequest, type LoadResult, oneByOne, runLoad, warmUp } from "../load/load";
import type { Bench, Part } from "../part";
import { prepareCarts } from "../stock/payable-orders";
import { cookieOf, createOrderRequest } from "../stock/visitors";

const NAME = "orders-create";
const STOCK = "stock_carts";
const DATABASE = "carts";
const CONNECTIONS = 8;
const MOST_PER_SECOND = 4_000;

type Shop = { id: string; what: string; origin: string };

export const ordersCreate: Part = {
  name: NAME,
  title: "A cart of three things to an order: with the local Stripe, with Stripe's answer free, and a bare floor",
  run: async (bench) => {
    const { postgres, seconds, tell } = bench;
    const carts = MOST_PER_SECOND * seconds;
    tell(`preparing ${carts} carts`);
    await prepareCarts(postgres, STOCK, { carts });
    await postgres.renew(DATABASE, STOCK);
    const shops = await openShops(bench);
    const requests = Array.from({ length: carts }, (_, index) => createOrderRequest(cookieOf(index + 1)));

    const measured = await measureInRounds(bench, shops, {
      measure: (slice, shop) => measure(slice, shop, requests),
      spell: ({ perSecond }, { what }) => `${what} ${perSecond.toFixed()}/s`,
    });
    await expectInvariants(bench, DATABASE);
    return [...figuresOf(shops, measured), ...(await countFigures(bench, requests))];
  },
};

async function openShops(bench: Bench): Promise<Shop[]> {
  const { postgres, programs } = bench;
  const databaseUrl = postgres.url(DATABASE);
  const stub = await startStripeStub(bench);
  const sandbox = await programs.startSandbox();
  const floor = await startBareShop(bench, databaseUrl);
  const withStub = await programs.startWeb({ databaseUrl, stripeUrl: stub.origin });
  const withSandbox = await programs.startWeb({ databaseUrl, stripeUrl: sandbox.origin });
  return [
    { id: "floor", what: "limit: the least statements by bare node:http and pg, without Stripe", origin: floor.origin },
    { id: "free", what: "orders, Stripe's answer being free", origin: withStub.origin },
    { id: "sandbox", what: "orders, with the local Stripe on the same machine", origin: withSandbox.origin },
  ];
}

async function measure(
  { postgres, seconds }: Bench,
  { origin, id }: Shop,
  requests: LoadRequest[],
): Promise<LoadResult> {
  await postgres.renew(DATABASE, STOCK);
  const warm = warmCount(CONNECTIONS);
  const load = { origin, connections: CONNECTIONS, seconds };
  await warmUp({ ...load, next: oneByOne(requests.slice(0, warm)) });
  const found = await runLoad({ ...load, next: oneByOne(requests.slice(warm)) });

  const created = found.kinds.get("201") ?? 0;
  if (created !== found.answers)
    throw new Error(`${id}: not every order was made: ${JSON.stringify(Object.fromEntries(found.kinds))}`);
  const [rows] = await postgres.rows<{ orders: number; lines: number; kept: number }>(
    DATABASE,
    `select (select count(*)::int from orders o join payments p on p.order_id = o.id where o.status = 'PENDING' and p.stripe_payment_intent_id is not null) as orders,
       (select count(*)::int from order_lines) as lines, (select count(*)::int from holds where order_line_id is not null) as kept`,
  );
  const orders = warm + created;
  if (rows?.orders !== orders || rows.lines !== orders * 3 || rows.kept !== orders * 3)
    throw new Error(`${id}: ${orders} orders were answered, and there are ${JSON.stringify(rows)}`);
  return found;
}

/** What the floor leaves out shows here: how many more statements than the least an order of ours is. */
async function countFigures(bench: Bench, requests: LoadRequest[]): Promise<Figure[]> {
  const stub = await startStripeStub(bench);
  const plan = {
    database: "carts_counted",
    stock: STOCK,
    requests: requests.slice(0, REQUESTS_COUNTED),
    classify: String,
    expected: "201",
  };
  const floor = await countConversation(bench, { ...plan, start: (url) => startBareShop(bench, url) });
  const ours = await countConversation(bench, {
    ...plan,
    start: (databaseUrl) => bench.programs.startWeb({ databaseUrl, stripeUrl: stub.origin }),
  });
  return (["statements", "roundTrips"] as const).flatMap((name) => {
    const what = name === "statements" ? "statements for an order" : "times that an order waits for PostgreSQL";
    const figure = { part: NAME, unit: "per order" };
    const id = `${NAME}-${name === "statements" ? "statements" : "round-trips"}`;
    return [
      figureOf({ ...figure, id: `${id}-floor`, what: `limit: ${what}, the floor`, rounds: [floor[name]] }),
      figureOf({ ...figure, id, what, rounds: [ours[name]], against: { id: `${id}-floor`, rounds: [floor[name]] } }),
    ];
  });
}

function figuresOf(shops: Shop[], measured: (id: string) => LoadResult[]): Figure[] {
  const floor = measured("floor").map(({ perSecond }) => perSecond);
  return shops.flatMap(({ id, what }) => {
    const rounds = measured(id).map(({ perSecond }) => perSecond);
    const figure = { part: NAME, what: `${what}, at 8 connections`, unit: "orders/s", rounds };
    return [
      // The target is the speed itself, so it stands on a figure without the ratio.
      figureOf({ ...figure, id: `${NAME}-${id}`, ...(id === "free" && { target: { atLeast: 300 } }) }),
      ...(id === "floor"
        ? []
        : [
            figureOf({
              ...figure,
              id: `${NAME}-${id}-per-floor`,
              what: `${figure.what}, against the floor`,
              against: { id: `${NAME}-floor`, rounds: floor },
            }),
          ]),
      figureOf({
        ...figure,
        id: `${NAME}-${id}-p99`,
        what: `${figure.what}: 99 of 100 answers within`,
        unit: "ms",
        rounds: measured(id).map(({ p99Ms }) => p99Ms),
      }),
    ];
  });
}
