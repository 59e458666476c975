import { messageType, syncType } from '@duplex/protocol'
import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { UndecodableError } from '../room/undecodable-error.ts'

/** A message from a client. `ignored`: of a kind that this build does not know, or has no use for. */
export type Inbound =
  | { readonly kind: 'step1'; readonly stateVector: Uint8Array }
  | { readonly kind: 'step2' | 'update'; readonly update: Uint8Array }
  | { readonly kind: 'awareness'; readonly payload: Uint8Array }
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
    return { kind: type === messageType.queryAwareness ? 'query-awareness' : 'ignored' }
  } catch (cause) {
    if (cause instanceof UndecodableError) throw cause
    throw new UndecodableError('the message cannot be decoded', { cause })
  }
}

function readSync(decoder: decoding.Decoder): Inbound {
  const type = decoding.readVarUint(decoder)
  switch (type) {
    case syncType.step1: {
      const stateVector = readLast(decoder)
      Y.decodeStateVector(stateVector)
      return { kind: 'step1', stateVector }
    }
    case syncType.step2:
    case syncType.update:
      return { kind: type === syncType.step2 ? 'step2' : 'update', update: readUpdate(decoder) }
    default:
      throw new UndecodableError('a sync message is of no known kind')
  }
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
