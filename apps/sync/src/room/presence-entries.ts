import * as decoding from 'lib0/decoding'
import type { AwarenessEntry } from './frames.ts'
import type { Person } from './member.ts'
import { UndecodableError } from './undecodable-error.ts'
import { readCount, readJson } from './value-scan.ts'

/** The state of a client that left. */
export const nobody = new TextEncoder().encode('null')

const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

/** varUint count, each: varUint client id · varUint clock · varUint8Array state. Throws {@link UndecodableError}. */
export function readEntries(payload: Uint8Array): AwarenessEntry[] {
  const decoder = decoding.createDecoder(payload)
  const entries: AwarenessEntry[] = []
  try {
    for (let count = readCount(decoder); count > 0; count--) {
      const clientId = readCount(decoder)
      const clock = readCount(decoder)
      entries.push({ clientId, clock, state: decoding.readVarUint8Array(decoder) })
    }
  } catch (cause) {
    throw new UndecodableError('the awareness message cannot be decoded', { cause })
  }
  if (decoding.hasContent(decoder)) throw new UndecodableError('bytes follow the awareness message')
  return entries
}

export function isNobody(state: Uint8Array): boolean {
  return state.length === nobody.length && nobody.every((byte, i) => state[i] === byte)
}

/**
 * The state with its `user` written by the server: nobody can speak under another name. To put `user` into the bytes
 * instead costs a scan that is as slow as writing all of them anew. Throws {@link UndecodableError}.
 */
export function signState(state: Uint8Array, user: Person): Uint8Array {
  const value = readJson(decodeText(state))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UndecodableError('an awareness state is no object')
  }
  return Buffer.from(JSON.stringify({ ...value, user }))
}

function decodeText(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes)
  } catch (cause) {
    throw new UndecodableError('an awareness state is not UTF-8', { cause })
  }
}
