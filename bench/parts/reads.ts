import { writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import pg from "pg";
import { runProgram } from "../../scripts/launch/program";
import { type Figure, figureOf } from "../figure";
import { type Answer, openClient } from "../load/http-client";
import { type LoadRequest, type LoadResult, runLoad, warmUp } from "../load/load";
import { measureInRounds, shorter } from "../measure/rounds";
import type { Bench, Part } from "../part";
import { addItemRequest } from "../stock/visitors";

const NAME = "reads";
const DATABASE = "reads";
const CONNECTIONS = 8;
/** Pages are compiled while the first of them are made. */
const WARM_READS = 60;
/** Between two writes of somebody else, where a list is read in a shop that is at work. */
const WRITE_EVERY_MS = 5;

type Read = {
  id: string;
  what: string;
  path: string;
  /** Of as many visitors as there are connections. */
  cookies?: string[];
  /** Somebody writes meanwhile, so that no list is the same for long. */
  busy?: true;
  /** The target of JSON; pages have none. */
  target?: { atLeast: number };
};

export const reads: Part = {
  name: NAME,
  title: "Reads of the seed's school: stages, baptêmes, a cart, the home page, a stage's page",
  run: async (bench) => {
    const { postgres, programs, folder } = bench;
    await postgres.renew(DATABASE, postgres.empty);
    const databaseUrl = postgres.url(DATABASE);
    await runProgram({
      name: "seed",
      script: "src/cli/seed.ts",
      args: ["--size", "small"],
      env: { DATABASE_URL: databaseUrl },
      logFile: path.join(folder, "seed.log"),
    });
    const web = await programs.startWeb({ databaseUrl });
    const wanted = await chooseReads(bench, web.origin);
    const bare = await startBareHono(bench, web.origin, wanted);

    const measured = await measureInRounds(shorter(bench), wanted, {
      measure: async ({ seconds }, read) => ({
        ours: await whileWriting(bench, read, () => measure(web.origin, read, seconds)),
        bare: await measure(bare, read, seconds),
      }),
      spell: (load, { what }) =>
        `${what} ${load.ours.perSecond.toFixed()}/s, bare Hono ${load.bare.perSecond.toFixed()}/s`,
    });
    return wanted.flatMap((read) => figuresOf(read, measured(read.id)));
  },
};

const JSON_TARGET = { atLeast: 0.5 };

/** Visitors with three things in their carts, and the pages that most visitors see. */
async function chooseReads({ postgres }: Bench, origin: string): Promise<Read[]> {
  const stages = await postgres.rows<{ id: string }>(
    DATABASE,
    `select id from stages s where start_date > current_date + 7 and type <> 'DOUBLE'
       and places > 2 + (select count(*) from holds h where h.stage_id = s.id) order by start_date limit ${CONNECTIONS}`,
  );
  const [stage] = stages;
  if (stage === undefined || stages.length < CONNECTIONS)
    throw new Error("the seed has too few stages with places left");
  const cookies: string[] = [];
  for (const { id } of stages) cookies.push(await fillCart(origin, id));
  const busy = `while somebody writes every ${WRITE_EVERY_MS} ms`;
  return [
    { id: "stages", what: "the stages as JSON", path: "/api/stages", target: JSON_TARGET },
    { id: "stages-busy", what: `the stages as JSON, ${busy}`, path: "/api/stages", busy: true },
    { id: "baptemes", what: "the baptêmes as JSON", path: "/api/baptemes", target: JSON_TARGET },
    { id: "baptemes-busy", what: `the baptêmes as JSON, ${busy}`, path: "/api/baptemes", busy: true },
    { id: "cart", what: "a cart of three things as JSON", path: "/api/cart", cookies, target: JSON_TARGET },
    { id: "home", what: "the home page", path: "/" },
    { id: "stage", what: "a stage's page", path: `/stages/${stage.id}` },
  ];
}

async function fillCart(origin: string, stageId: string): Promise<string> {
  const client = await openClient(origin);
  let cookie: string | undefined;
  try {
    for (let item = 0; item < 3; item += 1) {
      const { status, headers } = await client.ask(addItemRequest({ stageId }, cookie));
      if (status !== 201) throw new Error(`the cart was not filled: ${status}`);
      cookie ??= String(headers["set-cookie"]).split(";")[0];
    }
  } finally {
    await client.close();
  }
  if (cookie === undefined) throw new Error("the cart has no cookie");
  return cookie;
}

/** The least that somebody else can commit: a transaction's number. It touches no table, but PostgreSQL counts it as any other. */
async function whileWriting<T>({ postgres }: Bench, { busy }: Read, run: () => Promise<T>): Promise<T> {
  if (busy === undefined) return run();
  const writer = new pg.Client({ connectionString: postgres.url(DATABASE), application_name: "bench" });
  await writer.connect();
  let ended = false;
  const writing = (async () => {
    while (!ended) {
      await writer.query("select pg_current_xact_id()");
      await sleep(WRITE_EVERY_MS);
    }
  })();
  try {
    return await run();
  } finally {
    ended = true;
    await writing;
    await writer.end();
  }
}

async function startBareHono({ programs, folder }: Bench, origin: string, wanted: Read[]): Promise<string> {
  const answers = new Map<string, Answer>();
  for (const read of wanted) answers.set(read.path, await answerOf(origin, read));
  const kept = Object.fromEntries(
    [...answers].map(([where, answer]) => [
      where,
      { headers: headersOf(answer), base64: answer.body.toString("base64") },
    ]),
  );
  const file = path.join(folder, "answers.json");
  writeFileSync(file, JSON.stringify(kept));
  const started = await programs.start(
    { name: "bare-hono", script: "bench/limits/bare-hono.ts", args: [file], env: { NODE_ENV: "production" } },
    /Bare Hono ready on (\S+)/,
  );
  for (const read of wanted) {
    const ours = answers.get(read.path);
    const theirs = await answerOf(started.origin, read);
    if (ours === undefined || !theirs.body.equals(ours.body) || !isDeepStrictEqual(headersOf(theirs), headersOf(ours)))
      throw new Error(`bare Hono does not answer ${read.path} as we do`);
  }
  return started.origin;
}

async function answerOf(origin: string, read: Read): Promise<Answer> {
  const client = await openClient(origin);
  const answer = await client.ask(requestsOf(read)());
  await client.close();
  if (answer.status !== 200) throw new Error(`${read.path} answers ${answer.status}`);
  return answer;
}

/** Of the answer itself; these Node writes anew for each, and its length for bytes that it knows. */
const OF_THE_LINE = new Set(["date", "connection", "keep-alive", "transfer-encoding", "content-length"]);

function headersOf({ headers }: Answer): Record<string, string> {
  const told = Object.entries(headers).filter(([name]) => !OF_THE_LINE.has(name));
  return Object.fromEntries(told.map(([name, value]) => [name, String(value)]));
}

/** The visitors take turns. */
function requestsOf({ path: where, cookies = [] }: Read): () => LoadRequest {
  let turn = 0;
  return () => {
    const cookie = cookies[turn++ % CONNECTIONS];
    return {
      method: "GET",
      path: where,
      headers: { "accept-language": "fr", ...(cookie !== undefined && { cookie }) },
    };
  };
}

async function measure(origin: string, read: Read, seconds: number): Promise<LoadResult> {
  const next = requestsOf(read);
  let warm = 0;
  await warmUp({ origin, connections: CONNECTIONS, next: () => (warm++ < WARM_READS ? next() : undefined) });
  const load = await runLoad({ origin, connections: CONNECTIONS, seconds, next });
  if (load.kinds.get("200") !== load.answers)
    throw new Error(`${read.path} was not always answered: ${JSON.stringify(Object.fromEntries(load.kinds))}`);
  return load;
}

function figuresOf({ id, what, target }: Read, slices: { ours: LoadResult; bare: LoadResult }[]): Figure[] {
  const limit = figureOf({
    part: NAME,
    id: `${NAME}-${id}-limit`,
    what: `limit: bare Hono answers ${what} from memory, at 8 connections`,
    unit: "reads/s",
    rounds: slices.map(({ bare }) => bare.perSecond),
  });
  return [
    limit,
    figureOf({
      part: NAME,
      id: `${NAME}-${id}`,
      what: `${what}, at 8 connections`,
      unit: "reads/s",
      rounds: slices.map(({ ours }) => ours.perSecond),
      against: { id: limit.id, rounds: limit.rounds },
      ...(target && { target }),
    }),
    figureOf({
      part: NAME,
      id: `${NAME}-${id}-p99`,
      what: `${what}: 99 of 100 answers within`,
      unit: "ms",
      rounds: slices.map(({ ours }) => ours.p99Ms),
    }),
  ];
}
