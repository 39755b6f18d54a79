import { spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { freePort } from "../../scripts/free-port";
import type { Ground } from "./ground";
import { POOL_SIZE } from "./settings";

export type PgBouncer = { version: string; url: (database: string) => string; close: () => Promise<void> };

/** Debian's is in a folder that is not on everybody's PATH. */
function findPgBouncer(): { program: string; version: string } | undefined {
  for (const program of ["pgbouncer", "/usr/sbin/pgbouncer"]) {
    const asked = spawnSync(program, ["--version"], { encoding: "utf8" });
    const version = /PgBouncer ([\d.]+)/.exec(asked.stdout ?? "")?.[1];
    if (version !== undefined) return { program, version };
  }
  return undefined;
}

/** Of a system where nobody may be root: whom a server becomes that refuses to run as root. */
const NOBODY = 65_534;

/**
 * In transaction mode: a connection of PostgreSQL's is lent for one transaction at a time. The product's time-outs come as startup
 * `options`, which PgBouncer cannot pass on for a connection that it shares, so it is told to ignore them, and they are set for the
 * database instead: see docs/operations/deploy.md. Undefined where this machine has no PgBouncer.
 */
export async function openPgBouncer({ folder, postgres }: Ground): Promise<PgBouncer | undefined> {
  const found = findPgBouncer();
  if (found === undefined) return undefined;
  const port = await freePort();
  const home = path.join(folder, "pgbouncer");
  mkdirSync(home);
  const config = path.join(home, "pgbouncer.ini");
  writeFileSync(config, configuration(postgres.port, port, home, knowsPreparedStatements(found.version)));
  const asRoot = process.getuid?.() === 0;
  if (asRoot) {
    // The bench's folder is closed to others; its file is read before root is given up, and nothing else is needed from there.
    chownSync(home, NOBODY, NOBODY);
    chmodSync(folder, 0o711);
  }
  const child = spawn(found.program, [...(asRoot ? ["--user=nobody"] : []), config], { stdio: "ignore" });
  const url = (database: string) => `postgresql://postgres@127.0.0.1:${port}/${database}`;
  const close = async () => {
    if (child.exitCode !== null) return;
    child.kill("SIGTERM");
    await new Promise((resolve) => child.once("exit", resolve));
  };
  try {
    await untilItAnswers(url("postgres"));
  } catch (error) {
    await close();
    throw error;
  }
  return { version: found.version, url, close };
}

/** From 1.21 on it prepares a client's named statements again on whichever connection it lends. */
function knowsPreparedStatements(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 1 || (major === 1 && minor >= 21);
}

const configuration = (postgresPort: number, port: number, home: string, knowsPrepared: boolean): string => `
[databases]
* = host=127.0.0.1 port=${postgresPort} user=postgres

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${POOL_SIZE * 2}
max_client_conn = 400
ignore_startup_parameters = options,extra_float_digits
${knowsPrepared ? "max_prepared_statements = 200" : ""}
server_tls_sslmode = disable
logfile = ${path.join(home, "pgbouncer.log")}
`;

async function untilItAnswers(url: string): Promise<void> {
  const until = Date.now() + 5_000;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.query("select 1");
      return;
    } catch (error) {
      if (Date.now() > until) throw new Error("PgBouncer does not answer", { cause: error });
      await sleep(50);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
