import path from "node:path";
import { parseArgs } from "node:util";
import { root } from "../npm-install.mjs";

export type Language = "fr" | "en";

export interface LaunchOptions {
  port: number;
  dataDir: string;
  fresh: boolean;
  language: Language;
}

/** A sentence for whoever typed the command; it is printed without a stack. */
export class UsageError extends Error {
  override name = "UsageError";
}

const DEFAULT_PORT = 3000;
const USAGE = `Options: --port 3000 · --data DIR · --fresh · --lang fr|en
With npm they follow two dashes: npm run demo -- --port 4000`;

/** Throws UsageError for an option that does not exist or a value that makes no sense. */
export function readOptions(argv: string[], environment: NodeJS.ProcessEnv): LaunchOptions {
  const values = parse(argv);
  return {
    port: readPort(values.port ?? (environment.PORT || undefined)),
    dataDir: dataDirOf(values.data, environment),
    fresh: values.fresh ?? false,
    language: readLanguage(values.lang, environment),
  };
}

/** Where the embedded parts keep their data; a relative folder starts from where the command was typed. */
export function dataDirOf(given: string | undefined, environment: NodeJS.ProcessEnv): string {
  if (given === undefined || given === "") return path.join(root, ".data");
  return path.resolve(environment.INIT_CWD ?? process.cwd(), given);
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        port: { type: "string" },
        data: { type: "string" },
        fresh: { type: "boolean" },
        lang: { type: "string" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

function readPort(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port <= 65_535) return port;
  throw new UsageError(`--port wants a number from 1 to 65535, not "${text}".\n${USAGE}`);
}

function readLanguage(text: string | undefined, environment: NodeJS.ProcessEnv): Language {
  if (text === "fr" || text === "en") return text;
  if (text !== undefined) throw new UsageError(`--lang wants fr or en, not "${text}".\n${USAGE}`);
  // The school is French: its language unless the machine says another one that we have.
  const machine = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || "";
  return machine.startsWith("en") ? "en" : "fr";
}
