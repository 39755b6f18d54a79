// Runs before `npm run demo`, `dev`, `test` …, on whatever Node the machine has and before anything is installed:
// only `node:` modules and no TypeScript here, nor in what it imports.
import { existsSync } from "node:fs";
import path from "node:path";
import { install, root } from "./npm-install.mjs";

/** The oldest Node on which this file and npm itself work. */
const OLDEST_TO_INSTALL = [20, 19];
/** The oldest Node that runs TypeScript by itself, which every later step relies on. */
const OLDEST_TO_RUN = [22, 18];

refuseUnless(isAtLeast(OLDEST_TO_INSTALL), OLDEST_TO_INSTALL);
// A server is started with what its image holds, which may be less than we would install.
const isServer = process.argv.includes("--if-missing");
if (!isServer || !existsSync(path.join(root, "node_modules"))) {
  await install({ folder: root, what: "the dependencies" });
}

// npm puts node_modules/.bin first: where the locked Node exists for this platform, the next step runs on it.
const bundled = path.join(root, "node_modules", ".bin", "node");
refuseUnless(existsSync(bundled) || isAtLeast(OLDEST_TO_RUN), OLDEST_TO_RUN);

/** @param {number[]} version major and minor */
function isAtLeast([major = 0, minor = 0]) {
  const [ourMajor = 0, ourMinor = 0] = process.versions.node.split(".").map(Number);
  return ourMajor > major || (ourMajor === major && ourMinor >= minor);
}

/**
 * @param {boolean} condition
 * @param {number[]} version
 */
function refuseUnless(condition, version) {
  if (condition) return;
  console.error(
    `Envol needs Node ${version.join(".")} or newer on ${process.platform}-${process.arch}; this is ${process.versions.node}. See https://nodejs.org.`,
  );
  process.exit(1);
}
