import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { commandOf } from "./process-command.ts";

/** A PostgreSQL server that runs on a data directory, as its `postmaster.pid` tells. */
export interface Server {
  pid: number;
  port: number;
  status: "ready" | "other";
}

/** Higher than any process number that a system hands out. */
const NOBODYS_PID = 2_147_483_646;

/** The server of this directory, or nothing; a pid file left by a crash counts as nothing. */
export function readServer(dataDir: string): Server | undefined {
  const lines = readLines(pidFile(dataDir));
  const pid = Number(lines[0]);
  if (!pid || !isPostgresOn(dataDir, pid)) return undefined;
  return { pid, port: Number(lines[3]), status: lines[7]?.trim() === "ready" ? "ready" : "other" };
}

/**
 * PostgreSQL does not start while a process with the number in the pid file exists, even if that is another program by
 * now, or one that has ended and that nobody has waited for. Such a number is taken out.
 *
 * The file itself stays: by its last lines PostgreSQL finds out whether sessions of the dead server still live.
 */
export function disownPidFile(dataDir: string): void {
  const [first, ...rest] = readLines(pidFile(dataDir));
  const pid = Number(first);
  if (!pid || rest.length === 0 || !existsForPostgres(pid) || isPostgresOn(dataDir, pid)) return;
  writeFileSync(pidFile(dataDir), [NOBODYS_PID, ...rest].join("\n"));
}

function existsForPostgres(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function pidFile(dataDir: string): string {
  return path.join(dataDir, "postmaster.pid");
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}

function isPostgresOn(dataDir: string, pid: number): boolean {
  const command = commandOf(pid);
  return command.includes("postgres") && command.includes(dataDir);
}
