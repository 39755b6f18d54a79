import type { Profiler } from "node:inspector";
import { basename, dirname } from "node:path/posix";
import { type ModuleOf, openModules } from "./module-of";

/** Where the time was spent: whose code, which file of it (of ours: which folder), which function. */
export type Place = { group: string; file: string; name: string };
export type Spent = Place & { ms: number };

export const OURS = "Envol";
export const COLLECTOR = "garbage collection";
export const NODE = "Node.js";
export const SYSTEM = "native code";

/** Packages that are one thing to whoever reads a picture. */
const FAMILIES: [RegExp, string][] = [
  [/^pg(-|$)|^postgres-/, "pg"],
  [/^(@hono\/|hono$)/, "Hono"],
  [/^zod$/, "zod"],
  [
    /^(pino|sonic-boom|thread-stream|fast-safe-stringify|safe-stable-stringify|quick-format-unescaped|@pinojs\/)/,
    "pino",
  ],
  [/^drizzle-orm$/, "Drizzle"],
];

/**
 * What each function used itself, in milliseconds. What Node does for a package or for us counts as theirs: who writes to a socket
 * pays for the writing. What it does by itself is Node's.
 */
export function spentOf(profile: Profiler.Profile, moduleOf: ModuleOf = openModules()): Spent[] {
  const nodes = new Map(profile.nodes.map(({ id, callFrame }) => [id, frameOf(callFrame, moduleOf)]));
  const parents = new Map(profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const spent = new Map<string, Spent>();
  for (const [at, id] of (profile.samples ?? []).entries()) {
    const place = placeOf(id, nodes, parents);
    if (place === null) continue;
    const key = [place.group, place.file, place.name].join("\n");
    const ms = (profile.timeDeltas?.[at] ?? 0) / 1_000;
    const before = spent.get(key);
    if (before === undefined) spent.set(key, { ...place, ms });
    else before.ms += ms;
  }
  return [...spent.values()];
}

/** The profiler counts time; a process that had to wait for a core did not use it. Not more in all than the system says that it did. */
export function withoutWaiting(spent: readonly Spent[], cpuMs: number): Spent[] {
  const share = Math.min(1, cpuMs / spent.reduce((sum, { ms }) => sum + ms, 0));
  return spent.map((one) => ({ ...one, ms: one.ms * share }));
}

type Frame = { functionName: string; url: string };
type Nodes = ReadonlyMap<number, Frame>;

const frameOf = ({ functionName, url, lineNumber }: Profiler.ProfileNode["callFrame"], moduleOf: ModuleOf): Frame => ({
  functionName,
  url: moduleOf(url, lineNumber),
});

/** Null while nothing was to do. */
function placeOf(id: number, nodes: Nodes, parents: ReadonlyMap<number, number>): Place | null {
  const own = nodes.get(id);
  if (own === undefined) return null;
  const name = own.functionName === "" ? "(anonymous)" : own.functionName;
  if (own.functionName === "(idle)" || own.functionName === "(root)") return null;
  if (own.functionName === "(garbage collector)") return { group: COLLECTOR, file: COLLECTOR, name: COLLECTOR };
  if (own.functionName === "(program)") return { group: SYSTEM, file: SYSTEM, name: "sockets, timers, the compiler" };
  for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
    const owner = ownerOf(nodes.get(at)?.url ?? "");
    if (owner === null) continue;
    if (at !== id)
      return { group: owner.group, file: `Node.js for ${owner.group}`, name: `${nodeModuleOf(own.url)}: ${name}` };
    // Our files are small: their folder says more at a glance.
    return owner.group === OURS
      ? { group: OURS, file: dirname(owner.file), name: `${basename(owner.file)}: ${name}` }
      : { ...owner, name };
  }
  return { group: NODE, file: nodeModuleOf(own.url), name };
}

const nodeModuleOf = (url: string): string => url.replace(/^node:(internal\/)?/, "") || "built in";

/** tsx puts a question mark behind the files that it has compiled. */
function ownerOf(urlWithQuery: string): { group: string; file: string } | null {
  const url = urlWithQuery.split("?")[0] ?? "";
  const [, name, file] = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(.*)$/.exec(url) ?? [];
  if (name !== undefined && file !== undefined)
    return { group: FAMILIES.find(([pattern]) => pattern.test(name))?.[1] ?? name, file: `${name}/${shortFile(file)}` };
  const own = /\/src\/(.*)$/.exec(url)?.[1];
  return own === undefined ? null : { group: OURS, file: own };
}

/** Without the folders that every package has. */
const shortFile = (file: string): string => file.replace(/^(dist|lib|build|out|src)\/(?=.)/, "");
