import { existsSync, readFileSync, readdirSync } from "node:fs";

/** Linux counts CPU in ticks of 10 ms, everywhere that Node runs. */
const MS_PER_TICK = 10;

/** Only Linux tells it by files; elsewhere these figures are left out. */
export const canMeasureCpu = (): boolean => existsSync("/proc/self/stat");

/**
 * A tree's CPU: of all that run now, and of the children that have ended and were waited for. Read before and after a slice, the
 * difference is what the slice used, even if connections of PostgreSQL came and went.
 */
export function cpuMsOfTree(pid: number): number {
  const children = Map.groupBy(allProcesses(), (one) => one.parent);
  const root = readStat(pid);
  if (root === undefined) throw new Error(`process ${pid} has ended: its CPU cannot be told`);
  let ticks = 0;
  for (const waiting = [root]; waiting.length > 0;) {
    const one = waiting.pop();
    if (one === undefined) break;
    ticks += one.ticks + one.ticksOfEnded;
    waiting.push(...(children.get(one.pid) ?? []));
  }
  return ticks * MS_PER_TICK;
}

/** What the slice used of each program, in milliseconds; null where the system does not tell. */
export async function withCpu<T, Name extends string>(
  pids: Record<Name, number>,
  run: () => Promise<T>,
): Promise<{ result: T; cpuMs: Record<Name, number> | null }> {
  if (!canMeasureCpu()) return { result: await run(), cpuMs: null };
  const names = Object.keys(pids) as Name[]; // a record's keys are its names
  const read = () => names.map((name) => cpuMsOfTree(pids[name]));
  const before = read();
  const result = await run();
  const after = read();
  const used = names.map((name, index) => [name, (after[index] ?? 0) - (before[index] ?? 0)] as const);
  return { result, cpuMs: Object.fromEntries(used) as Record<Name, number> };
}

type Stat = { pid: number; parent: number; ticks: number; ticksOfEnded: number };

function allProcesses(): Stat[] {
  return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (readStat(Number(name)) ?? []) : []));
}

/** The fields of /proc/[pid]/stat, see proc(5): the fourth is the parent, from the fourteenth on user, system, and those of ended children. */
function readStat(pid: number): Stat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return undefined; // ended between being listed and being read
  }
  // The program's name stands in brackets and may hold anything.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const field = (number: number) => Number(fields[number - 3]);
  return { pid, parent: field(4), ticks: field(14) + field(15), ticksOfEnded: field(16) + field(17) };
}
