import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../npm-install.mjs";
import { buildServer } from "./build-server.ts";
import { BUILT_SERVER, nodeArguments } from "./node-arguments.ts";

/** Beside the one that may run. */
const folder = path.join("dist", `test-${process.pid}`);

beforeAll(() => buildServer(folder));
afterAll(() => rmSync(path.join(root, folder), { recursive: true }));

function run(args: string[], environment: NodeJS.ProcessEnv = process.env, flags: readonly string[] = []) {
  const main = path.join(folder, path.basename(BUILT_SERVER));
  const { stdout, stderr } = spawnSync(process.execPath, [...nodeArguments(BUILT_SERVER), ...flags, main, ...args], {
    cwd: root,
    env: { ...environment, NODE_ENV: "production", LOG_LEVEL: "info" },
    encoding: "utf8",
  });
  return { stdout, stderr };
}

test("what is built starts without the tools that built it", () => {
  expect(run(["--wroker"]).stderr).toMatch(/^Usage: npm start/);
});

/** As Next does it once it is loaded: Node's own writer of stacks, which knows the maps, is not asked any more. */
const OTHER_WRITER = `data:text/javascript,${encodeURIComponent(
  "Error.prepareStackTrace = (error, frames) => [String(error), ...frames].join('\\n    at ');",
)}`;

test.for([
  ["Node's own writer of stacks", []],
  ["another one, such as Next's", ["--import", OTHER_WRITER]],
] as const)("an error of the built server is logged with its line in our sources, by %s", ([, flags]) => {
  const { stdout } = run(["--worker"], { ...process.env, DATABASE_URL: "postgresql://[" }, flags);

  expect(stdout).toMatch(/at migrateDatabase \(.*src\/db\/migrate\.ts:\d+:\d+\)/);
});

test("a process that only answers loads neither jobs nor e-mails, and no map of a package is kept", () => {
  const loaded = loadedAtStart(path.basename(BUILT_SERVER));

  expect(loaded).toMatch(/function receiveWebhook\(/);
  expect(loaded).not.toMatch(/function (startJobs|sendNextEmail|renderEmail)\(/);
  expect(readdirSync(path.join(root, folder)).filter((file) => /^packages.*\.map$/.test(file))).toEqual([]);
});

/** A file and all that it imports before it runs, as one text. */
function loadedAtStart(file: string, seen = new Set<string>()): string {
  if (seen.has(file)) return "";
  seen.add(file);
  const text = readFileSync(path.join(root, folder, file), "utf8");
  const imported = [...text.matchAll(/^import [^"(]*"\.\/([^"]+)";$/gm)].map(([, name = ""]) => name);
  return [text, ...imported.map((name) => loadedAtStart(name, seen))].join("\n");
}
