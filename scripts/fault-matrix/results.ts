import path from "node:path";
import type { Vitest } from "vitest/node";
import type { Result, ResultOf } from "./document.ts";
import { numbersIn, type TaggedTest } from "./read-tagged-tests.ts";

/** What became of the tagged tests in this run; a table of tests passed when all its rows did. */
export function resultsOf(vitest: Vitest, root: string): ResultOf {
  const ran = new Map<string, { name: string; state: string }[]>();
  for (const ofFile of vitest.state.getTestModules()) {
    const file = path.relative(root, ofFile.moduleId).split(path.sep).join("/");
    for (const test of ofFile.children.allTests()) {
      if (numbersIn(test.name).length === 0) continue;
      ran.set(file, [...(ran.get(file) ?? []), { name: test.name, state: test.result().state }]);
    }
  }
  return ({ file, name }: TaggedTest): Result => {
    const pattern = patternOf(name);
    const states = (ran.get(file) ?? []).filter((test) => pattern.test(test.name)).map((test) => test.state);
    if (states.includes("failed")) return "failed";
    return states.includes("passed") ? "passed" : "not run";
  };
}

/** The names that a row of a table gives: `%s` and `$word` stand for anything. */
function patternOf(name: string): RegExp {
  const parts = name.split(/%[sdifjoO#$%]|\$[\w.]+/);
  return new RegExp(`^${parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("[^]*")}$`);
}
