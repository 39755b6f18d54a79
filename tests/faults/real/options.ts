import { parseArgs } from "node:util";
import { wholeNumber } from "../../../scripts/whole-number";

export type Options = {
  /** Names of scenarios; empty: all. */
  only: string[];
  seed: number;
  /** Of each program that is killed. */
  kills: number;
  /** How long a scenario without a number of its own makes trouble. */
  seconds: number;
  visitors: number;
  /** The commit whose code is "the old version" of a deploy. */
  old: string | null;
  /** Folders of scenarios that ended well are kept too. */
  keep: boolean;
};

export const USAGE = `npm run faults -- --real [options]
  --only a,b      these scenarios alone (--list names them)
  --seed N        of everything that is drawn by chance (1)
  --kills N       of each of web, worker, sandbox and PostgreSQL (60)
  --seconds N     for which a database or network trouble lasts (60)
  --visitors N    at the same time (5)
  --old COMMIT    the old version of the deploy (the last one before the newest migration)
  --keep          keeps logs and data of scenarios that ended well, too
  --list          what there is`;

export function readOptions(args: readonly string[]): Options | "help" | "list" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", multiple: true, default: [] },
      seed: { type: "string", default: "1" },
      kills: { type: "string", default: "60" },
      seconds: { type: "string", default: "60" },
      visitors: { type: "string", default: "5" },
      old: { type: "string" },
      keep: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  if (values.list) return "list";
  return {
    only: values.only.flatMap((names) => names.split(",")).filter((name) => name !== ""),
    seed: wholeNumber("seed", values.seed, USAGE),
    kills: wholeNumber("kills", values.kills, USAGE),
    seconds: wholeNumber("seconds", values.seconds, USAGE),
    visitors: wholeNumber("visitors", values.visitors, USAGE),
    old: values.old ?? null,
    keep: values.keep,
  };
}
