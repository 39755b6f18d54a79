import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";

/** StrykerJS's statuses that tell whether a test noticed; the others (ignored, does not compile) say nothing about the tests. */
const NOTICED = new Set(["Killed", "Timeout"]);
const UNNOTICED = new Set(["Survived", "NoCoverage"]);

export const LEAST_NOTICED_PERCENT = 90;

type StrykerReport = { files: Record<string, { mutants: { status: string }[] }> };
export type RulesFile = { file: string; killed: number; total: number };

/** Every small change of the pure rules, by StrykerJS: how many of each file were noticed. */
export function tryRules(root: string): RulesFile[] {
  const kept = path.join(root, ".data/mutants/rules.json");
  // It ends with 1 for several reasons: a report that stands there afterwards must be this run's.
  rmSync(kept, { force: true });
  const run = spawnSync(
    process.execPath,
    ["scripts/tool.mjs", "mutants", "stryker", "run", "tests/mutants/stryker.config.json"],
    { cwd: root, stdio: ["ignore", "inherit", "inherit"] },
  );
  if (run.status !== 0 && run.status !== 1) throw new Error(`StrykerJS ended with ${run.status ?? run.signal}`);
  // Its own report format (mutation-testing-report-schema), of which two fields are read.
  const report = JSON.parse(readFileSync(kept, "utf8")) as StrykerReport;
  return Object.entries(report.files).map(([file, { mutants }]) => ({
    file,
    killed: mutants.filter(({ status }) => NOTICED.has(status)).length,
    total: mutants.filter(({ status }) => NOTICED.has(status) || UNNOTICED.has(status)).length,
  }));
}

export const percentOf = ({ killed, total }: { killed: number; total: number }): number =>
  total === 0 ? 100 : (100 * killed) / total;
