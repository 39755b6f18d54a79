import { parseCLI, startVitest, type TestCase, type Vitest } from "vitest/node";

/**
 * `npm test`: all tests, or those that the arguments name as for vitest itself. The last line sums up in words
 * that another program can read: "N passed, N failed".
 */
const { filter, options } = parseCLI(["vitest", "run", ...process.argv.slice(2)]);

let passed = 0;
let failed = 0;
try {
  const vitest = await startVitest("test", filter, { ...options, watch: false, run: true });
  passed = countTests(vitest, "passed");
  failed = countTests(vitest, "failed") + countOtherFailures(vitest);
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
