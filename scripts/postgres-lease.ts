import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isAlive } from "./file-lock.mjs";

export interface Lease {
  release(): Promise<void>;
}

/**
 * Runs beside us in a session of its own and waits for the end of its input, which comes when we die, however we
 * die. If nobody else holds the server then, it is told to end. `$1` is the data directory, `$2` our process
 * id, `$3` whether the directory goes too.
 */
const GUARDIAN = `
cat >/dev/null
rm -f "$1.holders/$2"
for holder in "$1.holders"/*; do
  [ -e "$holder" ] && kill -0 "\${holder##*/}" 2>/dev/null && exit 0
done
server=$(head -n 1 "$1/postmaster.pid" 2>/dev/null) && kill -INT "$server" 2>/dev/null
[ "$3" = throwaway ] || exit 0
while kill -0 "$server" 2>/dev/null; do sleep 0.1; done
rm -rf "$1" "$1.holders" "$1.log"
`;

/** Puts this process on the list of those who need the server, and has it taken off when the process ends. */
export function keepWhileHeld(dataDir: string, { throwaway }: { throwaway: boolean }): Lease {
  const list = holdersFolder(dataDir);
  mkdirSync(list, { recursive: true });
  for (const name of readdirSync(list)) {
    // Killed together with its guardian.
    if (!isAlive(Number(name))) rmSync(path.join(list, name), { force: true });
  }
  const entry = path.join(list, String(process.pid));
  writeFileSync(entry, "");

  const guardian = spawn("sh", ["-c", GUARDIAN, "sh", dataDir, String(process.pid), throwaway ? "throwaway" : "keep"], {
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  guardian.unref();
  return {
    async release() {
      rmSync(entry, { force: true });
      if (guardian.exitCode !== null || guardian.signalCode !== null) return;
      // Waited for: where the first process of a container collects no orphans, it would stay in the list as a defunct one.
      const gone = once(guardian, "exit");
      guardian.ref();
      guardian.stdin.end();
      await gone;
    },
  };
}

/** The living processes that need the server. */
export function holdersOf(dataDir: string): number[] {
  return readdirSync(holdersFolder(dataDir)).map(Number).filter(isAlive);
}

function holdersFolder(dataDir: string): string {
  return `${dataDir}.holders`;
}
