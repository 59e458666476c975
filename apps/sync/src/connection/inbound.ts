import { type InspectWish, messageType, readInspect, readTrace, syncType } from '@duplex/protocol'
import * as decoding from 'lib0/decoding'
import { UndecodableError } from '../room/undecodable-error.ts'
import { readCount } from '../room/value-scan.ts'

/** A message from a client. `ignored`: of a kind that this build does not know, or has no use for. */
export type Inbound =
  /** `clients`: how many the state vector names. */
  | { readonly kind: 'step1'; readonly stateVector: Uint8Array; readonly clients: number }
  | { readonly kind: 'step2' | 'update'; readonly update: Uint8Array }
  | { readonly kind: 'awareness'; readonly payload: Uint8Array }
  | { readonly kind: 'inspect'; readonly wish: InspectWish }
  /** Of the next step 2 or update, in 24 bytes of its own: it is kept for longer than the message. */
  | { readonly kind: 'trace'; readonly trace: Uint8Array }
  | { readonly kind: 'query-awareness' | 'ignored' }

/**
 * Reads one WebSocket message. Throws {@link UndecodableError}, except where a step 2 or update is broken: the
 * client counts those, so it is read as an update of no bytes, which no update is.
 */
export function readInbound(message: Uint8Array): Inbound {
  const decoder = decoding.createDecoder(message)
  try {
    const type = decoding.readVarUint(decoder)
    if (type === messageType.sync) return readSync(decoder)
    if (type === messageType.awareness) return { kind: 'awareness', payload: readLast(decoder) }
    if (type === messageType.inspect) return readWish(decoder)
    if (type === messageType.trace) return { kind: 'trace', trace: readTrace(decoder).slice() }
    return { kind: type === messageType.queryAwareness ? 'query-awareness' : 'ignored' }
  } catch (cause) {
    if (cause instanceof UndecodableError) throw cause
    throw new UndecodableError('the message cannot be decoded', { cause })
  }
}

function readWish(decoder: decoding.Decoder): Inbound {
  const wish = readInspect(decoder)
  return wish === undefined ? { kind: 'ignored' } : { kind: 'inspect', wish }
}

function readSync(decoder: decoding.Decoder): Inbound {
  const type = decoding.readVarUint(decoder)
  switch (type) {
    case syncType.step1: {
      const stateVector = readLast(decoder)
      return { kind: 'step1', stateVector, clients: countClients(stateVector) }
    }
    case syncType.step2:
    case syncType.update:
      return { kind: type === syncType.step2 ? 'step2' : 'update', update: readUpdate(decoder) }
    default:
      throw new UndecodableError('a sync message is of no known kind')
  }
}

/** varUint count, each: varUint client · varUint clock. Read to its last byte, and not made: it can name a million. */
export function countClients(stateVector: Uint8Array): number {
  const decoder = decoding.createDecoder(stateVector)
  const count = readCount(decoder)
  for (let i = 0; i < count; i++) {
    readCount(decoder)
    readCount(decoder)
  }
  if (decoding.hasContent(decoder)) throw new UndecodableError('bytes follow the state vector')
  return count
}

function readUpdate(decoder: decoding.Decoder): Uint8Array {
  try {
    return readLast(decoder)
  } catch {
    return new Uint8Array()
  }
}

function readLast(decoder: decoding.Decoder): Uint8Array {
  const bytes = decoding.readVarUint8Array(decoder)
  if (decoding.hasContent(decoder)) throw new UndecodableError('bytes follow the message')
  return bytes
}
