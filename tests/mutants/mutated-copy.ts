import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { CodeGuard } from "./guard.ts";

/** What the tests of the school need; the rest of the tree is slow to copy and of no use to them. */
const COPIED = [
  "src",
  "tests",
  "drizzle",
  "sandbox",
  "mailbox",
  "scripts",
  "vitest.config.ts",
  "tsconfig.json",
  "package.json",
];

/** A copy of the working tree, so that nobody who works in it ever meets a mutant. Its dependencies are the tree's own. */
export function copyTree(root: string, directory: string): string {
  mkdirSync(directory, { recursive: true });
  for (const name of COPIED)
    cpSync(path.join(root, name), path.join(directory, name), {
      recursive: true,
      filter: (source) => !["node_modules", ".data", ".next"].includes(path.basename(source)),
    });
  symlinkSync(path.join(root, "node_modules"), path.join(directory, "node_modules"), "dir");
  return directory;
}

/** The file with the guard taken out. @throws when the guard is not there exactly once: the list of guards is stale. */
export function mutate(source: string, guard: CodeGuard): string {
  const [before, after, ...more] = source.split(guard.find);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`«${guard.name}» does not stand exactly once in ${guard.file}: the list of guards is stale`);
  return before + guard.replace + after;
}

/** Runs with the guard taken out of this copy, and puts it back whatever happens. */
export async function withMutant<T>(directory: string, guard: CodeGuard, run: () => Promise<T>): Promise<T> {
  const file = path.join(directory, guard.file);
  const source = readFileSync(file, "utf8");
  writeFileSync(file, mutate(source, guard));
  try {
    return await run();
  } finally {
    writeFileSync(file, source);
  }
}
