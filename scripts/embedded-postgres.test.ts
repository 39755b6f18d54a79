import { type ChildProcess, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { endEmbeddedPostgres, ensureDatabase, startEmbeddedPostgres } from "./embedded-postgres.ts";
import { isAlive } from "./file-lock.mjs";
import { readServer } from "./postgres-server.ts";

let folder: string;
let dataDir: string;
let emptyCluster: string;
const launchers: ChildProcess[] = [];

beforeAll(async () => {
  emptyCluster = path.join(mkdtempSync(path.join(tmpdir(), "embedded postgres-")), "postgres");
  const postgres = await startEmbeddedPostgres({ dataDir: emptyCluster });
  await postgres.stop();
});
afterAll(() => rmSync(path.dirname(emptyCluster), { recursive: true }));

beforeEach(() => {
  // The space is there on purpose.
  folder = mkdtempSync(path.join(tmpdir(), "embedded postgres-"));
  dataDir = path.join(folder, "data", "postgres");
});
afterEach(async () => {
  for (const launcher of launchers.splice(0)) launcher.kill("SIGKILL");
  await endEmbeddedPostgres(dataDir);
  rmSync(folder, { recursive: true, force: true });
});

test("a server starts in a new folder, keeps its data over a restart, and leaves no process", async () => {
  const first = await startEmbeddedPostgres({ dataDir });
  await query(await ensureDatabase(first, "school"), "create table flights as select 42 as number");
  await first.stop();
  const gone = isAlive(first.pid);

  const second = await startEmbeddedPostgres({ dataDir });
  const rows = await query(second.url("school"), "select number from flights");
  await second.stop();

  expect(gone).toBe(false);
  expect(rows).toEqual([{ number: 42 }]);
  expect(isAlive(second.pid)).toBe(false);
});

test("text is UTF-8 and time is UTC, whatever the machine speaks", async () => {
  givenCluster();
  const postgres = await startEmbeddedPostgres({ dataDir });

  const rows = await query(
    postgres.url("postgres"),
    "select current_setting('server_encoding') as encoding, current_setting('timezone') as zone, upper('élan') as text",
  );

  expect(rows).toEqual([{ encoding: "UTF8", zone: "UTC", text: "ÉLAN" }]);
  await postgres.stop();
});

test("only the data folder is closed to others, not those above it", async () => {
  const postgres = await startEmbeddedPostgres({ dataDir });

  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  expect(statSync(path.dirname(dataDir)).mode & 0o055).toBe(0o055);
  await postgres.stop();
});

test("an initdb that was broken off is done again", async () => {
  const draft = `${dataDir}.new-999999999`;
  mkdirSync(draft, { recursive: true });
  writeFileSync(path.join(draft, "PG_VERSION"), "18\n");

  const postgres = await startEmbeddedPostgres({ dataDir });

  expect(await query(postgres.url("postgres"), "select 1 as one")).toEqual([{ one: 1 }]);
  expect(existsSync(draft)).toBe(false);
  await postgres.stop();
});

test("a pid file whose number belongs to another program now does not stop the start", async () => {
  givenCluster();
  const first = await startEmbeddedPostgres({ dataDir });
  const left = readFileSync(path.join(dataDir, "postmaster.pid"), "utf8");
  await first.stop();
  writeFileSync(path.join(dataDir, "postmaster.pid"), left.replace(/^\d+/, String(process.pid)));

  const second = await startEmbeddedPostgres({ dataDir });

  expect(second.pid).not.toBe(process.pid);
  await second.stop();
});

test("a server that is used by two commands ends with the last of them", async () => {
  givenCluster();
  const other = await givenLauncher();
  const ours = await startEmbeddedPostgres({ dataDir });

  await ours.stop();
  const afterFirst = isAlive(ours.pid);
  other.kill("SIGTERM");

  expect(ours.pid).toBe(other.serverPid);
  expect(afterFirst).toBe(true);
  expect(await endsWithin(5_000, ours.pid)).toBe(true);
});

test("a server whose launcher is killed ends by itself", async () => {
  givenCluster();
  const launcher = await givenLauncher();

  launcher.kill("SIGKILL");

  expect(await endsWithin(5_000, launcher.serverPid)).toBe(true);
});

test("a server that was left behind is found, used and ended", async () => {
  givenCluster();
  const launcher = await givenLauncher();
  launcher.killWithGuardian();
  await sleep(300);

  const postgres = await startEmbeddedPostgres({ dataDir });

  expect(postgres.pid).toBe(launcher.serverPid);
  expect(await query(postgres.url("postgres"), "select 1 as one")).toEqual([{ one: 1 }]);
  await postgres.stop();
  expect(isAlive(launcher.serverPid)).toBe(false);
});

test("data of another version is refused with a sentence that says what to do", async () => {
  givenCluster();
  const postgres = await startEmbeddedPostgres({ dataDir });
  await postgres.stop();
  writeFileSync(path.join(dataDir, "PG_VERSION"), "12\n");

  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/made by PostgreSQL 12 and this is 18.*--fresh/s);
});

test("a throwaway server leaves no files", async () => {
  const postgres = await startEmbeddedPostgres({ dataDir, throwaway: true });

  await postgres.stop();
  const deadline = Date.now() + 5_000;
  while (readdirSync(path.dirname(dataDir)).length > 0 && Date.now() < deadline) await sleep(50);

  expect(readdirSync(path.dirname(dataDir))).toEqual([]);
});

/** Where the making of the data directory is not the matter, a copy is there sooner. */
function givenCluster(): void {
  cpSync(emptyCluster, dataDir, { recursive: true });
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Another process that has started the server, and waits. */
async function givenLauncher() {
  const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(new URL("embedded-postgres.ts", import.meta.url).href)};
    const postgres = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)} });
    process.on("SIGTERM", async () => { await postgres.stop(); process.exit(0); });
    console.log("started");
    setInterval(() => {}, 1000);
  `;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  launchers.push(child);
  await new Promise<void>((resolve) => child.stdout.once("data", () => resolve()));
  const server = readServer(dataDir);
  if (!server) throw new Error("The launcher has started no server.");
  return {
    serverPid: server.pid,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    killWithGuardian() {
      for (const pid of childrenOf(child.pid)) if (pid !== server.pid) process.kill(pid, "SIGKILL");
      child.kill("SIGKILL");
    },
  };
}

function childrenOf(pid: number | undefined): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  return children.trim().split(" ").filter(Boolean).map(Number);
}

async function endsWithin(timeMs: number, pid: number): Promise<boolean> {
  const deadline = Date.now() + timeMs;
  while (isAlive(pid) && Date.now() < deadline) await sleep(50);
  return !isAlive(pid);
}
