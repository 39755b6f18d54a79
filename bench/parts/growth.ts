import { statfsSync } from "node:fs";
import { closeDb, waitForLongStatements } from "@/db/client";
import { type Figure, figureOf } from "../figure";
import type { Running } from "../ground/programs";
import { startStripeStub } from "../limits/shops";
import { outcomeOf } from "../limits/rivals";
import { oneByOne, runLoad } from "../load/load";
import type { LoadRequest } from "../load/load";
import { shorter } from "../measure/rounds";
import type { Bench, Part } from "../part";
import { type Deliveries, openDeliveries } from "../stock/deliveries";
import { prepareGrownSchool, preparePresent } from "../stock/growing-school";
import { cookieOf, createOrderRequest } from "../stock/visitors";
import { type KnownOrder, STAFF_QUESTIONS, type StaffQuestion } from "./staff-questions";

const NAME = "growth";
const PRESENT = "growth_present";
const CONNECTIONS = 8;
const SIZES = [10_000, 100_000, 1_000_000];
/** What a slice uses up at most; one that is faster ends earlier. */
const EVENTS_PER_SECOND = 1_500;
const ORDERS_PER_SECOND = 700;
const TARGET = 0.9;
const WARM = 60;

/** A school of each size, with a web process before it. What slices use up is the same in each. */
type School = { size: number; database: string; web: Running; deliveries: Deliveries; known: KnownOrder };

export const growth: Part = {
  name: NAME,
  title: "Webhook, orders and the staff's questions with 10,000, 100,000 and 1,000,000 paid orders behind",
  run: async (bench) => {
    // The check of all invariants reads for longer than a visitor may wait.
    waitForLongStatements();
    const schools = await openSchools(bench);
    const rounds = new Map<string, Map<number, number[]>>();
    const note = (id: string, size: number, value: number) => {
      const ofSize = rounds.get(id) ?? new Map<number, number[]>();
      rounds.set(id, ofSize.set(size, [...(ofSize.get(size) ?? []), value]));
    };
    // The round 0 is for compilers and caches.
    for (let round = 0; round <= bench.rounds; round += 1) {
      for (const school of inTurn(schools, round)) {
        const webhook = await payOrders(bench, school, round);
        const create = await createOrders(bench, school, round);
        if (round > 0) {
          note("webhook", school.size, webhook);
          note("create", school.size, create);
        }
        bench.tell(
          `round ${round}, ${spell(school.size)} paid: ${webhook.toFixed()} events/s, ${create.toFixed()} orders/s`,
        );
      }
    }
    for (let round = 0; round <= bench.rounds; round += 1)
      for (const school of inTurn(schools, round)) await askStaffQuestions(bench, school, round, note);
    return figuresOf(rounds);
  },
};

/** There and back: whatever the machine does besides then meets the first school as often before as after the last. */
const inTurn = (schools: School[], round: number): School[] => (round % 2 === 0 ? schools : schools.toReversed());

const spell = (size: number): string => size.toLocaleString("en-GB");

async function openSchools(bench: Bench): Promise<School[]> {
  const { postgres, programs, seconds, rounds, tell } = bench;
  const slices = rounds + 1;
  const stripe = await startStripeStub(bench);
  const schools: School[] = [];
  await preparePresent(postgres, PRESENT, {
    payableOrders: slices * ofSlice(EVENTS_PER_SECOND, seconds),
    carts: slices * ofSlice(ORDERS_PER_SECOND, seconds),
  });
  let secondsForEach = 0;
  for (const size of sizes(bench)) {
    if (size * secondsForEach > MOST_PREPARING_SECONDS) {
      bench.note(
        `${spell(size)} paid orders would take longer than ${MOST_PREPARING_SECONDS} seconds to prepare here.`,
      );
      break;
    }
    const database = `growth_${size}`;
    const begun = performance.now();
    await prepareGrownSchool(postgres, database, { present: PRESENT, paidOrders: size });
    const took = (performance.now() - begun) / 1_000;
    secondsForEach = size < ENOUGH_TO_FORETELL ? 0 : took / size;
    tell(`${spell(size)} paid orders prepared in ${took.toFixed()} s`);
    const [known] = await postgres.rows<KnownOrder>(database, A_PAID_ORDER);
    if (known === undefined) throw new Error(`${database} has no paid order`);
    schools.push({
      size,
      database,
      web: await programs.startWeb({ databaseUrl: postgres.url(database), stripeUrl: stripe.origin }),
      deliveries: await openDeliveries(postgres, database),
      known,
    });
  }
  return schools;
}

/** A machine that would still be at it after this would keep nobody's patience for the rest of the run either. */
const MOST_PREPARING_SECONDS = 300;
/** Of fewer, most of the time goes into what every size begins with. */
const ENOUGH_TO_FORETELL = 100_000;

