import { spawn } from "node:child_process";

/**
 * `npm run faults`: the campaigns of the fault simulator. Seeded stories unless `--real` (real processes killed under load) or
 * `--hostile` (fuzzing of every route) is among the arguments; the others go to the campaign, which explains them by `--help`.
 */
const CAMPAIGNS: Record<string, string> = {
  "--real": "tests/faults/real/campaign.ts",
  "--hostile": "tests/faults/hostile/campaign.ts",
};
const given = process.argv.slice(2);
const kind = given.find((argument) => Object.hasOwn(CAMPAIGNS, argument));
const campaign = (kind === undefined ? undefined : CAMPAIGNS[kind]) ?? "tests/faults/simulation/campaign.ts";

const child = spawn(
  process.execPath,
  ["--import", import.meta.resolve("tsx"), campaign, ...given.filter((argument) => argument !== kind)],
  { stdio: "inherit" },
);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
