import { existsSync, readFileSync } from "node:fs";

/** Only Linux tells it by files; elsewhere these figures are left out. */
export const canMeasureMemory = (): boolean => existsSync("/proc/self/status");

/** What a process holds in memory, its share of libraries included. */
export function residentMib(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
  if (kib === undefined) throw new Error(`process ${pid} tells no memory`);
  return Number(kib) / 1_024;
}
