import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import path from "node:path";

/** How to start a program so that it does not run as root. */
export interface Account {
  /** A command to put in front of the program. */
  prefix: string[];
  /** What `spawn` is told to become. */
  identity: { uid?: number; gid?: number };
  /** Who must own the data directory: PostgreSQL refuses one that belongs to another user. */
  owner: { uid: number; gid: number } | undefined;
}

/** The user without rights that every Linux has. */
const NOBODY = { uid: 65534, gid: 65534 };
const ROOT = { uid: 0, gid: 0 };

/**
 * PostgreSQL refuses to run as root. An ordinary user needs nothing; for root we look for a way that can really
 * read the binaries and write the data directory, because a 0700 folder above them stops most of them.
 *
 * @param dataDir an existing database directory, or the one to be made
 */
export function accountFor(dataDir: string, programs: string[]): Account {
  if (process.getuid?.() !== 0) return { prefix: [], identity: {}, owner: undefined };

  const works = candidates(dataDir).find((account) => reaches(account, dataDir, programs));
  if (works) return works;
  throw new Error(
    `PostgreSQL does not run as root, and no way was found to start it as somebody else below ${dataDir}. ` +
      "Run the command as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.",
  );
}

function candidates(dataDir: string): Account[] {
  const { uid, gid } = statSync(nearestExisting(dataDir));
  // A new user namespace: root outside, an ordinary user inside. The files stay root's and no user has to be made.
  const namespace: Account = {
    prefix: ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"],
    identity: {},
    owner: ROOT,
  };

  if (existsSync(dataDir)) return uid === 0 ? [namespace] : becoming({ uid, gid });
  if (uid === 0) return [namespace, ...becoming(NOBODY)];
  // Root in somebody's folder (a container, sudo): its owner can go everywhere in it, and may use the data later.
  return [...becoming({ uid, gid }), namespace];
}

/** Becoming a user; the second way keeps root's right to pass closed folders, for places where namespaces are forbidden. */
function becoming(user: { uid: number; gid: number }): Account[] {
  const setpriv = [
    "setpriv",
    `--reuid=${user.uid}`,
    `--regid=${user.gid}`,
    "--clear-groups",
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
    "--",
  ];
  return [
    { prefix: [], identity: user, owner: user },
    { prefix: setpriv, identity: {}, owner: user },
  ];
}

function reaches(account: Account, dataDir: string, programs: string[]): boolean {
  const folder = nearestExisting(dataDir);
  // A directory that is not there yet is made by root and handed over: entering the one above it is enough.
  const access = folder === dataDir ? "-w" : "-x";
  const script = `[ "$(id -u)" != 0 ] && test ${access} "$1" && shift && for p; do test -x "$p" || exit 1; done`;
  return run(account, "sh", ["-c", script, "sh", folder, ...programs]).status === 0;
}

function nearestExisting(target: string): string {
  let folder = target;
  while (!existsSync(folder)) folder = path.dirname(folder);
  return folder;
}

/** Runs a program to its end under the account. */
export function run(account: Account, program: string, args: string[]) {
  const [command = program, ...rest] = [...account.prefix, program, ...args];
  return spawnSync(command, rest, {
    cwd: "/",
    encoding: "utf8",
    env: postgresEnvironment(),
    ...account.identity,
  });
}

/** Our own environment without the PG… variables, which would speak of another server. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  const environment = { ...process.env, LC_ALL: "C", TZ: "UTC" };
  for (const name of Object.keys(environment)) {
    if (name.startsWith("PG")) Reflect.deleteProperty(environment, name);
  }
  return environment;
}
