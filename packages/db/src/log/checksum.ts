import { createHash } from 'node:crypto'

const checksumBytes = 8

/** The first 8 bytes of SHA-256 over the parts, one after the other. */
export function checksumOf(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return new Uint8Array(hash.digest().subarray(0, checksumBytes))
}

/**
 * A snapshot's checksum also covers the seq it claims to reflect and its state vector: a sound state under a wrong
 * seq would silently skip updates. Input: uint32 BE seq · uint32 BE length of the state vector · state vector · bytes.
 */
export function snapshotChecksumOf(snapshot: { seq: number; stateVector: Uint8Array; bytes: Uint8Array }) {
  const header = Buffer.alloc(8)
  header.writeUInt32BE(snapshot.seq, 0)
  header.writeUInt32BE(snapshot.stateVector.length, 4)
  return checksumOf(header, snapshot.stateVector, snapshot.bytes)
}

export function isSameChecksum(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
