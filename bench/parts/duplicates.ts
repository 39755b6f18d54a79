import { figureOf } from "../figure";
import { outcomeOf, warmCount } from "../limits/rivals";
import { type LoadResult, oneByOne, runLoad, warmUp } from "../load/load";
import { expectInvariants } from "../measure/invariants";
import { measureInRounds } from "../measure/rounds";
import { expectPaid } from "../measure/slice";
import type { Bench, Part } from "../part";
import { openPayableShop, type PayableShop } from "../stock/payable-shop";

const NAME = "duplicates";
const CONNECTIONS = 8;
const COPIES = 5;
/** More events a second than this are not first deliveries of ours; a slice that uses them up ends earlier, and says so. */
const MOST_PER_SECOND = 3_000;

type Round = { first: LoadResult; again: LoadResult; storm: LoadResult };

export const duplicates: Part = {
  name: NAME,
  title: "The same event again, and five copies of each at the same time",
  run: async (bench) => {
    const shop = await openPayableShop(bench, { name: NAME, orders: MOST_PER_SECOND * bench.seconds });
    const measured = await measureInRounds(bench, [{ id: NAME }], {
      measure: (slice) => measureRound(slice, shop),
      spell: ({ first, again, storm }) =>
        `first ${first.perSecond.toFixed()}/s, again ${again.perSecond.toFixed()}/s, storm ${storm.perSecond.toFixed()}/s`,
    });
    await expectInvariants(bench, shop.database);
    return figuresOf(measured(NAME));
  },
};

/** First deliveries; the same ones again, each five times; then, from fresh data, new ones in five copies at once. */
async function measureRound(bench: Bench, { web, database, stock, orders, deliveries }: PayableShop): Promise<Round> {
  const { postgres, seconds } = bench;
  const warm = warmCount(CONNECTIONS);
  const load = { origin: web.origin, connections: CONNECTIONS, seconds, classify: outcomeOf };

  const renewed = async () => {
    await postgres.renew(database, stock);
    await warmUp({ ...load, next: oneByOne(deliveries(warm)) });
  };
  await renewed();
  const first = await runLoad({ ...load, next: oneByOne(deliveries(orders - warm, warm)) });
  expectOnly(first, { processed: first.answers });
  await expectPaid(bench, database, warm + first.answers);

  const delivered = deliveries(first.answers, warm);
  const again = await runLoad({ ...load, next: oneByOne(copiesOf(delivered)) });
  expectOnly(again, { duplicate: again.answers });
  await expectPaid(bench, database, warm + first.answers);

  await renewed();
  // One connection for each copy: those of an event leave together, and meet in the database.
  const storm = await runLoad({
    ...load,
    connections: CONNECTIONS * COPIES,
    next: oneByOne(copiesOf(deliveries(orders - warm, warm))),
  });
  const paid = Math.ceil(storm.answers / COPIES);
  expectOnly(storm, { processed: paid, duplicate: storm.answers - paid });
  await expectPaid(bench, database, warm + paid);
  return { first, again, storm };
}

const copiesOf = <T>(items: readonly T[]): T[] => items.flatMap((item) => Array.from({ length: COPIES }, () => item));

/** @throws when the answers are others than these. */
function expectOnly({ kinds }: LoadResult, expected: Record<string, number>): void {
  const found = Object.fromEntries(kinds);
  const names = new Set([...Object.keys(found), ...Object.keys(expected)]);
  for (const name of names)
    if ((found[name] ?? 0) !== (expected[name] ?? 0))
      throw new Error(`answers were to be ${JSON.stringify(expected)}, and are ${JSON.stringify(found)}`);
}

function figuresOf(measured: Round[]) {
  const first = measured.map((round) => round.first.perSecond);
  const against = { id: `${NAME}-first`, rounds: first };
  return [
    figureOf({
      part: NAME,
      id: `${NAME}-first`,
      what: "first deliveries at 8 connections",
      unit: "events/s",
      rounds: first,
    }),
    figureOf({
      part: NAME,
      id: `${NAME}-again`,
      what: "events that are processed already, five times each, at 8 connections",
      unit: "events/s",
      rounds: measured.map((round) => round.again.perSecond),
      against,
      target: { atLeast: 3 },
    }),
    figureOf({
      part: NAME,
      id: `${NAME}-again-p99`,
      what: "99 of 100 answers to them within",
      unit: "ms",
      rounds: measured.map((round) => round.again.p99Ms),
    }),
    figureOf({
      part: NAME,
      id: `${NAME}-storm`,
      what: "orders paid while each event comes in five copies at once, on 40 connections",
      unit: "orders/s",
      rounds: measured.map(({ storm }) => (storm.kinds.get("processed") ?? 0) / storm.elapsedSeconds),
      against,
    }),
    figureOf({
      part: NAME,
      id: `${NAME}-storm-p99`,
      what: "99 of 100 answers to the five copies within",
      unit: "ms",
      rounds: measured.map(({ storm }) => storm.p99Ms),
    }),
  ];
}
