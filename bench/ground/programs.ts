import path from "node:path";
import { freePort } from "../../scripts/free-port";
import { ensureBuild } from "../../scripts/launch/build";
import { BUILT_SERVER } from "../../scripts/launch/node-arguments";
import type { ProgramOptions } from "../../scripts/launch/program";
import { SECRETS, settingsOf } from "./settings";
import { startForMeasuring, type StartedProgram } from "./start-program";

/** A program that runs and answers, until it is stopped or the run ends. */
export type Running = {
  /** `http://127.0.0.1:…`, or empty for a program that does not listen. */
  origin: string;
  pid: number;
  stop: () => Promise<void>;
};

export type Wanted = {
  databaseUrl: string;
  /** Of the sandbox or a stub; nothing that a part measures should ask Stripe when it names none. */
  stripeUrl?: string;
  smtpUrl?: string;
  /** On top of the bench's own. */
  settings?: Record<string, string>;
};

export type Programs = {
  /** The shop as production runs it: API and pages, without jobs. */
  startWeb: (wanted: Wanted) => Promise<Running>;
  /** The jobs. */
  startWorker: (wanted: Wanted) => Promise<Running>;
  /** The local Stripe; tells nobody of its events unless `webhookUrl` says whom. */
  startSandbox: (options?: { webhookUrl?: string }) => Promise<Running>;
  /** A program of the bench's own. `ready` finds its origin in what it prints. */
  start: (options: Pick<ProgramOptions, "name" | "script" | "args" | "env">, ready: RegExp) => Promise<Running>;
  close: () => Promise<void>;
};

/** Where nobody listens: a part that asks Stripe without meaning to fails at once. */
const NOWHERE = "http://127.0.0.1:9";

export function openPrograms(folder: string): Programs {
  const running = new Set<StartedProgram>();
  let started = 0;

  const start: Programs["start"] = async (options, ready) => {
    started += 1;
    const program = await startForMeasuring(
      { ...options, logFile: path.join(folder, `${options.name}-${started}.log`) },
      ready,
    );
    running.add(program);
    return {
      origin: program.found.startsWith("http") ? program.found : "",
      pid: program.pid,
      stop: async () => {
        running.delete(program);
        await program.stop();
      },
    };
  };
  const environmentOf = ({ databaseUrl, stripeUrl = NOWHERE, smtpUrl, settings }: Wanted, port: number) => ({
    ...settingsOf({ port, databaseUrl, stripeUrl, ...(smtpUrl !== undefined && { smtpUrl }) }),
    ...settings,
  });

  return {
    start,
    startWeb: async (wanted) => {
      await ensureBuild({ logFile: path.join(folder, "build.log") });
      const env = environmentOf(wanted, await freePort());
      return start({ name: "web", script: BUILT_SERVER, args: ["--web"], env }, /Envol ready on (\S+)/);
    },
    startWorker: (wanted) =>
      start(
        { name: "worker", script: BUILT_SERVER, args: ["--worker"], env: environmentOf(wanted, 0) },
        /Envol worker ready/,
      ),
    startSandbox: async ({ webhookUrl } = {}) => {
      const args = {
        port: String(await freePort()),
        data: path.join(folder, `stripe-${started}`),
        "settle-delay": "3",
        "webhook-secret": SECRETS.webhookSecret,
        ...(webhookUrl !== undefined && { "webhook-url": webhookUrl }),
      };
      return start(
        {
          name: "sandbox",
          script: "sandbox/main.ts",
          args: Object.entries(args).flatMap(([option, value]) => [`--${option}`, value]),
        },
        /Stripe sandbox ready on (\S+)/,
      );
    },
    close: async () => {
      await Promise.all([...running].map((program) => program.stop()));
      running.clear();
    },
  };
}
