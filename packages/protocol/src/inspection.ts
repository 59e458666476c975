import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { messageType } from './messages.ts'

/**
 * What a client wants to be told of its own connection. `on`: a report now, and one after whatever passes; `off`: no
 * more of them; `totals`: one report without records.
 */
export type InspectWish = 'off' | 'on' | 'totals'

/**
 * What a connection has cost since its first byte, as the server counts it: with the handshake and the headers of
 * frames and requests, without TCP, TLS and what a proxy on the way adds or takes. `requests`: a handshake is one.
 */
export type WireTotals = {
  readonly requests: number
  readonly bytesIn: number
  readonly bytesOut: number
  /** Frames of a WebSocket, also those without a message. A visit has none. */
  readonly framesIn: number
  readonly framesOut: number
  readonly messagesIn: number
  readonly messagesOut: number
}

/** How a WebSocket began. `accept`: the base64 of SHA-1 over `key` and the GUID of RFC 6455. Bytes with all headers. */
export type HandshakeFact = {
  readonly kind: 'handshake'
  readonly key: string
  readonly accept: string
  readonly protocol: string
  readonly requestBytes: number
  readonly answerBytes: number
}

/** One frame of a WebSocket. */
export type FrameFact = {
  readonly kind: 'frame'
  readonly direction: 'in' | 'out'
  /** First byte as it is on the wire: 128 where the message ends here, and the opcode. */
  readonly start: number
  readonly isMasked: boolean
  readonly headerBytes: number
  readonly payloadBytes: number
  /** Number of the message that it belongs to, in its direction, from 1 on; 0 of a ping, a pong and a close. */
  readonly message: number
  /** From the newest ping to this pong; 0 of any other frame. */
  readonly roundTripUs: number
}

/** What a request of a visit was for. */
export type RequestPurpose = 'open' | 'say' | 'ask' | 'listen'

/** One request of a visit, when its answer was over. */
export type RequestFact = {
  readonly kind: 'request'
  readonly purpose: RequestPurpose
  readonly status: number
  /** Request line and headers, with the empty line. */
  readonly headBytes: number
  readonly bodyBytes: number
  /** Status line, headers and body with its framing. */
  readonly answerBytes: number
}

/** What was written on an event stream: an event with so many messages, or a comment. */
export type EventFact = { readonly kind: 'event'; readonly bytes: number; readonly messages: number }

export type WireFact = HandshakeFact | FrameFact | RequestFact | EventFact

/** `ageMs`: from what happened to the report. */
export type WireRecord = WireFact & { readonly ageMs: number }

/** What the server saw of the connection on which it says this. */
export type WireReport = {
  /** When it was made, ms since 1970. */
  readonly time: number
  readonly totals: WireTotals
  /** How many records had no place in this report. */
  readonly leftOut: number
  /** Oldest first. */
  readonly records: readonly WireRecord[]
}

const wishes = ['off', 'on', 'totals'] as const satisfies readonly InspectWish[]
const purposes = ['open', 'say', 'ask', 'listen'] as const satisfies readonly RequestPurpose[]
const recordKind = { handshake: 0, frame: 1, request: 2, event: 3 } as const
const totalNames = ['requests', 'bytesIn', 'bytesOut', 'framesIn', 'framesOut', 'messagesIn', 'messagesOut'] as const

/** 104 · varUint 0 off, 1 on, 2 totals. */
export function encodeInspect(wish: InspectWish): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageType.inspect)
    encoding.writeVarUint(encoder, wishes.indexOf(wish))
  })
}

/** Reads what follows the message type; undefined for a wish that this build does not know. Throws on truncated bytes. */
export function readInspect(decoder: decoding.Decoder): InspectWish | undefined {
  return wishes[decoding.readVarUint(decoder)]
}

