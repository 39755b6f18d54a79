import { parseArgs } from "node:util";
import { wholeNumber } from "../scripts/whole-number";

export type Options = {
  /** Names of parts; empty: all. */
  only: string[];
  compare: string | null;
  rounds: number;
  /** Of one timed slice. */
  seconds: number;
};

const DEFAULT_ROUNDS = "3";
const DEFAULT_SECONDS = "2";

export const USAGE = `npm run bench -- [options]
  --only a,b       these parts alone (--list names them)
  --compare FILE   afterwards, says what moved by more than the spread since the run that wrote FILE
  --rounds N       how often each slice is measured (${DEFAULT_ROUNDS})
  --seconds N      length of a slice (${DEFAULT_SECONDS})
  --list           what there is`;

export function readOptions(args: readonly string[]): Options | "help" | "list" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", multiple: true, default: [] },
      compare: { type: "string" },
      rounds: { type: "string", default: DEFAULT_ROUNDS },
      seconds: { type: "string", default: DEFAULT_SECONDS },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  if (values.list) return "list";
  return {
    only: values.only.flatMap((names) => names.split(",")).filter((name) => name !== ""),
    compare: values.compare ?? null,
    rounds: wholeNumber("rounds", values.rounds, USAGE),
    seconds: wholeNumber("seconds", values.seconds, USAGE),
  };
}
