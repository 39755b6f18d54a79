import { type Figure, figureOf } from "../figure";
import { outcomeOf, warmCount } from "../limits/rivals";
import type { Answer } from "../load/http-client";
import { type LoadResult, oneByOne, runLoad, warmUp } from "../load/load";
import { expectInvariants } from "../measure/invariants";
import { measureInRounds } from "../measure/rounds";
import { expectPaid } from "../measure/slice";
import type { Bench, Part } from "../part";
import { openPayableShop, type PayableShop } from "../stock/payable-shop";

const NAME = "crowd";
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
    const shop = await openPayableShop(bench, { name: NAME, orders: MOST_PER_SECOND * bench.seconds });
    const measured = await measureInRounds(bench, [USUAL, CROWD].map(crowdOf), {
      measure: (slice, { connections }) => measure(slice, shop, connections),
      spell: (load, { connections }) =>
        `${connections} connections: ${paidPerSecond(load).toFixed()}/s paid, slowest answer ${load.slowestMs.toFixed()} ms`,
      warm: ({ connections }) => connections === USUAL,
    });
    await expectInvariants(bench, shop.database);
    return figuresOf(measured(crowdOf(USUAL).id), measured(crowdOf(CROWD).id));
  },
};

const crowdOf = (connections: number) => ({ id: String(connections), connections });

async function measure(bench: Bench, shop: PayableShop, connections: number): Promise<LoadResult> {
  const { web, database, stock, orders, deliveries } = shop;
  const { origin } = web;
  await bench.postgres.renew(database, stock);
  const warm = warmCount(USUAL);
  await warmUp({ origin, connections: USUAL, next: oneByOne(deliveries(warm)) });
  const next = oneByOne(deliveries(orders - warm, warm));
  const load = await runLoad({ origin, connections, seconds: bench.seconds, next, classify });
  await expectPaid(bench, database, warm + (load.kinds.get("processed") ?? 0));
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
