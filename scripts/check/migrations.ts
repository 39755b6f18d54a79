import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { root } from "../npm-install.mjs";

/**
 * Whoever changes the schema and forgets the migration sees it here: drizzle-kit is asked for the next migration in
 * a copy of the folder, and there must be none.
 */
const NOTHING_TO_DO = "No schema changes, nothing to migrate";

const cache = path.join(root, "node_modules", ".cache");
mkdirSync(cache, { recursive: true });
const copy = mkdtempSync(path.join(cache, "migrations-"));
try {
  cpSync(path.join(root, "drizzle"), copy, { recursive: true });
  // drizzle-kit knows only folders below the one it is started in.
  const out = path.relative(root, copy);
  const generated = drizzleKit("generate", "--dialect=postgresql", "--schema=./src/db/schema/index.ts", `--out=${out}`);
  const consistent = drizzleKit("check", "--dialect=postgresql", `--out=${out}`);
  if (!generated.output.includes(NOTHING_TO_DO) || !consistent.passed) {
    console.error(generated.output, consistent.output);
    console.error("The migrations in drizzle/ are behind the schema: npm run migration makes the next one.");
    process.exitCode = 1;
  }
} finally {
  rmSync(copy, { recursive: true });
}

function drizzleKit(...args: string[]): { passed: boolean; output: string } {
  const tool = path.join(root, "scripts", "tool.mjs");
  const answer = spawnSync(process.execPath, [tool, "check", "drizzle-kit", ...args], {
    cwd: root,
    encoding: "utf8",
    // It asks about renames; nobody is there to answer.
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { passed: answer.status === 0, output: `${answer.stdout}${answer.stderr}` };
}
