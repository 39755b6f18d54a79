import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { isAlive } from "./file-lock.mjs";
import { commandOf } from "./process-command.ts";

/** A PostgreSQL server that runs on a data directory, as its `postmaster.pid` tells. */
export interface Server {
  pid: number;
  port: number;
  status: "ready" | "other";
}

/** The server of this directory, or nothing; a pid file left by a crash counts as nothing. */
export function readServer(dataDir: string): Server | undefined {
  const pidFile = path.join(dataDir, "postmaster.pid");
  const lines = readLines(pidFile);
  const pid = Number(lines[0]);
  if (!pid || !isAlive(pid)) return undefined;

  if (!isPostgresOn(dataDir, pid)) {
    // The number now belongs to another program. PostgreSQL itself only looks whether such a process lives and would refuse to start.
    rmSync(pidFile, { force: true });
    return undefined;
  }
  return { pid, port: Number(lines[3]), status: lines[7]?.trim() === "ready" ? "ready" : "other" };
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
