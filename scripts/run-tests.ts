import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseCLI, startVitest, type TestCase, type Vitest } from "vitest/node";
import { DOCUMENT, faultMatrix } from "./fault-matrix/document.ts";
import { findTroubles } from "./fault-matrix/find-troubles.ts";
import { readTaggedTests } from "./fault-matrix/read-tagged-tests.ts";
import { resultsOf } from "./fault-matrix/results.ts";
import { root } from "./npm-install.mjs";

/**
 * `npm test`: all tests, or those that the arguments name as for vitest itself. The last line sums up in words
 * that another program can read: "N passed, N failed".
 * A run of all of them also compares the page about the fault cases with what it saw, or writes it (`npm run fault-matrix`).
 */
const WRITE = "--write-fault-matrix";
const writing = process.argv.includes(WRITE);
const chosen = process.argv.slice(2).filter((argument) => argument !== WRITE);
if (writing && chosen.length > 0) throw new Error("The fault matrix is written from a run of all tests.");
const { filter, options } = parseCLI(["vitest", "run", ...chosen]);

let passed = 0;
let failed = 0;
try {
  const vitest = await startVitest("test", filter, { ...options, watch: false, run: true });
  passed = countTests(vitest, "passed");
  failed = countTests(vitest, "failed") + countOtherFailures(vitest);
  if (chosen.length === 0) failed += await tellFaultMatrix(vitest);
  await vitest.close();
} catch (error) {
  console.error(error);
  failed += 1;
}
// Nothing ran: a wrong path or an empty project is not a success.
if (passed + failed === 0) failed = 1;
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : (process.exitCode ?? 0));

function countTests(vitest: Vitest, state: ReturnType<TestCase["result"]>["state"]): number {
  return vitest.state.getTestModules().flatMap((module) => [...module.children.allTests(state)]).length;
}

/** What fails without being a test: files that cannot be loaded, hooks around a whole file or group, stray rejections. */
function countOtherFailures(vitest: Vitest): number {
  const modules = vitest.state.getTestModules();
  const suites = modules.flatMap((module) => [...module.children.allSuites()]);
  const broken = [...modules, ...suites].filter((entry) => entry.errors().length > 0);
  return broken.length + vitest.state.getUnhandledErrors().length;
}

/** Returns 1 when a fault case has no test that passed, or the page about them says otherwise than this run. */
async function tellFaultMatrix(vitest: Vitest): Promise<number> {
  // Only here: a run of a few tests must not depend on the whole list of cases.
  const { FAULT_CASES: cases } = await import("../tests/faults/cases.ts");
  const tests = readTaggedTests(root);
  const resultOf = resultsOf(vitest, root);
  const page = path.join(root, DOCUMENT);
  if (writing) writeFileSync(page, faultMatrix(cases, tests, resultOf));
  const document = existsSync(page) ? readFileSync(page, "utf8") : "";
  const troubles = findTroubles({ cases, tests, document }, resultOf);
  for (const trouble of troubles) console.error(`Fault matrix: ${trouble}`);
  return troubles.length > 0 ? 1 : 0;
}
