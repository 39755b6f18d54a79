import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { runCampaign } from "../run-campaign";
import { wholeNumber } from "../../../scripts/whole-number";
import { newSummary } from "./summary";
import type { Ask, Heard } from "./teller";

const HELP = `npm run faults -- [--seeds N] [--from S] [--workers K] [--twice] [--no-shrink]
  --seeds N     how many stories (1000)
  --from S      the first one's seed (1); a failing seed repeats with --seeds 1 --from S
  --workers K   processes that tell them (one a core)
  --twice       tells each story twice and compares everything that happened
  --no-shrink   shows a failing story as it was drawn`;

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1000" },
    from: { type: "string", default: "1" },
    workers: { type: "string", default: String(availableParallelism()) },
    twice: { type: "boolean", default: false },
    "no-shrink": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const wanted = {
  seeds: wholeNumber("seeds", values.seeds, HELP),
  from: wholeNumber("from", values.from, HELP),
  workers: wholeNumber("workers", values.workers, HELP),
};

let next = wanted.from;
const summary = newSummary(wanted.seeds);

await runCampaign<Ask, Heard>({
  program: new URL("teller.ts", import.meta.url),
  processes: wanted.workers,
  nextTask: () =>
    next < wanted.from + wanted.seeds ? { seed: next++, twice: values.twice, shrink: !values["no-shrink"] } : null,
  listen: () => ({
    hear: (heard) => {
      summary.add(heard);
      return "done";
    },
  }),
  onDeath: ({ seed }, code) => summary.addCrash(seed, code),
  line: summary.line,
  report: summary.report,
  isClean: summary.isClean,
});
