// Only `node:` modules: this runs before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** How long another install of the same folder may take before we stop waiting for it. */
const PATIENCE_MS = 10 * 60_000;

/**
 * Installs a folder's locked dependencies, unless that was done for this very lock already.
 *
 * @param {{ folder: string, what: string, afterwards?: (nodeModules: string) => void }} options
 */
export function install({ folder, what, afterwards }) {
  if (isInstalled(folder)) return;

  const release = lock(folder);
  try {
    // The one we waited for may have done our work.
    if (isInstalled(folder)) return;
    const begun = Date.now();
    console.log(`Installing ${what}…`);
    runNpm(folder);
    afterwards?.(path.join(folder, "node_modules"));
    // Last: an install that was broken off has no stamp and is done again.
    writeFileSync(stampFile(folder), stamp(folder));
    console.log(`Installed ${what} in ${Math.round((Date.now() - begun) / 1000)} s.`);
  } finally {
    release();
  }
}

/** @param {string} folder */
export function isInstalled(folder) {
  const file = stampFile(folder);
  return existsSync(file) && readFileSync(file, "utf8") === stamp(folder);
}

/** @param {string} folder */
function stamp(folder) {
  return createHash("sha256")
    .update(readFileSync(path.join(folder, "package-lock.json")))
    .update(`${process.platform}-${process.arch}`)
    .digest("hex");
}

/** @param {string} folder */
function stampFile(folder) {
  return path.join(folder, "node_modules", ".installed-lock");
}

/** @param {string} folder */
function runNpm(folder) {
  const ci = npm(folder, ["ci"]);
  if (ci === 0) return;
  // `npm ci` also refuses a lock that lacks other platforms' packages, which npm drops when a dependency is
  // added (see scripts/complete-lock.mjs). Everything else on such a lock is right, and this way goes on.
  console.log("npm ci did not succeed; trying npm install with the same lock.");
  const lenient = npm(folder, ["install", "--no-save"]);
  if (lenient === 0) return;
  console.error("The dependencies could not be installed: npm's message above says why.");
  process.exit(1);
}

/**
 * @param {string} folder
 * @param {string[]} command
 */
function npm(folder, command) {
  const args = [...command, "--no-audit", "--no-fund", "--loglevel=error", "--include=optional", "--include=dev"];
  // The Node that npm itself runs on: the one in node_modules/.bin is about to be replaced.
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  const [program, first] = script && node ? [node, [script]] : ["npm", []];
  const { NODE_ENV: _, ...env } = process.env;
  return spawnSync(program, [...first, ...args], { cwd: folder, env, stdio: "inherit" }).status;
}

/**
 * Two commands started at once in a fresh clone would otherwise empty the folder under each other.
 *
 * @param {string} folder
 */
function lock(folder) {
  const file = path.join(folder, ".install-lock");
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (let told = false; ; told = true) {
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error) || error.code !== "EEXIST") throw error;
    }
    const holder = readHolder(file);
    if (holder !== undefined && (!isAlive(holder) || Date.now() > giveUpAt)) {
      rmSync(file, { force: true });
      continue;
    }
    if (!told) console.log("Another command is installing the dependencies; waiting for it…");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
  }
}

/** @param {string} file */
function readHolder(file) {
  try {
    // Empty for an instant, between being made and being written.
    return Number(readFileSync(file, "utf8")) || undefined;
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
