import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Program, ProgramEnded, type ProgramOptions, startProgram } from "../../../../scripts/launch/program";

/** A program as a service manager keeps it: it starts again when it has ended, and all that it prints is kept. */
export type ManagedProgram = {
  name: string;
  /** Files with all that it has printed, one for each start. */
  logs: string[];
  /** Starts until it says that it is ready. A start that fails is tried again, as a service manager does. */
  start: () => Promise<void>;
  /** `kill -9` of the program and of what it has started. It stays down until `start`. */
  kill: () => Promise<void>;
  /** SIGTERM, and time to stop. */
  stop: () => Promise<void>;
};

type Manner = {
  folder: string;
  ready: RegExp;
  options: () => ProgramOptions;
  /** Told when it ends without having been asked to. */
  complain: (sentence: string) => void;
};

const STARTS = 8;
const BETWEEN_STARTS_MS = 500;
const START_WITHIN_MS = 60_000;
/** Web and worker cut off what is still at work after 3.5 seconds. */
const STOP_WITHIN_MS = 8_000;

export function manage(name: string, { folder, ready, options, complain }: Manner): ManagedProgram {
  const logs: string[] = [];
  let running: Program | undefined;

  async function launch(): Promise<Program> {
    const logFile = path.join(folder, `${name}-${logs.length + 1}.log`);
    logs.push(logFile);
    const program = startProgram({ ...options(), logFile });
    running = program;
    const timer = new AbortController();
    try {
      await Promise.race([
        program.prints(ready),
        sleep(START_WITHIN_MS, undefined, { signal: timer.signal }).then(() => {
          throw new Error(`${name} is not ready after a minute, see ${logFile}`);
        }),
      ]);
    } finally {
      timer.abort();
    }
    void program.ended.then(({ code, signal }) => {
      if (running !== program) return;
      running = undefined;
      complain(`${name} ended by itself (${signal ?? `code ${code}`}), see ${logFile}`);
      void start().catch((error: unknown) => complain(`${name} did not start again: ${String(error)}`));
    });
    return program;
  }

  async function start(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await launch();
        return;
      } catch (error) {
        running?.kill();
        running = undefined;
        if (!(error instanceof ProgramEnded) || attempt === STARTS) throw error;
        await sleep(BETWEEN_STARTS_MS);
      }
    }
  }

  /** From here on its end is our doing. */
  function letGo(): Program | undefined {
    const program = running;
    running = undefined;
    return program;
  }

  return {
    name,
    logs,
    start,
    kill: async () => {
      const program = letGo();
      program?.kill();
      await program?.ended;
    },
    stop: async () => letGo()?.stop(STOP_WITHIN_MS),
  };
}
