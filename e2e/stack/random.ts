/** Seeded numbers in [0, 1): mulberry32. The seed comes from `E2E_SEED` or the clock, and is printed by the tests that use it. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export function chooseSeed(): number {
  return process.env.E2E_SEED === undefined ? Date.now() >>> 0 : Number(process.env.E2E_SEED)
}
