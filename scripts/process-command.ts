import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { isAlive } from "./file-lock.mjs";

/** The command line of a living process, arguments separated by spaces; empty when there is no such process. */
export function commandOf(pid: number): string {
  if (!isAlive(pid)) return "";
  try {
    if (process.platform === "linux") {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    }
    return execFileSync("ps", ["-ww", "-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    // It ended between the two looks.
    return "";
  }
}

/** The process that started it, if it can be told. */
export function parentOf(pid: number): number | undefined {
  try {
    const answer = execFileSync("ps", ["-o", "ppid=", "-p", String(pid)], { encoding: "utf8" });
    return Number(answer) || undefined;
  } catch {
    return parentFromProc(pid);
  }
}

/** Small containers have no `ps`. */
function parentFromProc(pid: number): number | undefined {
  try {
    const line = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return Number(line?.[1]) || undefined;
  } catch {
    return undefined;
  }
}
