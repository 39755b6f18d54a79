import { setTimeout as sleep } from "node:timers/promises";
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from "../embedded-postgres.ts";
import { isAlive } from "../file-lock.mjs";
import { commandOf, parentOf } from "../process-command.ts";
import { type Program, ProgramEnded, type ProgramOptions, startProgram } from "./program.ts";

/** Who stops when: those that use others first. */
const TURNS = ["shop", "service"] as const;
export type Turn = (typeof TURNS)[number];

/** Together they stay below the five seconds within which everything that a demo has started is gone. */
const TIME_TO_STOP_MS: Record<Turn, number> = { shop: 3_700, service: 400 };
const DATABASE_TIME_TO_STOP_MS = 700;
const LOOK_EVERY_MS = 400;
const SAME_REQUEST_MS = 400;
const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface Household {
  /**
   * Starts a program that stays. It is stopped with the others; its unexpected end stops them all, unless the caller
   * knows better what to do then.
   */
  start(options: ProgramOptions, turn: Turn, onDeath?: (death: Death) => void): Program;
  /** Starts a program that ends by itself, and waits for its last lines; refuses when it fails. */
  run(options: ProgramOptions): Promise<string>;
  /** The same for the database, from the moment it begins to start. */
  startDatabase(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres>;
  /** Stops one program, for starting it anew: its end is no accident. */
  replace(program: Program): Promise<void>;
  isStopping(): boolean;
  /** Stops everything and ends this process. */
  stop(code: number): Promise<never>;
}

interface HouseholdOptions {
  /** How long the shop may finish what it is doing. */
  shopTimeToStopMs?: number;
  onStopping?: () => void;
  onStopped?: () => void;
  /** The programs that run now. */
  onChange?: (programs: { pid: number; script: string }[]) => void;
  onDeath?: (death: Death) => void;
}

export interface Death {
  name: string;
  how: string;
  lastLines: string;
  logFile?: string | undefined;
}

/** All that one command has started, and the only way out of it: nothing may stay behind, however it ends. */
export function startHousehold(options: HouseholdOptions = {}): Household {
  const timeToStopMs = {
    ...TIME_TO_STOP_MS,
    ...(options.shopTimeToStopMs === undefined ? {} : { shop: options.shopTimeToStopMs }),
  };
  const members = new Map<Program, Turn>();
  let database: Promise<EmbeddedPostgres | undefined> = Promise.resolve(undefined);
  let stopping: Promise<never> | undefined;

  const stop = (code: number) => {
    stopping ??= stopAll(code);
    return stopping;
  };
  async function stopAll(code: number): Promise<never> {
    options.onStopping?.();
    for (const turn of TURNS) {
      const programs = [...members].filter(([, its]) => its === turn);
      await Promise.all(programs.map(([program]) => program.stop(timeToStopMs[turn])));
    }
    // Asked to stop in the middle of starting, it is not there yet; one that needs longer is left to its guardian.
    const postgres = await Promise.race([database, sleep(DATABASE_TIME_TO_STOP_MS, undefined)]);
    await postgres?.stop({ withinMs: DATABASE_TIME_TO_STOP_MS });
    options.onStopped?.();
    return process.exit(code);
  }

  let askedAt: number | undefined;
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => {
      askedAt ??= performance.now();
      // Asked again: no more patience. One Ctrl-C can arrive twice, from the terminal and from npm.
      if (performance.now() - askedAt > SAME_REQUEST_MS) {
        for (const program of members.keys()) program.kill();
      }
      void stop(0);
    });
  }
  // A closed terminal: there is nobody to tell, and that is no reason to end in the middle of stopping.
  process.stdout.on("error", () => {});
  process.stderr.on("error", () => {});
  watchNpm(() => void stop(0));

  function join(given: ProgramOptions, turn: Turn): Program {
    const program = startProgram(given);
    // Too late: whoever starts it is on a way that stopping has overtaken.
    if (stopping) program.kill();
    members.set(program, turn);
    options.onChange?.(running());
    return program;
  }
  function leave(program: Program): boolean {
    if (!members.delete(program) || stopping) return false;
    options.onChange?.(running());
    return true;
  }
  function stopAfterDeath(death: Death): void {
    options.onDeath?.(death);
    void stop(1);
  }
  const running = () => [...members.keys()].map(({ pid, script }) => ({ pid, script }));

  return {
    stop,
    isStopping: () => stopping !== undefined,
    start(given, turn, onDeath = stopAfterDeath) {
      const program = join(given, turn);
      void program.ended.then(({ code, signal, lastLines }) => {
        if (!leave(program)) return;
        const how = signal ?? `code ${code}`;
        onDeath({ name: program.name, how, lastLines, logFile: given.logFile });
      });
      return program;
    },
    async run(given) {
      const program = join(given, "shop");
      const ending = await program.ended;
      leave(program);
      if (ending.code !== 0) throw new ProgramEnded(given.name, ending);
      return ending.lastLines;
    },
    async replace(program) {
      leave(program);
      await program.stop(timeToStopMs.shop);
    },
    async startDatabase(given) {
      const starting = startEmbeddedPostgres(given);
      database = starting.catch(() => undefined);
      const postgres = await starting;
      void watchDatabase(postgres).then(() => {
        if (stopping) return;
        const how = `process ${postgres.pid}`;
        stopAfterDeath({ name: "PostgreSQL", how, lastLines: postgres.lastLines() });
      });
      return postgres;
    },
  };
}

/**
 * The scripts in package.json begin with `exec`, so that npm's signals reach us and not a shell that keeps them. A
 * shell that stands between all the same ends on SIGTERM, and npm alone on SIGKILL: whichever is gone, nobody is left who would stop us.
 */
function watchNpm(onGone: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const isShell = / -c /.test(commandOf(parent));
  const npm = isShell ? parentOf(parent) : undefined;
  const look = () => {
    if (process.ppid !== parent || (npm !== undefined && !isAlive(npm))) onGone();
  };
  setInterval(look, LOOK_EVERY_MS).unref();
}

async function watchDatabase(postgres: EmbeddedPostgres): Promise<void> {
  // It may have been started by an earlier command, so there is no child to wait for.
  while (isAlive(postgres.pid)) await sleep(LOOK_EVERY_MS, undefined, { ref: false });
}
