import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../file-lock.mjs";
import { commandOf } from "../process-command.ts";

/** What a launcher leaves beside its data, so that the next one knows whether it lives, and what it left if not. */
export interface Running {
  pid: number;
  url: string;
  /** The local Stripe, for commands that ask it about payments. */
  stripeApiBase: string | undefined;
  programs: { pid: number; script: string }[];
}

const TIME_TO_STOP_MS = 2_000;
/** What the command line of every launcher holds. */
const LAUNCHERS = /scripts\/(demo|dev|start)\.ts/;

/** The launcher that runs on this data, if it lives. */
export function findRunning(dataDir: string): Running | undefined {
  const running = read(dataDir);
  return running && LAUNCHERS.test(commandOf(running.pid)) ? running : undefined;
}

export function writeRunning(dataDir: string, running: Running): void {
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(fileIn(dataDir), `${JSON.stringify(running, null, 2)}\n`);
}

export function forgetRunning(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true });
}

/** Ends what a killed launcher left. They end by themselves too, but a start that comes at once finds their ports taken. */
export async function endOrphans(dataDir: string, onFound: () => void): Promise<void> {
  const orphans = (read(dataDir)?.programs ?? []).filter(({ pid, script }) =>
    // The number may belong to somebody else by now.
    commandOf(pid).includes(script),
  );
  if (orphans.length > 0) onFound();
  signalGroups(orphans, "SIGTERM");
  const deadline = Date.now() + TIME_TO_STOP_MS;
  while (orphans.some(({ pid }) => isAlive(pid)) && Date.now() < deadline) await sleep(50);
  signalGroups(orphans, "SIGKILL");
  forgetRunning(dataDir);
}

function signalGroups(programs: { pid: number }[], signal: NodeJS.Signals): void {
  for (const { pid } of programs) {
    try {
      process.kill(-pid, signal);
    } catch {
      // It has ended.
    }
  }
}

function read(dataDir: string): Running | undefined {
  if (!existsSync(fileIn(dataDir))) return undefined;
  try {
    // Ours: written above.
    return JSON.parse(readFileSync(fileIn(dataDir), "utf8")) as Running;
  } catch {
    // Killed while writing.
    return undefined;
  }
}

function fileIn(dataDir: string): string {
  return path.join(dataDir, "running.json");
}
