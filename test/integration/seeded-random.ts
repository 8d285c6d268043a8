/** Chance that is the same again for the same seed. */
export interface Random {
  /** From 0 to less than 1. */
  next(): number;
  /** A whole number from 0 to less than the limit. */
  below(limit: number): number;
  pick<T>(from: readonly T[]): T;
}

/** The generator mulberry32 (32 bits of state; good enough to vary tests). */
export function seededRandom(seed: number): Random {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    pick(from) {
      const index = below(from.length);
      return from[index] as (typeof from)[number];
    },
  };
}
