// `node scripts/complete-lock.mjs [folder…]`, after adding a dependency: see scripts/README.md.
//
// npm leaves out of package-lock.json the optional packages of other platforms that its registry does not carry,
// and `npm ci` then refuses the lock, because a dependency of the list is not in it. This adds the missing ones by
// name and version. They are never fetched here; on their own platform npm fetches them, or goes on without.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const EXACT_VERSION = /^\d+\.\d+\.\d+(-[\w.]+)?$/;
const SYSTEMS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const PROCESSORS = ["arm", "arm64", "ia32", "loong64", "mips64el", "ppc", "ppc64", "riscv64", "s390x", "wasm32", "x64"];

const folders = process.argv.slice(2);
for (const folder of folders.length > 0 ? folders : ["."]) complete(path.join(folder, "package-lock.json"));

/** @param {string} file */
function complete(file) {
  const lock = JSON.parse(readFileSync(file, "utf8"));
  const before = Object.keys(lock.packages).length;
  for (const [place, entry] of Object.entries(lock.packages)) addMissing(lock.packages, place, entry);
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(byPlace));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${file}: ${Object.keys(lock.packages).length - before} packages of other platforms added.`);
}

/**
 * @param {Record<string, object>} packages
 * @param {string} place such as `node_modules/esbuild`
 * @param {{ dev?: boolean, optionalDependencies?: Record<string, string> }} entry
 */
function addMissing(packages, place, entry) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (!EXACT_VERSION.test(version) || isReachable(packages, place, name)) continue;
    packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
    };
  }
}

/**
 * Node looks in the package's own node_modules, then in those above it.
 *
 * @param {Record<string, object>} packages
 * @param {string} place
 * @param {string} name
 */
function isReachable(packages, place, name) {
  for (let above = place; ; above = above.slice(0, Math.max(0, above.lastIndexOf("/node_modules/")))) {
    if (packages[`${above ? `${above}/` : ""}node_modules/${name}`]) return true;
    if (!above) return false;
  }
}

/**
 * Packages of this kind carry their platform in their name, as in `@esbuild/linux-arm64`. Without it npm would
 * try to install them everywhere.
 *
 * @param {string} name
 */
function platformOf(name) {
  const words = name.toLowerCase().replace("windows", "win32").split(/[-/]/);
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  const libc = words.includes("musl") ? ["musl"] : words.includes("gnu") ? ["glibc"] : [];
  return Object.fromEntries(Object.entries({ os, cpu, libc }).filter(([, names]) => names.length > 0));
}

/**
 * npm's own order.
 *
 * @param {[string, unknown]} left
 * @param {[string, unknown]} right
 */
function byPlace([left], [right]) {
  return left.localeCompare(right, "en");
}
