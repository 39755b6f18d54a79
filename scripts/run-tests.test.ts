import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "./npm-install.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(root, "node_modules", ".cache-tests-"));
  writeFileSync(path.join(folder, "vitest.config.ts"), "export default {};");
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function givenTests(files: Record<string, string>): void {
  for (const [name, code] of Object.entries(files)) {
    writeFileSync(path.join(folder, name), `import { beforeAll, describe, expect, test } from "vitest";\n${code}`);
  }
}

function runTests() {
  const args = [path.join(root, "scripts", "run-tests.ts"), "--root", folder, "--config", "vitest.config.ts"];
  const { VITEST: _, ...env } = process.env;
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8", env });
  return { status, lastLine: stdout.trimEnd().split("\n").at(-1) };
}

test("a run that passes says how many tests there were", () => {
  givenTests({ "good.test.ts": 'test("one", () => expect(1).toBe(1)); test("two", () => expect(2).toBe(2));' });

  expect(runTests()).toEqual({ status: 0, lastLine: "2 passed, 0 failed" });
});

test("a test that fails, a hook that fails and a file that cannot be loaded are three failures", () => {
  givenTests({
    "bad.test.ts": 'test("good", () => expect(1).toBe(1)); test("bad", () => expect(1).toBe(2));',
    "hook.test.ts":
      'describe("group", () => { beforeAll(() => { throw new Error("no"); }); test("never", () => expect(1).toBe(1)); });',
    "broken.test.ts": 'import "./missing"; test("never", () => expect(1).toBe(1));',
  });

  expect(runTests()).toEqual({ status: 1, lastLine: "1 passed, 3 failed" });
});

test("a run that finds no test has failed", () => {
  expect(runTests()).toEqual({ status: 1, lastLine: "0 passed, 1 failed" });
});
