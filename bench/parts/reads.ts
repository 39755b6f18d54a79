import { writeFileSync } from "node:fs";
import path from "node:path";
import { runProgram } from "../../scripts/launch/program";
import { type Figure, figureOf } from "../figure";
import { openClient } from "../load/http-client";
import { type LoadResult, runLoad, warmUp } from "../load/load";
import { measureInRounds, shorter } from "../measure/rounds";
import type { Bench, Part } from "../part";
import { addItemRequest } from "../stock/visitors";

const NAME = "reads";
const DATABASE = "reads";
const CONNECTIONS = 8;
/** Pages are compiled while the first of them are made. */
const WARM_READS = 60;

type Read = {
  id: string;
  what: string;
  path: string;
  cookie?: string;
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
        ours: await measure(web.origin, read, seconds),
        bare: await measure(bare, read, seconds),
      }),
      spell: (load, { path: where }) =>
        `${where} ${load.ours.perSecond.toFixed()}/s, bare Hono ${load.bare.perSecond.toFixed()}/s`,
    });
    return wanted.flatMap((read) => figuresOf(read, measured(read.id)));
  },
};

const JSON_TARGET = { atLeast: 0.5 };

/** A visitor with three things in the cart, and the pages that most visitors see. */
async function chooseReads({ postgres }: Bench, origin: string): Promise<Read[]> {
  const [stage] = await postgres.rows<{ id: string }>(
    DATABASE,
    `select id from stages s where start_date > current_date + 7 and type <> 'DOUBLE'
       and places > 2 + (select count(*) from holds h where h.stage_id = s.id) order by start_date limit 1`,
  );
  if (stage === undefined) throw new Error("the seed has no stage with places left");
  const client = await openClient(origin);
  let cookie: string | undefined;
  try {
    for (let item = 0; item < 3; item += 1) {
      const { status, headers } = await client.ask(addItemRequest({ stageId: stage.id }, cookie));
      if (status !== 201) throw new Error(`the cart was not filled: ${status}`);
      cookie ??= String(headers["set-cookie"]).split(";")[0];
    }
  } finally {
    await client.close();
  }
  if (cookie === undefined) throw new Error("the cart has no cookie");
  return [
    { id: "stages", what: "the stages as JSON", path: "/api/stages", target: JSON_TARGET },
    { id: "baptemes", what: "the baptêmes as JSON", path: "/api/baptemes", target: JSON_TARGET },
    { id: "cart", what: "a cart of three things as JSON", path: "/api/cart", cookie, target: JSON_TARGET },
    { id: "home", what: "the home page", path: "/" },
    { id: "stage", what: "a stage's page", path: `/stages/${stage.id}` },
  ];
}

async function startBareHono({ programs, folder }: Bench, origin: string, wanted: Read[]): Promise<string> {
  const client = await openClient(origin);
  const kept: Record<string, { type: string; base64: string }> = {};
  for (const read of wanted) {
    const { status, headers, body } = await client.ask(requestOf(read));
    if (status !== 200) throw new Error(`${read.path} answers ${status}`);
    kept[read.path] = { type: String(headers["content-type"]), base64: body.toString("base64") };
  }
  await client.close();
  const file = path.join(folder, "answers.json");
  writeFileSync(file, JSON.stringify(kept));
  const started = await programs.start(
    { name: "bare-hono", script: "bench/limits/bare-hono.ts", args: [file], env: { NODE_ENV: "production" } },
    /Bare Hono ready on (\S+)/,
  );
  return started.origin;
}

const requestOf = ({ path: where, cookie }: Read) => ({
  method: "GET" as const,
  path: where,
  headers: { "accept-language": "fr", ...(cookie !== undefined && { cookie }) },
});

async function measure(origin: string, read: Read, seconds: number): Promise<LoadResult> {
  const request = requestOf(read);
  let warm = 0;
  await warmUp({ origin, connections: CONNECTIONS, next: () => (warm++ < WARM_READS ? request : undefined) });
  const load = await runLoad({ origin, connections: CONNECTIONS, seconds, next: () => request });
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
