import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { holdFile } from "../file-lock.mjs";
import { root } from "../npm-install.mjs";
import { buildServer } from "./build-server.ts";
import { BUILT_SERVER } from "./node-arguments.ts";
import { compressStatic } from "./compress-static.ts";
import { type ProgramOptions, runProgram } from "./program.ts";

/** Everything that goes into the built pages and the built server. */
const SOURCES = [
  "src",
  "public",
  "drizzle/meta/_journal.json",
  "next.config.mjs",
  "postcss.config.mjs",
  "tsconfig.json",
  "package-lock.json",
  "scripts/launch/build-server.ts",
];
const NOT_BUILT = /\.test\.tsx?$/;
const BUILD_DIR = path.join(root, ".next");
const STAMP = path.join(BUILD_DIR, "sources.sha256");

interface BuildOptions {
  logFile?: string;
  /** How to run the build itself; a launcher wants to be able to stop it. */
  run?: (program: ProgramOptions) => Promise<void>;
}

/** Whether what is built is that of the sources as they are now. */
export function buildIsFresh(): boolean {
  return isBuilt() && existsSync(STAMP) && readFileSync(STAMP, "utf8") === hashOfSources();
}

/** Whether there is anything to start, of whichever sources. */
export function isBuilt(): boolean {
  return existsSync(path.join(BUILD_DIR, "BUILD_ID")) && existsSync(path.join(root, BUILT_SERVER));
}

/** Builds pages and server unless that was done for these very sources. */
export async function ensureBuild(options: BuildOptions = {}): Promise<void> {
  if (buildIsFresh()) return;
  await build({ ...options, onlyIfStale: true });
}

export async function build(options: BuildOptions & { onlyIfStale?: boolean } = {}): Promise<void> {
  const { run = runProgram } = options;
  const release = await holdFile(path.join(root, ".build-lock"), () =>
    console.log("Another command is building the pages; waiting for it…"),
  );
  try {
    if (options.onlyIfStale && buildIsFresh()) return;
    // Before the build: what changes meanwhile is not in it.
    const sources = hashOfSources();
    await run({
      name: "next build",
      script: createRequire(import.meta.url).resolve("next/dist/bin/next"),
      args: ["build"],
      env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      ...(options.logFile === undefined ? {} : { logFile: options.logFile }),
    });
    await buildServer();
    await compressStatic(path.join(BUILD_DIR, "static"));
    writeFileSync(STAMP, sources);
  } finally {
    release();
  }
}

function hashOfSources(): string {
  const hash = createHash("sha256");
  for (const source of SOURCES) {
    for (const file of filesBelow(path.join(root, source))) {
      hash.update(path.relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
    }
  }
  return hash.digest("hex");
}

function filesBelow(target: string): string[] {
  if (!existsSync(target)) return [];
  if (statSync(target).isFile()) return [target];
  return readdirSync(target, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !NOT_BUILT.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
