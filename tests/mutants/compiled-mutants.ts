import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { CodeGuard } from "./guard.ts";
import { copyTree, mutate } from "./mutated-copy.ts";

/**
 * What the compiler says of text that is no program, or of a name, a module or an export that is not there. That a type got
 * narrower or wider, or a variable is not used any more, comes with taking guards out.
 */
const NO_PROGRAM = /: error TS(?:1\d{3}|2304|2305|2307|2552|2724|18004): /;

/**
 * Tests run without the compiler: a mutant with a slip in it would throw where it stands, and any test would call that noticed.
 * All of them, each as a file of its own beside the one that it changes, are compiled in one go.
 * @throws when one of them is no program.
 */
export function expectMutantsToCompile(root: string, directory: string, guards: CodeGuard[]): void {
  if (guards.length === 0) return;
  copyTree(root, directory);
  const ofFile = new Map<string, CodeGuard>();
  for (const [index, guard] of guards.entries()) {
    const file = guard.file.replace(/(\.tsx?)$/, `.mutant-${index}$1`);
    ofFile.set(file, guard);
    writeFileSync(path.join(directory, file), mutate(readFileSync(path.join(directory, guard.file), "utf8"), guard));
  }
  const { stdout, status } = spawnSync(
    process.execPath,
    [path.join(root, "node_modules/typescript/bin/tsc"), "--noEmit", "--incremental", "false", "--pretty", "false"],
    { cwd: directory, encoding: "utf8", maxBuffer: 100_000_000 },
  );
  rmSync(directory, { recursive: true, force: true });
  if (status === null) throw new Error("the compiler did not end");
  const wrong = stdout
    .split("\n")
    .filter((line) => NO_PROGRAM.test(line))
    .flatMap((line) => {
      const guard = ofFile.get(line.split("(")[0] ?? "");
      return guard === undefined ? [] : [`«${guard.name}»: ${line}`];
    });
  if (wrong.length > 0) throw new Error(`mutants that are no program would prove nothing:\n${wrong.join("\n")}`);
}
