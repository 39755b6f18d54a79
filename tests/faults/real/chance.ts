import { hash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { chanceOf } from "../simulation/chance";

/** What is drawn by chance: whom a visitor is, what they do, when something dies. The order in which processes run is not in its hands. */
export type Chance = {
  happens: (probability: number) => boolean;
  between: (least: number, most: number) => number;
  whole: (least: number, most: number) => number;
  oneOf: <T>(list: readonly [T, ...T[]]) => T;
  maybeOneOf: <T>(list: readonly T[]) => T | undefined;
  sleepSeconds: (least: number, most: number) => Promise<void>;
  /** Another one that depends on nothing but this seed and the name. */
  named: (name: string) => Chance;
};

export function openChance(seed: number): Chance {
  const { fraction } = chanceOf(seed);
  const between = (least: number, most: number) => least + fraction() * (most - least);
  const whole = (least: number, most: number) => Math.floor(between(least, most + 1));
  return {
    happens: (probability) => fraction() < probability,
    between,
    whole,
    oneOf: (list) => list[whole(0, list.length - 1)] ?? list[0],
    maybeOneOf: (list) => list[whole(0, list.length - 1)],
    sleepSeconds: (least, most) => sleep(between(least, most) * 1_000),
    named: (name) => openChance(hash("sha1", `${seed}/${name}`, "buffer").readUInt32BE()),
  };
}
