// Only `node:` modules: this runs before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { holdFile } from "./file-lock.mjs";

export const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Installs a folder's locked dependencies, unless that was done for this very lock already.
 *
 * @param {{ folder: string, what: string }} options
 */
export async function install({ folder, what }) {
  if (isInstalled(folder)) return;

  // Two commands started at once in a fresh clone would empty the folder under each other.
  const release = await holdFile(path.join(folder, ".install-lock"), () =>
    console.log(`Another command is installing ${what}; waiting for it…`),
  );
  try {
    // The one we waited for may have done our work.
    if (isInstalled(folder)) return;
    const begun = Date.now();
    console.log(`Installing ${what}…`);
    runNpm(folder);
    // Last: an install that was broken off has no stamp and is done again.
    writeFileSync(stampFile(folder), stamp(folder));
    console.log(`Installed ${what} in ${Math.round((Date.now() - begun) / 1000)} s.`);
  } finally {
    release();
  }
}

/** @param {string} folder */
function isInstalled(folder) {
  const file = stampFile(folder);
  if (existsSync(file) && readFileSync(file, "utf8") === stamp(folder)) return true;
  return matchesWhatNpmWrote(folder);
}

/**
 * npm notes what it has installed once it is done. Somebody who ran `npm ci` themselves, in an image that may
 * be read-only by now, has all that is needed.
 *
 * @param {string} folder
 */
function matchesWhatNpmWrote(folder) {
  const note = path.join(folder, "node_modules", ".package-lock.json");
  if (!existsSync(note)) return false;
  const installed = readPackages(note);
  return Object.entries(readPackages(path.join(folder, "package-lock.json"))).every(
    ([place, { version, optional, devOptional, peer }]) =>
      place === "" ||
      installed[place]?.version === version ||
      (installed[place] === undefined && (optional || devOptional || peer)),
  );
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }>}
 */
function readPackages(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages ?? {};
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
