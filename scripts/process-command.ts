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
