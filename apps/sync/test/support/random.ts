import { randomBytes } from 'node:crypto'

export type Random = {
  /** Repeats everything: `FUZZ_SEED=<seed>`. */
  readonly seed: number
  /** 0 <= n < limit */
  below(limit: number): number
  bytes(length: number): Uint8Array
  pick<T>(from: readonly T[]): T
}

/** A source of chance that its seed repeats. */
export function createRandom(seed = Number(process.env.FUZZ_SEED ?? randomBytes(4).readUInt32BE())): Random {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let z = Math.imul(state ^ (state >>> 15), 1 | state)
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z
    return ((z ^ (z >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    seed,
    below,
    bytes: (length) => Uint8Array.from({ length }, () => below(256)),
    pick: (from) => from[below(from.length)] as (typeof from)[number],
  }
}

/** One to three bit flips, bytes, cuts, doublings or pieces of `others`, at random places. */
export function mutate(random: Random, sound: Uint8Array, others: readonly Uint8Array[]): Uint8Array {
  let bytes = [...sound]
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    const at = random.below(bytes.length + 1)
    const kind = random.below(6)
    if (kind === 0) bytes[at % Math.max(1, bytes.length)] = (bytes[at] ?? 0) ^ (1 << random.below(8))
    else if (kind === 1)
      bytes[at % Math.max(1, bytes.length)] = random.pick([0, 1, 0x7f, 0x80, 0xff, random.below(256)])
    else if (kind === 2) bytes = bytes.slice(0, at)
    else if (kind === 3) bytes.splice(at, random.below(4))
    else if (kind === 4) bytes.splice(at, 0, ...bytes.slice(at, at + random.below(20)))
    else {
      const other = random.pick(others)
      const from = random.below(other.length)
      bytes.splice(at, random.below(10), ...other.subarray(from, from + random.below(40)))
    }
  }
  return Uint8Array.from(bytes)
}
