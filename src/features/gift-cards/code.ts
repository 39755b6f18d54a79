import { randomBytes } from "@/lib/random";

/** Crockford's base 32: digits and capitals without I, L, O and U, so that a code read aloud or from paper stays the same. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** 80 bits: at a thousand guesses a second against a million cards, a hit every 38 million years. */
const LENGTH = 16;

/** A new code, such as `7KQ4-9M2X-V0TB-8HWE`, from a cryptographic source. */
export function newGiftCardCode(): string {
  const letters = Array.from(randomBytes(LENGTH), (byte) => ALPHABET.charAt(byte & 31)).join("");
  return inGroups(letters);
}

/**
 * The code as it is stored, from what a person typed: in either case, with or without dashes and spaces, the letters O, I and L
 * taken for the digits they look like (https://www.crockford.com/base32.html). Null when it cannot be one of our codes.
 */
export function readGiftCardCode(typed: string): string | null {
  const letters = typed
    .toUpperCase()
    .replace(/[\s\-\u2010-\u2015]/g, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
  if (letters.length !== LENGTH) return null;
  return Array.from(letters).every((letter) => ALPHABET.includes(letter)) ? inGroups(letters) : null;
}

const inGroups = (letters: string): string => letters.replace(/(.{4})(?=.)/g, "$1-");
