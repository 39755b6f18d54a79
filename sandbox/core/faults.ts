import type { World } from "./world";

/** `README.md` says what each does. */
export const API_FAULTS = [
  "rate_limit",
  "lock_timeout",
  "server_error",
  "server_error_after_work",
  "unavailable",
  "slow",
  "time_out",
  "time_out_after_work",
  "lose_request",
  "lose_answer",
] as const;
export const DELIVERY_FAULTS = ["duplicate", "reorder", "delay", "drop", "corrupt"] as const;

export type FaultKind = (typeof API_FAULTS)[number] | (typeof DELIVERY_FAULTS)[number];

export type Fault = {
  kind: FaultKind;
  /** How often it strikes, 1 (always) when left out. */
  probability?: number;
  /** Only the next so many requests or deliveries, then it switches itself off; no end when left out. */
  count?: number;
  /** API faults: only requests of this method, and whose path starts with this (`*` stands for one segment). */
  method?: string;
  path?: string;
  /** Delivery faults: only events of this type (`charge.*` is a family). */
  eventType?: string;
  /** `duplicate`: how many copies in all, one after the other or at the same time. */
  copies?: number;
  parallel?: boolean;
  /** `delay`, `slow`, `time_out…`: how long. */
  ms?: number;
  /** `corrupt`: what is spoiled. */
  part?: "body" | "signature";
};

type Row = { id: number; body: string };
export type Circumstances = { method?: string; path?: string; eventType?: string };

export function listFaults(world: World): Fault[] {
  return rows(world).map((row) => row.fault);
}

export function setFaults(world: World, faults: readonly Fault[]): void {
  world.store.transaction(() => {
    world.store.run(`delete from faults`);
    for (const fault of faults) addFault(world, fault);
  });
}

export function addFault(world: World, fault: Fault): void {
  world.store.run(`insert into faults (body) values (?)`, JSON.stringify(fault));
}

/** Switches one kind off, or all. */
export function clearFaults(world: World, kind?: string): void {
  if (kind === undefined) world.store.run(`delete from faults`);
  else for (const row of rows(world)) if (row.fault.kind === kind) drop(world, row.id);
}

/** The first fault of this kind that strikes here and now; its count goes down by one. */
export function takeFault(world: World, kind: FaultKind, here: Circumstances): Fault | undefined {
  for (const { id, fault } of rows(world)) {
    if (fault.kind !== kind || !applies(fault, here)) continue;
    if (fault.probability !== undefined && world.random() >= fault.probability) continue;
    if (fault.count !== undefined) {
      if (fault.count <= 1) drop(world, id);
      else
        world.store.run(
          `update faults set body = ? where id = ?`,
          JSON.stringify({ ...fault, count: fault.count - 1 }),
          id,
        );
    }
    return fault;
  }
  return undefined;
}

function applies(fault: Fault, here: Circumstances): boolean {
  if (fault.method && fault.method.toUpperCase() !== here.method) return false;
  if (fault.path && !matches(fault.path, here.path ?? "")) return false;
  return !fault.eventType || fault.eventType === here.eventType || isFamilyOf(fault.eventType, here.eventType);
}

function isFamilyOf(pattern: string, type: string | undefined): boolean {
  return pattern.endsWith("*") && (type ?? "").startsWith(pattern.slice(0, -1));
}

function matches(pattern: string, path: string): boolean {
  const segments = path.split("/");
  return pattern
    .replace(/\/$/, "")
    .split("/")
    .every((wanted, index) => wanted === "*" || wanted === segments[index]);
}

function rows(world: World): { id: number; fault: Fault }[] {
  return world.store
    .all<Row>(`select id, body from faults order by id`)
    .map((row) => ({ id: row.id, fault: JSON.parse(row.body) as Fault })); // checked when it was set
}

function drop(world: World, id: number): void {
  world.store.run(`delete from faults where id = ?`, id);
}
