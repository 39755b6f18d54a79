import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "../npm-install.mjs";
import { nodeArguments } from "./node-arguments.ts";

export interface ProgramOptions {
  /** For people: "web and worker". */
  name: string;
  /** A file of this repository. */
  script: string;
  args?: string[];
  env?: Record<string, string>;
  /** Everything it prints goes there. Without it, its output is ours. */
  logFile?: string;
  /** To the screen as well. */
  echo?: boolean;
  /** Of another copy of this repository, whose code then runs. */
  root?: string;
}

export interface Program {
  name: string;
  script: string;
  pid: number;
  /** Resolves when the process has ended, however. */
  ended: Promise<Ending>;
  /** Resolves with the first group of the pattern as soon as a printed line matches it; refuses when the program ends before. */
  prints(pattern: RegExp): Promise<string>;
  /** SIGTERM, and SIGKILL to it and its children when that takes too long. */
  stop(withinMs: number): Promise<void>;
  kill(): void;
}

export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
  lastLines: string;
}

export class ProgramEnded extends Error {
  override name = "ProgramEnded";
  readonly ending: Ending;

  constructor(program: string, ending: Ending) {
    const { code, signal, lastLines } = ending;
    super(`${program}: ${signal ?? `code ${code}`}${lastLines ? `\n${lastLines}` : ""}`);
    this.ending = ending;
  }
}

const LINES_KEPT = 20;

/** Starts a program that ends with us, however we end. */
export function startProgram(options: ProgramOptions): Program {
  const child = spawn(process.execPath, [...nodeArguments(options.script), options.script, ...(options.args ?? [])], {
    cwd: options.root ?? root,
    env: { ...process.env, ...options.env },
    // Its own process group: Ctrl-C reaches us alone, so that we choose the order in which things stop.
    detached: true,
    stdio: options.logFile === undefined ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"],
  });
  const output = listen(child, options);
  const ended = new Promise<Ending>((resolve) => {
    child.once("error", (error) => resolve({ code: 1, signal: null, lastLines: String(error) }));
    // "close", not "exit": the last words have arrived then.
    child.once("close", (code, signal) => resolve({ code, signal, lastLines: output.lastLines() }));
  });
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  const killGroup = () => signalGroup(child, "SIGKILL");
  // What it had started itself must not outlive it, and would hold its output open.
  child.once("exit", killGroup);

  return {
    name: options.name,
    script: options.script,
    pid: child.pid ?? 0,
    ended,
    prints: (pattern) =>
      Promise.race([
        output.waitFor(pattern),
        ended.then((ending) => Promise.reject(new ProgramEnded(options.name, ending))),
      ]),
    async stop(withinMs) {
      if (!hasEnded()) child.kill("SIGTERM");
      await Promise.race([ended, sleep(withinMs, undefined, { ref: false })]);
      killGroup();
      await ended;
    },
    kill: killGroup,
  };
}

/** Runs a program to its end; refuses with its last lines when it fails. */
export async function runProgram(options: ProgramOptions): Promise<void> {
  const program = startProgram(options);
  const ending = await program.ended;
  if (ending.code !== 0) throw new ProgramEnded(options.name, ending);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody is left in the group.
  }
}

function listen(child: ChildProcess, { logFile, echo }: ProgramOptions) {
  const kept: string[] = [];
  const waiting = new Set<{ pattern: RegExp; found: (match: string) => void }>();
  const log = logFile === undefined ? undefined : openLog(logFile);

  const readLine = (line: string) => {
    kept.push(line);
    if (kept.length > LINES_KEPT) kept.shift();
    for (const one of waiting) {
      const match = one.pattern.exec(line);
      if (!match) continue;
      waiting.delete(one);
      one.found(match[1] ?? match[0]);
    }
  };
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (text: string) => {
      log?.write(text);
      if (echo) process.stdout.write(text);
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      lines.forEach(readLine);
    });
  }
  child.once("close", () => log?.end());

  return {
    lastLines: () => kept.join("\n").trimEnd(),
    waitFor: (pattern: RegExp) =>
      new Promise<string>((found) => {
        waiting.add({ pattern, found });
      }),
  };
}

function openLog(file: string) {
  mkdirSync(path.dirname(file), { recursive: true });
  const log = createWriteStream(file);
  // A full disk must not take the shop down with its log.
  log.on("error", () => {});
  return log;
}
