import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { nodeArguments } from "../../scripts/launch/node-arguments";
import type { ProgramOptions } from "../../scripts/launch/program";
import { root } from "../../scripts/npm-install.mjs";

export type StartedProgram = {
  pid: number;
  /** What the pattern's first group found. */
  found: string;
  stop: () => Promise<void>;
};

type Options = Pick<ProgramOptions, "name" | "script" | "args" | "env"> & { logFile: string };

const LOOK_EVERY_MS = 20;
const START_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 8_000;
const LAST_LINES = 20;

/**
 * Starts a program that ends with us, and waits until it says that it is ready. What it prints goes to the file without passing
 * through us, as `startProgram` of the launcher would do it: reading a line of log for each event would take CPU from the load.
 */
export async function startForMeasuring(options: Options, ready: RegExp): Promise<StartedProgram> {
  const log = openSync(options.logFile, "w");
  const child = spawn(process.execPath, [...nodeArguments(options.script), options.script, ...(options.args ?? [])], {
    cwd: root,
    env: { ...process.env, ...options.env },
    // Its own process group: Ctrl-C reaches us alone, so that we choose the order in which things stop.
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()).once("error", () => resolve()));
  const { pid } = child;
  const hasEnded = () => pid === undefined || child.exitCode !== null || child.signalCode !== null;
  const stop = async () => {
    if (!hasEnded()) child.kill("SIGTERM");
    await Promise.race([ended, sleep(STOP_WITHIN_MS, undefined, { ref: false })]);
    endGroup(pid);
  };

  const until = performance.now() + START_WITHIN_MS;
  for (;;) {
    const printed = readFileSync(options.logFile, "utf8");
    const match = ready.exec(printed);
    if (match !== null && pid !== undefined) return { pid, found: match[1] ?? match[0], stop };
    if (hasEnded() || performance.now() > until) {
      await stop();
      throw new Error(`${options.name} did not start:\n${printed.trimEnd().split("\n").slice(-LAST_LINES).join("\n")}`);
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/** What it had started itself must not outlive it. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nobody is left in the group.
  }
}
