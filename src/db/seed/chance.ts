import { hash } from "node:crypto";
import { v5 } from "uuid";

/** The root of every id and every choice of the seed: the same name gives the same on every machine and every day. */
const NAMESPACE = "633fda60-7029-47e7-847a-a5f7072a3c8e";

/** The id of what the seed calls by this name. */
export const seedId = (name: string): string => v5(name, NAMESPACE);

/** A number from 0 to `below` - 1 that looks like chance and is always the same for this name. */
export const pick = (name: string, below: number): number =>
  Number.parseInt(hash("sha1", `${NAMESPACE}/${name}`).slice(0, 8), 16) % below;

export function pickFrom<T>(name: string, list: readonly T[]): T {
  const picked = list[pick(name, list.length)];
  if (picked === undefined) throw new Error("nothing to pick from");
  return picked;
}
