import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { api } from "@/app/api/api";
import { announceStop } from "@/app/api/health";
import { closeDb } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";
import { MINUTE_MS } from "@/lib/clock";
import { type Config, config, ConfigError, publicUrl } from "@/lib/config";
import { describeError, log } from "@/lib/log";
import { openPages, type Pages } from "./pages";
import { closeServer, listen, newServer } from "./server";
import { followDatabaseClock, publicUrlTroubles, warnAboutDurability } from "./startup-checks";

/** Whoever stops us waits a few seconds more before it kills; requests and jobs get most of that. */
const STOP_WITHIN_MS = 3_500;

type Running = {
  server?: Server;
  pages?: Pages;
  jobs?: { stop: () => Promise<void> } | undefined;
  clock?: NodeJS.Timeout;
};

const running: Running = {};
let stopping = false;

for (const fault of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(fault, (error) => {
    // Nobody knows what state this process is in; what it had not committed is rolled back, and the next one goes on.
    log.fatal({ error }, `ends after ${fault}`);
    process.exit(1);
  });
}
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(signal));

try {
  await start();
} catch (error) {
  explain(error);
  process.exit(1);
}

async function start(): Promise<void> {
  const { web, worker } = whatToRun();
  const settings = config();
  for (const trouble of publicUrlTroubles(publicUrl())) log.warn(`PUBLIC_URL: ${trouble}`);
  const work = worker ? await loadWork() : undefined;
  await prepareDatabase(settings);
  if (web) await openShop(settings);
  else if (settings.WORKER_PORT !== undefined) await openWorkerPort(settings, settings.WORKER_PORT);
  else console.log("Envol worker ready");
  running.jobs = work?.();
}

/** A process that only answers keeps no jobs, e-mails and mailer in memory. */
async function loadWork(): Promise<() => { stop: () => Promise<void> }> {
  const [{ startJobs }, { timetable }] = await Promise.all([import("@/lib/jobs"), import("./worker")]);
  return () => startJobs(timetable());
}

function whatToRun(): { web: boolean; worker: boolean } {
  try {
    const { values } = parseArgs({
      options: { web: { type: "boolean", default: false }, worker: { type: "boolean", default: false } },
    });
    return values.web || values.worker ? values : { web: true, worker: true };
  } catch {
    throw new ConfigError("Usage: npm start, or npm start -- --web, or npm start -- --worker");
  }
}

async function prepareDatabase(settings: Config): Promise<void> {
  if (settings.DATABASE_URL === undefined)
    throw new ConfigError("Envol cannot start: DATABASE_URL is missing. See .env.example.");
  try {
    if (settings.MIGRATE === "on") await migrateDatabase(settings.DATABASE_URL);
    await followDatabaseClock();
    await warnAboutDurability();
  } catch (error) {
    log.fatal({ error }, "the database cannot be used");
    throw new ConfigError("Envol cannot start: the database of DATABASE_URL cannot be reached or brought up to date.");
  }
  running.clock = setInterval(() => {
    followDatabaseClock().catch((error: unknown) => log.warn({ error }, "the database's time could not be read"));
  }, MINUTE_MS);
}

async function openShop(settings: Config): Promise<void> {
  const { NODE_ENV, HOST: host, PORT } = settings;
  running.pages = await openPages({ development: NODE_ENV === "development", port: PORT });
  running.server = newServer({ api: api.fetch, pages: running.pages.answer, upgrade: running.pages.upgrade });
  await announce(await listen(running.server, PORT, host), host, "Envol ready on");
}

async function openWorkerPort({ HOST: host }: Config, port: number): Promise<void> {
  running.server = newServer({ api: api.fetch });
  await announce(await listen(running.server, port, host, "WORKER_PORT"), host, "Envol worker ready on");
}

/** Says where it can be reached, once it can. */
async function announce(port: number, host: string, sentence: string): Promise<void> {
  const reachable = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  const url = `http://${reachable}:${port}`;
  const answer = await fetch(`${url}/api/health/live`);
  if (!answer.ok) throw new Error(`the server answers ${answer.status} to its own question`);
  console.log(`${sentence} ${url}`);
}

async function stop(signal: string): Promise<void> {
  // Asked twice, somebody is in a hurry; nothing is lost by it.
  if (stopping) process.exit(1);
  stopping = true;
  log.info({ signal }, "stopping");
  announceStop();
  clearInterval(running.clock);
  const orderly = (async () => {
    await Promise.all([running.server && closeServer(running.server, STOP_WITHIN_MS - 500), running.jobs?.stop()]);
    await running.pages?.close();
    await closeDb();
    return "orderly" as const;
  })();
  const ended = await Promise.race([orderly, sleep(STOP_WITHIN_MS, "cut-off" as const)]);
  // A job cut off here is taken over like that of a worker that died.
  if (ended === "cut-off") log.warn("something was still at work when the time to stop was over");
  process.exit(0);
}

function explain(error: unknown): void {
  if (error instanceof ConfigError) console.error(error.message);
  else console.error("Envol cannot start:", JSON.stringify(describeError(error)));
}
