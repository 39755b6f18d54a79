/** Everything that is drawn in a story comes from its seed. */
export type Chance = { fraction: () => number; bytes: (size: number) => Buffer };

/** Mulberry32, by Tommy Ettinger (public domain): small, fast, and even enough for drawing identifiers in a test. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return {
    fraction: () => next() / 2 ** 32,
    bytes: (size) => Buffer.from(Array.from({ length: size }, () => next() & 0xff)),
  };
}