/** 105 · varUint time · varUint x 7, in the order of {@link WireTotals} · varUint left out · varUint count · records. */
export function encodeReport({ time, totals, leftOut, records }: WireReport): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageType.report)
    encoding.writeVarUint(encoder, time)
    for (const name of totalNames) encoding.writeVarUint(encoder, totals[name])
    encoding.writeVarUint(encoder, leftOut)
    encoding.writeVarUint(encoder, records.length)
    for (const record of records) encoding.writeVarUint8Array(encoder, encodeRecord(record))
  })
}

/** Reads what follows the message type, without records of a kind that this build does not know. Throws on truncated bytes. */
export function readReport(decoder: decoding.Decoder): WireReport {
  const time = decoding.readVarUint(decoder)
  const totals = Object.fromEntries(totalNames.map((name) => [name, decoding.readVarUint(decoder)]))
  const leftOut = decoding.readVarUint(decoder)
  const count = decoding.readVarUint(decoder)
  const records: WireRecord[] = []
  for (let i = 0; i < count; i++) {
    const record = readRecord(readWhole(decoder))
    if (record) records.push(record)
  }
  return { time, totals: totals as Record<(typeof totalNames)[number], number>, leftOut, records }
}

/** varUint age · varUint kind · and what the kind has. */
function encodeRecord(record: WireRecord): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, record.ageMs)
    encoding.writeVarUint(encoder, recordKind[record.kind])
    switch (record.kind) {
      case 'handshake':
        for (const text of [record.key, record.accept, record.protocol]) encoding.writeVarString(encoder, text)
        return writeCounts(encoder, record.requestBytes, record.answerBytes)
      case 'frame':
        writeCounts(encoder, record.direction === 'out' ? 1 : 0, record.start, record.isMasked ? 1 : 0)
        return writeCounts(encoder, record.headerBytes, record.payloadBytes, record.message, record.roundTripUs)
      case 'request':
        writeCounts(encoder, purposes.indexOf(record.purpose), record.status)
        return writeCounts(encoder, record.headBytes, record.bodyBytes, record.answerBytes)
      case 'event':
        return writeCounts(encoder, record.bytes, record.messages)
    }
  })
}

function writeCounts(encoder: encoding.Encoder, ...counts: readonly number[]): void {
  for (const count of counts) encoding.writeVarUint(encoder, count)
}

function readRecord(bytes: Uint8Array): WireRecord | undefined {
  const decoder = decoding.createDecoder(bytes)
  const ageMs = decoding.readVarUint(decoder)
  const fact = readFact(decoder)
  return fact && { ...fact, ageMs }
}

function readFact(decoder: decoding.Decoder): WireFact | undefined {
  const count = () => decoding.readVarUint(decoder)
  const text = () => decoding.readVarString(decoder)
  switch (count()) {
    case recordKind.handshake:
      return {
        kind: 'handshake',
        key: text(),
        accept: text(),
        protocol: text(),
        requestBytes: count(),
        answerBytes: count(),
      }
    case recordKind.frame:
      return {
        kind: 'frame',
        direction: count() === 1 ? 'out' : 'in',
        start: count(),
        isMasked: count() === 1,
        headerBytes: count(),
        payloadBytes: count(),
        message: count(),
        roundTripUs: count(),
      }
    case recordKind.request:
      return { kind: 'request', purpose: readPurpose(count()), ...readRequest(count) }
    case recordKind.event:
      return { kind: 'event', bytes: count(), messages: count() }
    default:
      return undefined
  }
}

function readPurpose(index: number): RequestPurpose {
  const purpose = purposes[index]
  if (purpose === undefined) throw new Error('a report names an unknown request')
  return purpose
}

function readRequest(count: () => number) {
  return { status: count(), headBytes: count(), bodyBytes: count(), answerBytes: count() }
}

/** A length beyond the end would be read as less. */
function readWhole(decoder: decoding.Decoder): Uint8Array {
  const length = decoding.readVarUint(decoder)
  if (length > decoder.arr.length - decoder.pos) throw new Error('a record of a report is truncated')
  return decoding.readUint8Array(decoder, length)
}
