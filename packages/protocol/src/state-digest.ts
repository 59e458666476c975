/**
 * Eight bytes that tell whether two replicas have seen the same structs. Independent of the order of clients:
 * the sum, modulo 2^64, of a mix of every (client, clock) pair. It guards against our own mistakes, not against
 * an attacker, and says nothing of delete sets.
 */
export function digestStateVector(stateVector: ReadonlyMap<number, number>): Uint8Array {
  let sum = 0n
  for (const [client, clock] of stateVector) {
    if (clock > 0) sum = BigInt.asUintN(64, sum + mix((BigInt(client) << 32n) ^ BigInt(clock)))
  }
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, sum)
  return bytes
}

/** The finaliser of SplitMix64 (Steele, Lea, Flood 2014). */
function mix(value: bigint): bigint {
  let z = BigInt.asUintN(64, value + 0x9e3779b97f4a7c15n)
  z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n)
  z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn)
  return z ^ (z >> 31n)
}
