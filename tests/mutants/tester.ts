import { readFileSync } from "node:fs";
import { createVitest, type TestCase, type TestModule } from "vitest/node";
import type { Answer, Question, Told } from "./verdict.ts";

/** A mutant may make a test hang, a busy machine makes it slow: this tells the one from the other. */
const PATIENCE_MS = 90_000;

/**
 * Vitest in a copy of the tree, kept between mutants: most of what a run of one test file costs is to start it. Asked over the
 * channel to its parent, it answers with what each test came to; each run has a process of its own all the same.
 */
const vitest = await createVitest("test", {
  watch: false,
  project: ["school"],
  maxWorkers: 1,
  reporters: [{}],
  // Beside the copy, and not with the tree's own.
  fsModuleCachePath: ".cache",
});

async function answer({ files, named, bail, changed }: Question): Promise<Answer> {
  for (const file of changed) vitest.invalidateFile(file);
  if (named === undefined) vitest.resetGlobalTestNamePattern();
  else vitest.setGlobalTestNamePattern(patternOf(named));
  for (const project of vitest.projects)
    Object.assign(project.config, { bail: bail ? 1 : 0, testTimeout: PATIENCE_MS });
  vitest.config.bail = bail ? 1 : 0;
  const specifications = await vitest.globTestSpecifications(files);
  // Vitest remembers every run: what an earlier mutant came to must not be taken for this one's.
  for (const project of vitest.projects) vitest.state.clearFiles(project, vitest.state.getPaths());
  const run = await vitest.runTestSpecifications(specifications);
  const asked = new Set(specifications.map(({ moduleId }) => moduleId));
  const modules = run.testModules.filter(({ moduleId }) => asked.has(moduleId));
  return { tests: modules.flatMap((module) => [...module.children.allTests()].map(toldOf)), broken: brokenOf(modules) };
}

/** Vitest tells a name with its groups joined by « > », and looks for it with a space between them. */
const patternOf = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(" > ", "(?: > | )");

function toldOf(test: TestCase): Told {
  const { state, errors } = test.result();
  const [error] = errors ?? [];
  return { name: test.fullName, state, why: error?.message.split("\n")[0] ?? "", inSetUp: isInSetUp(test, error) };
}

type Frame = { method: string; file: string; line: number; column: number };

/** A hook that failed has begun, and neither passed nor was left out. Our sentences that set a test up begin with «given». */
function isInSetUp(test: TestCase, error: { stacks?: Frame[] | undefined } | undefined): boolean {
  if (vitest.state.idMap.get(test.id)?.result?.hooks?.beforeEach === "run") return true;
  const frames = error?.stacks ?? [];
  if (frames.some(({ method }) => SENTENCE.test(method.split(" ").at(-1) ?? ""))) return true;
  // Who hands a promise on as it is does not stand among the frames, but where it was called does.
  const called = frames.findLast(({ file }) => file === test.module.moduleId);
  if (called === undefined) return false;
  const line = readFileSync(called.file, "utf8").split("\n")[called.line - 1] ?? "";
  return SENTENCE.test(line.slice(called.column - 1));
}

const SENTENCE = /^(?:await )?given([A-Z]\w*)?(\(|$)/;

/** A file that cannot be loaded, or a hook around the whole of it: that is not a test which noticed. */
function brokenOf(modules: readonly TestModule[]): string | null {
  const errors = modules.flatMap((module) => [
    ...module.errors(),
    ...[...module.children.allSuites()].flatMap((suite) => suite.errors()),
  ]);
  return errors[0] === undefined ? null : (errors[0].message.split("\n")[0] ?? "");
}

process.on("message", (question: Question) => {
  answer(question).then(
    (told) => process.send?.(told),
    (error: unknown) => process.send?.({ tests: [], broken: String(error) } satisfies Answer),
  );
});
process.on("disconnect", () => process.exit());
process.send?.("ready");
