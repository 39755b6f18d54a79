import { type Figure, figureOf } from "../figure";
import { outcomeOf, warmCount } from "../limits/rivals";
import type { Answer } from "../load/http-client";
import { FIRST_ROUND_SECONDS, type LoadResult, oneByOne, runLoad, warmUp } from "../load/load";
import { expectInvariants } from "../measure/invariants";
import { expectPaid } from "../measure/slice";
import type { Bench, Part } from "../part";
import { type Deliveries, openDeliveries } from "../stock/deliveries";
import { preparePayableOrders } from "../stock/payable-orders";

const NAME = "crowd";
const STOCK = "stock_crowd";
const DATABASE = "crowd";
const USUAL = 8;
const CROWD = 200;
const MOST_PER_SECOND = 3_000;
/** What Stripe waits for; whoever is told to come again later must be told long before. */
const STRIPE_WAITS_MS = 10_000;

/** Refused in time, and told when to come again. */
const LATER = "503 with Retry-After";

export const crowd: Part = {
  name: NAME,
  title: "Two hundred connections at once: whoever cannot be served is told so, and nobody waits for nothing",
  run: async (bench) => {
    const { postgres, programs, seconds, rounds, tell } = bench;
    const orders = MOST_PER_SECOND * seconds;
    tell(`preparing ${orders} orders`);
    await preparePayableOrders(postgres, STOCK, { carts: orders });
    await postgres.renew(DATABASE, STOCK);
    const deliveries = await openDeliveries(postgres, STOCK);
    const { origin } = await programs.startWeb({ databaseUrl: postgres.url(DATABASE) });

    const usual: LoadResult[] = [];
    const many: LoadResult[] = [];
    await measure({ ...bench, seconds: FIRST_ROUND_SECONDS }, origin, USUAL, deliveries, orders);
    for (let round = 1; round <= rounds; round += 1) {
      usual.push(await measure(bench, origin, USUAL, deliveries, orders));
      const load = await measure(bench, origin, CROWD, deliveries, orders);
      many.push(load);
      tell(`round ${round}: ${paidPerSecond(load).toFixed()}/s paid, slowest answer ${load.slowestMs.toFixed()} ms`);
    }
    await expectInvariants(bench, DATABASE);
    return figuresOf(usual, many);
  },
};

async function measure(
  bench: Bench,
  origin: string,
  connections: number,
  deliveries: Deliveries,
  orders: number,
): Promise<LoadResult> {
  await bench.postgres.renew(DATABASE, STOCK);
  const warm = warmCount(USUAL);
  await warmUp({ origin, connections: USUAL, next: oneByOne(deliveries(warm)) });
  const next = oneByOne(deliveries(orders - warm, warm));
  const load = await runLoad({ origin, connections, seconds: bench.seconds, next, classify });
  await expectPaid(bench, DATABASE, warm + (load.kinds.get("processed") ?? 0));
  return load;
}

function classify(status: number, body: Buffer, headers: Answer["headers"]): string {
  return status === 503 && headers["retry-after"] !== undefined ? LATER : outcomeOf(status, body);
}

const paidPerSecond = ({ kinds, elapsedSeconds }: LoadResult): number => (kinds.get("processed") ?? 0) / elapsedSeconds;

const share = (load: LoadResult, ...kinds: string[]): number =>
  kinds.reduce((sum, kind) => sum + (load.kinds.get(kind) ?? 0), 0) / load.answers;

function figuresOf(usual: LoadResult[], many: LoadResult[]): Figure[] {
  const figure = (id: string, what: string, unit: string, rounds: number[], more: object = {}) =>
    figureOf({ part: NAME, id: `${NAME}-${id}`, what, unit, rounds, ...more });
  const limit = figure("usual", `orders paid at ${USUAL} connections`, "orders/s", usual.map(paidPerSecond));
  return [
    limit,
    figure("paid", `orders paid at ${CROWD} connections`, "orders/s", many.map(paidPerSecond), {
      against: { id: limit.id, rounds: limit.rounds },
    }),
    figure(
      "answered",
      "answers that are the payment, or 503 with Retry-After",
      "of 1",
      many.map((load) => share(load, "processed", LATER)),
      { target: { atLeast: 1 } },
    ),
    figure(
      "later",
      "answers that are 503 with Retry-After",
      "of 1",
      many.map((load) => share(load, LATER)),
    ),
    figure(
      "slowest",
      `the slowest answer at ${CROWD} connections`,
      "ms",
      many.map((load) => load.slowestMs),
      {
        target: { atMost: STRIPE_WAITS_MS },
      },
    ),
  ];
}
