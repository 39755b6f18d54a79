import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { root } from "./npm-install.mjs";

/** `npm run check`: everything about the sources that a machine can hold. All of it, so that one run shows all that is to do. */
const NODE = process.execPath;
const TOOL = ["scripts/tool.mjs", "check"];
const next = createRequire(import.meta.url).resolve("next/dist/bin/next");

const CHECKS: { name: string; command: string[] }[] = [
  // Next writes the types of the pages' addresses, without which a fresh clone does not type-check.
  { name: "types of the routes", command: [next, "typegen"] },
  { name: "types", command: ["node_modules/typescript/bin/tsc", "--noEmit"] },
  {
    name: "lint and import rules",
    command: [...TOOL, "oxlint", "--type-aware", "--deny-warnings"],
  },
  { name: "the import rules say no", command: ["scripts/check/planted-breaches.ts"] },
  { name: "format", command: [...TOOL, "oxfmt", "--check"] },
  { name: "nothing unused", command: [...TOOL, "knip", "--no-progress"] },
  { name: "every fault case has its tests and its row", command: ["scripts/check/fault-matrix.ts"] },
  { name: "migrations agree with the schema", command: ["scripts/check/migrations.ts"] },
];

const failed = CHECKS.filter(({ name, command }) => !passes(name, command));
console.log(
  failed.length === 0
    ? `\nAll ${CHECKS.length} checks passed.`
    : `\nFailed: ${failed.map(({ name }) => name).join(", ")}.`,
);
process.exit(failed.length === 0 ? 0 : 1);

function passes(name: string, command: string[]): boolean {
  const begun = performance.now();
  const answer = spawnSync(NODE, command, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
    maxBuffer: 64 * 1024 * 1024,
  });
  const passed = answer.status === 0;
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`${passed ? "✓" : "✗"} ${name} (${seconds} s)`);
  if (!passed) console.log(`${answer.stdout}${answer.stderr}`.trimEnd());
  return passed;
}
