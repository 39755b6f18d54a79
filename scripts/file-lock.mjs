// Only `node:` modules: the installation uses it before anything is installed.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const LOOK_AGAIN_MS = 250;

/**
 * Waits until no other living process holds the file, then holds it: for work that two commands started at once
 * would do twice, or under each other.
 *
 * @param {string} file
 * @param {() => void} onWait called once when somebody else has it
 * @returns {Promise<() => void>} lets go
 */
export async function holdFile(file, onWait) {
  for (let told = false; ;) {
    if (create(file)) return () => rmSync(file, { force: true });

    const holder = readHolder(file);
    if (holder !== undefined && !isAlive(holder)) {
      rmSync(file, { force: true });
      continue;
    }
    if (!told) onWait();
    told = true;
    await sleep(LOOK_AGAIN_MS);
  }
}

/** @param {string} file */
function create(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** @param {string} file */
function readHolder(file) {
  try {
    // Empty for the instant between being made and being written.
    return Number(readFileSync(file, "utf8")) || undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {number} pid
 * @returns {boolean} true for a process of somebody else too, false for one that has ended and was not yet waited for
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return !isZombie(pid);
}

/**
 * In a container whose first process waits for nobody, an orphan that has ended stays in the list for ever.
 *
 * @param {number} pid
 */
function isZombie(pid) {
  try {
    // The state follows the program's name, which stands in brackets and may itself hold brackets.
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8").split(")").at(-1) ?? "");
  } catch {
    return false;
  }
}