/** All three; `BENCH_GROWTH=10000,100000` leaves the million out, and so does a disk without room for it and its log. */
function sizes({ folder, note }: Bench): number[] {
  const wanted = process.env["BENCH_GROWTH"]?.split(",").map(Number) ?? SIZES;
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize > ROOM_FOR_A_MILLION) return wanted;
  note("the disk has no room for a million paid orders (20 GB with the write-ahead log): they are left out.");
  return wanted.filter((size) => size < 1_000_000);
}

const ROOM_FOR_A_MILLION = 20e9;

const ofSlice = (perSecond: number, seconds: number): number => WARM + perSecond * seconds;

const A_PAID_ORDER = `
  select o.id, o.number, o.customer->>'email' as email, l.stage_id as "stageId"
  from orders o join order_lines l on l.order_id = o.id
  where o.status = 'PAID' and l.stage_id is not null order by o.created_at desc offset 1000 limit 1`;

const secondsOf = (bench: Bench, round: number): number => (round === 0 ? shorter(bench) : bench).seconds;

async function payOrders(bench: Bench, school: School, round: number): Promise<number> {
  const count = ofSlice(EVENTS_PER_SECOND, bench.seconds);
  const requests = school.deliveries(count, round * count);
  return measure(secondsOf(bench, round), school, requests, outcomeOf, "processed");
}

async function createOrders(bench: Bench, school: School, round: number): Promise<number> {
  const count = ofSlice(ORDERS_PER_SECOND, bench.seconds);
  const first = (bench.rounds + 1) * ofSlice(EVENTS_PER_SECOND, bench.seconds) + round * count;
  const requests = Array.from({ length: count }, (_, at) => createOrderRequest(cookieOf(first + at + 1)));
  return measure(secondsOf(bench, round), school, requests, String, "201");
}

/** @throws when an answer is another than the one that is wanted. */
async function measure(
  seconds: number,
  { web }: School,
  requests: LoadRequest[],
  classify: (status: number, body: Buffer) => string,
  wanted: string,
): Promise<number> {
  const slice = { origin: web.origin, connections: CONNECTIONS, classify };
  const warm = await runLoad({ ...slice, seconds: 60, next: oneByOne(requests.slice(0, WARM)) });
  const load = await runLoad({ ...slice, seconds, next: oneByOne(requests.slice(WARM)) });
  for (const { kinds, answers } of [warm, load])
    if (kinds.get(wanted) !== answers)
      throw new Error(`not every answer was «${wanted}»: ${JSON.stringify(Object.fromEntries(kinds))}`);
  return load.perSecond;
}

type Note = (id: string, size: number, value: number) => void;

/** In this process, on one connection after the other: what is compared is the database's work. */
async function askStaffQuestions({ postgres, tell }: Bench, school: School, round: number, note: Note): Promise<void> {
  process.env["DATABASE_URL"] = postgres.url(school.database);
  await closeDb();
  try {
    for (const question of STAFF_QUESTIONS) {
      // What reads every row takes its time: its figure is of a single round.
      if (question.readsAll && round !== 1) continue;
      if (school.size > (question.mostOrders ?? Infinity)) continue;
      const speed = await speedOf(question, school);
      if (round > 0) note(question.id, school.size, speed);
    }
    tell(`round ${round}, ${spell(school.size)} paid: staff's questions asked`);
  } finally {
    await closeDb();
  }
}

/** Long enough for what the machine does in one moment to weigh little. */
const ASKING_SECONDS = 0.3;

async function speedOf(question: StaffQuestion, { known, size }: School): Promise<number> {
  const from = performance.now();
  const soFar = () => (performance.now() - from) / 1_000;
  let times = 0;
  do {
    await question.ask(known);
    times += 1;
  } while (!question.readsAll && soFar() < ASKING_SECONDS);
  return (question.readsAll ? size : times) / soFar();
}

function figuresOf(rounds: Map<string, Map<number, number[]>>): Figure[] {
  const measured = [
    { id: "webhook", what: "webhook to paid order", unit: "events/s" },
    { id: "create", what: "orders, Stripe's answer being free", unit: "orders/s" },
    ...STAFF_QUESTIONS.map(({ id, what, readsAll }) => ({ id, what, unit: readsAll ? "orders/s" : "answers/s" })),
  ];
  return measured.flatMap(({ id, what, unit }) => {
    const ofSizes = [...(rounds.get(id) ?? [])].toSorted(([one], [other]) => one - other);
    const [smallest, smallestRounds] = ofSizes[0] ?? [];
    return ofSizes.map(([size, values]) =>
      figureOf({
        part: NAME,
        id: `${NAME}-${id}-${size}`,
        what: `${what}, ${spell(size)} paid orders`,
        unit,
        rounds: values,
        ...(size !== smallest &&
          smallestRounds && { against: { id: `${NAME}-${id}-${smallest}`, rounds: smallestRounds } }),
        ...(size === 1_000_000 && { target: { atLeast: TARGET } }),
      }),
    );
  });
}
