import { lstatSync, readdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "../../scripts/npm-install.mjs";
import { type Figure, figureOf } from "../figure";
import type { Running } from "../ground/programs";
import { outcomeOf } from "../limits/rivals";
import { oneByOne, runLoad } from "../load/load";
import { canMeasureMemory, residentMib } from "../measure/memory";
import { weighPage } from "../measure/page-weight";
import type { Bench, Part } from "../part";
import { deliveryOf, eventOf } from "../stock/events";
import { installationOf } from "../stock/installation";
import { preparePayableOrders } from "../stock/payable-orders";
import { SHOP_PAGES, slugOf } from "../stock/shop-pages";

const NAME = "footprint";
const DATABASE = "footprint";
/** As many as keep the process busy, so that the many webhooks are soon done. */
const CONNECTIONS = 32;
const STARTS = 3;
const MIB = 1_048_576;

/** Webhooks after which memory is read; `BENCH_WEBHOOKS=1000,10000` is sooner done, and proves less. */
const [FEW = 10_000, MANY = 100_000] = (process.env["BENCH_WEBHOOKS"] ?? "").split(",").filter(Boolean).map(Number);

/** A machine that needs longer for them than this shows its memory after fewer: a whole run shall end in time. */
const MOST_DELIVERING_SECONDS = 240;

/** Signatures are good for five minutes, so events are signed in portions. */
const PORTION = 5_000;

export const footprint: Part = {
  name: NAME,
  title: "Time to start, memory after many webhooks, what a page weighs, what is on the disk",
  run: async (bench) => {
    bench.tell(`preparing ${MANY} orders`);
    await preparePayableOrders(bench.postgres, DATABASE, { carts: MANY });
    const starts = await measureStarts(bench);
    const web = await bench.programs.startWeb({ databaseUrl: bench.postgres.url(DATABASE) });
    // Before the webhooks: of a stock whose activities are still on sale, and of a process that has done nothing else.
    const pages = await weighPages(bench, web);
    const memory = canMeasureMemory() ? await measureMemory(bench, web) : [];
    if (memory.length === 0) bench.note("this system does not tell a process' memory by files.");
    return [...starts, ...memory, ...pages, ...measureDisk(bench)];
  },
};

const once = (id: string, what: string, unit: string, rounds: number[], more: object = {}): Figure =>
  figureOf({ part: NAME, id: `${NAME}-${id}`, what, unit, rounds, ...more });

/** From the command to the line that says where it can be reached, on a database that is up to date. */
async function measureStarts({ postgres, programs, tell }: Bench): Promise<Figure[]> {
  const databaseUrl = postgres.url(DATABASE);
  const seconds: Record<"web" | "worker", number[]> = { web: [], worker: [] };
  for (let start = 0; start < STARTS; start += 1) {
    for (const kind of ["web", "worker"] as const) {
      const from = performance.now();
      const program = await (kind === "web"
        ? programs.startWeb({ databaseUrl })
        : programs.startWorker({ databaseUrl }));
      seconds[kind].push((performance.now() - from) / 1_000);
      await program.stop();
    }
  }
  tell(`started in ${seconds.web.map((value) => value.toFixed(2)).join(", ")} s`);
  return [
    once("start-web", "start of the web process", "s", seconds.web),
    once("start-worker", "start of the worker", "s", seconds.worker),
  ];
}

async function measureMemory(bench: Bench, web: Running): Promise<Figure[]> {
  const atStart = residentMib(web.pid);
  await deliver(bench, web, 0, FEW);
  const afterFew = await atRest(web);
  bench.tell(`${FEW} webhooks: ${afterFew.toFixed()} MiB`);
  const many = await deliver(bench, web, FEW, MANY);
  const afterMany = await atRest(web);
  bench.tell(`${many} webhooks: ${afterMany.toFixed()} MiB`);
  if (many < MANY)
    bench.note(
      `only ${many} of ${MANY} webhooks were delivered in ${MOST_DELIVERING_SECONDS} seconds; memory is read after these.`,
    );

  const few = once("memory-few", `memory of the web process after ${FEW} webhooks`, "MiB", [afterFew]);
  return [
    once("memory-start", "memory of the web process before the first webhook", "MiB", [atStart]),
    few,
    once("memory-many", `memory of the web process after ${many} webhooks`, "MiB", [afterMany], {
      target: { atMost: 300 },
    }),
    once("memory-growth", `memory after ${many} webhooks, against that after ${FEW}`, "MiB", [afterMany], {
      against: { id: few.id, rounds: [afterFew] },
      target: { atMost: 1.1 },
    }),
  ];
}

/** Events `from` + 1 to `to` of the stock, or to the last that there was time for, which it returns. @throws unless each has paid its order. */
async function deliver({ postgres }: Bench, web: Running, from: number, to: number): Promise<number> {
  const installation = await installationOf(postgres, DATABASE);
  const until = performance.now() + MOST_DELIVERING_SECONDS * 1_000;
  for (let done = from; done < to; done += PORTION) {
    if (performance.now() > until) return done;
    const requests = Array.from({ length: Math.min(PORTION, to - done) }, (_, at) =>
      deliveryOf(eventOf(done + at + 1, { installation })),
    );
    const { kinds, answers } = await runLoad({
      origin: web.origin,
      connections: CONNECTIONS,
      seconds: 600,
      next: oneByOne(requests),
      classify: outcomeOf,
    });
    if (kinds.get("processed") !== requests.length || answers !== requests.length)
      throw new Error(`not every event was processed: ${JSON.stringify(Object.fromEntries(kinds))}`);
  }
  return to;
}

/** A moment after the last request: what is kept, not what is in hand. */
async function atRest(web: Running): Promise<number> {
  await sleep(3_000);
  return residentMib(web.pid);
}

const MOST_SCRIPT_KB = 130;

async function weighPages({ tell }: Bench, web: Running): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, address] of Object.entries(SHOP_PAGES)) {
    const { scriptBytes, scriptEncoding, styleBytes, pictureBytes, htmlBytes } = await weighPage(web.origin, address);
    tell(`${name}: ${(scriptBytes / 1_000).toFixed()} kB of JavaScript`);
    const id = slugOf(name);
    figures.push(
      once(
        `script-${id}`,
        `JavaScript of the first load (${nameOf(scriptEncoding)}), ${name}`,
        "kB",
        [scriptBytes / 1_000],
        {
          target: { atMost: MOST_SCRIPT_KB },
        },
      ),
      once(`rest-${id}`, `page, styles and pictures beside it, ${name}`, "kB", [
        (styleBytes + pictureBytes + htmlBytes) / 1_000,
      ]),
    );
  }
  return figures;
}

/** Of a compression, as people call it. */
const nameOf = (encoding: string) => (encoding === "br" ? "Brotli" : encoding);

/** What a container's image would hold of ours; the repository makes none. */
function measureDisk({ note }: Bench): Figure[] {
  note("the repository makes no container image: the sizes of what it would hold are told instead.");
  const sizeOf = (folder: string, left: readonly string[] = []) => bytesBelow(path.join(root, folder), left) / MIB;
  return [
    once("disk-pages", "built pages on the disk (.next without its cache)", "MiB", [sizeOf(".next", ["cache", "dev"])]),
    once("disk-server", "built server on the disk (dist/server)", "MiB", [sizeOf("dist/server")]),
    once("disk-sources", "sources (src)", "MiB", [sizeOf("src")]),
    once("disk-dependencies", "node_modules as npm ci leaves it, Node and PostgreSQL among them", "MiB", [
      sizeOf("node_modules"),
    ]),
  ];
}

function bytesBelow(folder: string, left: readonly string[]): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (left.includes(entry.name)) continue;
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) bytes += bytesBelow(place, []);
    else if (entry.isFile()) bytes += lstatSync(place).size;
  }
  return bytes;
}
