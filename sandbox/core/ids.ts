import { randomInt } from "node:crypto";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** A text like the ones Stripe makes: `pi_3Qx…`, `whsec_…`. */
export function randomText(random: () => number, length: number): string {
  let text = "";
  for (let index = 0; index < length; index += 1) text += LETTERS.charAt(Math.floor(random() * LETTERS.length));
  return text;
}

export function newId(random: () => number, prefix: string): string {
  return `${prefix}_${randomText(random, 24)}`;
}

const RANGE = 2 ** 47;

/** The default source of chance: identifiers of two processes on one store must not meet. */
export function strongRandom(): number {
  return randomInt(RANGE) / RANGE;
}
