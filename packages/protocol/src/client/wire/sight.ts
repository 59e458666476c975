import * as decoding from 'lib0/decoding'
import { type InspectWish, readInspect, readReport, type WireReport } from '../../inspection.ts'
import {
  type Acknowledgement,
  type Hello,
  messageType,
  type Notice,
  readAcknowledgement,
  readHeartbeat,
  readHello,
  readNotice,
  readTrace,
  syncType,
} from '../../messages.ts'

export type PresenceEntry = { readonly client: number; readonly clock: number; readonly state: unknown }

/** The types of a notice: that it is one, and of what. */
export const noticeHeadBytes = 2

/** What a protocol message says, read from its bytes alone. */
export type Sight =
  /** `clients`: how many the state vector names. */
  | { readonly name: 'step1'; readonly clients: number }
  | { readonly name: 'step2' | 'update'; readonly updateBytes: number }
  | { readonly name: 'awareness'; readonly entries: readonly PresenceEntry[] }
  | { readonly name: 'queryAwareness' }
  | { readonly name: 'hello'; readonly hello: Hello }
  | { readonly name: 'acknowledgement'; readonly acknowledgement: Acknowledgement }
  /** `offsetMs`: the server's clock less the page's, as the message arrived. */
  | { readonly name: 'heartbeat'; readonly offsetMs: number }
  /** Of a ticket it is told only that it came. */
  | { readonly name: 'notice'; readonly notice: Notice | undefined }
  | { readonly name: 'inspect'; readonly wish: InspectWish | undefined }
  | { readonly name: 'report'; readonly report: WireReport }
  /** Id of the trace, in hexadecimal. */
  | { readonly name: 'trace'; readonly traceId: string }
  | { readonly name: 'unknown'; readonly type: number | undefined }

export type SightName = Sight['name']

/** `at`: when the message passed, ms since 1970. Never throws: what cannot be read is unknown. */
export function readSight(message: Uint8Array, at: number): Sight {
  const decoder = decoding.createDecoder(message)
  try {
    return readMessage(decoder, at)
  } catch {
    return { name: 'unknown', type: message[0] }
  }
}

/** The update in a step 2 or update message; undefined in any other. */
export function readUpdate(message: Uint8Array): Uint8Array | undefined {
  const decoder = decoding.createDecoder(message)
  try {
    if (decoding.readVarUint(decoder) !== messageType.sync) return undefined
    return decoding.readVarUint(decoder) === syncType.step1 ? undefined : decoding.readVarUint8Array(decoder)
  } catch {
    return undefined
  }
}

function readMessage(decoder: decoding.Decoder, at: number): Sight {
  const type = decoding.readVarUint(decoder)
  switch (type) {
    case messageType.sync:
      return readSync(decoder)
    case messageType.awareness:
      return { name: 'awareness', entries: readEntries(decoding.readVarUint8Array(decoder)) }
    case messageType.queryAwareness:
      return { name: 'queryAwareness' }
    case messageType.hello:
      return { name: 'hello', hello: readHello(decoder) }
    case messageType.acknowledgement:
      return { name: 'acknowledgement', acknowledgement: readAcknowledgement(decoder) }
    case messageType.heartbeat:
      return { name: 'heartbeat', offsetMs: readHeartbeat(decoder).serverTime - at }
    case messageType.notice:
      return { name: 'notice', notice: withoutTicket(readNotice(decoder)) }
    case messageType.inspect:
      return { name: 'inspect', wish: readInspect(decoder) }
    case messageType.report:
      return { name: 'report', report: readReport(decoder) }
    case messageType.trace:
      return { name: 'trace', traceId: toHex(readTrace(decoder).subarray(0, 16)) }
    default:
      return { name: 'unknown', type }
  }
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Of whose bytes nothing is to be kept but what kind of message it is. */
export function holdsTicket(sight: Sight): boolean {
  return sight.name === 'notice' && sight.notice?.kind === 'return'
}

function withoutTicket(notice: Notice | undefined): Notice | undefined {
  return notice?.kind === 'return' ? { ...notice, ticket: '' } : notice
}

function readSync(decoder: decoding.Decoder): Sight {
  const kind = decoding.readVarUint(decoder)
  const content = decoding.readVarUint8Array(decoder)
  if (kind === syncType.step1) {
    return { name: 'step1', clients: decoding.readVarUint(decoding.createDecoder(content)) }
  }
  return { name: kind === syncType.step2 ? 'step2' : 'update', updateBytes: content.length }
}

function readEntries(payload: Uint8Array): PresenceEntry[] {
  const decoder = decoding.createDecoder(payload)
  return Array.from({ length: decoding.readVarUint(decoder) }, () => ({
    client: decoding.readVarUint(decoder),
    clock: decoding.readVarUint(decoder),
    state: JSON.parse(decoding.readVarString(decoder)) as unknown,
  }))
}
