import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { Role } from './roles.ts'
import { roles } from './roles.ts'

/**
 * The first varUint of a WebSocket message. 0-3 are y-websocket's; 100 and above go only to clients that offered
 * the subprotocol `duplex.v1`.
 */
export const messageType = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  hello: 100,
  acknowledgement: 101,
  heartbeat: 102,
  notice: 103,
  inspect: 104,
  report: 105,
  trace: 106,
} as const

/** The second varUint of a sync message. */
export const syncType = { step1: 0, step2: 1, update: 2 } as const

/** The subprotocol that turns on messages 100 and above. */
export const subprotocol = 'duplex.v1'
/** A ticket travels in the subprotocol list behind this prefix, so that it is in no URL and no access log. */
export const ticketProtocolPrefix = 'ticket.'

/** The subprotocols that a client offers with this ticket; the server selects the first. */
export function ticketProtocols(ticket: string): string[] {
  return [subprotocol, ticketProtocolPrefix + ticket]
}

/** First message of a `duplex.v1` connection. Sizes in bytes, times in ms. */
export type Hello = {
  node: string
  role: Role
  heartbeatMs: number
  maxMessageBytes: number
  maxAwarenessBytes: number
  maxDocumentBytes: number
  accessVersion: number
  schemaVersion: number
}

/**
 * Cumulative answer to the sync step 2 and update messages of this connection, counted from 1 in the order they were sent.
 * `received`: how many the server holds. `stored`: how many are committed. `seq`: the document's newest committed
 * update. `digest`: 8 bytes over the committed state vector, or empty where the server did not compute it;
 * everything up to `seq` was sent on this connection before.
 */
export type Acknowledgement = { received: number; stored: number; seq: number; digest: Uint8Array }

/** Sent so that a client hears from the server at least every 25 s. `serverTime`: ms since 1970. */
export type Heartbeat = { serverTime: number }

/** What the server tells beside content. */
export type Notice =
  | { kind: 'title'; title: string }
  | { kind: 'size'; bytes: number; maxBytes: number }
  | { kind: 'storage'; state: 'degraded' | 'healthy' }
  /** `apart`: what others write who are connected to other nodes comes a second late, and who they are not at all. */
  | { kind: 'nodes'; state: 'apart' | 'joined' }
  /** A ticket that opens one more connection like this one, where the next attempt begins within `lifeMs`. */
  | { kind: 'return'; ticket: string; lifeMs: number }

/** Bytes of a trace and a span, as W3C Trace Context numbers them: 16 and 8. */
export const traceBytes = 24

const noticeKind = { title: 0, size: 1, storage: 2, nodes: 3, return: 4 } as const

function encodeMessage(type: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, type)
    write(encoder)
  })
}

/** 100 · varString node · varUint role index · varUint x 6, in the order of {@link Hello}. */
export function encodeHello(hello: Hello): Uint8Array {
  return encodeMessage(messageType.hello, (encoder) => {
    encoding.writeVarString(encoder, hello.node)
    encoding.writeVarUint(encoder, roles.indexOf(hello.role))
    encoding.writeVarUint(encoder, hello.heartbeatMs)
    encoding.writeVarUint(encoder, hello.maxMessageBytes)
    encoding.writeVarUint(encoder, hello.maxAwarenessBytes)
    encoding.writeVarUint(encoder, hello.maxDocumentBytes)
    encoding.writeVarUint(encoder, hello.accessVersion)
    encoding.writeVarUint(encoder, hello.schemaVersion)
  })
}

/** Reads what follows the message type. Throws on truncated bytes and on an unknown role. */
export function readHello(decoder: decoding.Decoder): Hello {
  const node = decoding.readVarString(decoder)
  const role = roles[decoding.readVarUint(decoder)]
  if (role === undefined) throw new Error('hello names an unknown role')
  return {
    node,
    role,
    heartbeatMs: decoding.readVarUint(decoder),
    maxMessageBytes: decoding.readVarUint(decoder),
    maxAwarenessBytes: decoding.readVarUint(decoder),
    maxDocumentBytes: decoding.readVarUint(decoder),
    accessVersion: decoding.readVarUint(decoder),
    schemaVersion: decoding.readVarUint(decoder),
  }
}

/** 101 · varUint received · varUint stored · varUint seq · varUint8Array digest. */
export function encodeAcknowledgement(ack: Acknowledgement): Uint8Array {
  return encodeMessage(messageType.acknowledgement, (encoder) => {
    encoding.writeVarUint(encoder, ack.received)
    encoding.writeVarUint(encoder, ack.stored)
    encoding.writeVarUint(encoder, ack.seq)
    encoding.writeVarUint8Array(encoder, ack.digest)
  })
}

/** Reads what follows the message type. Throws on truncated bytes. */
export function readAcknowledgement(decoder: decoding.Decoder): Acknowledgement {
  return {
    received: decoding.readVarUint(decoder),
    stored: decoding.readVarUint(decoder),
    seq: decoding.readVarUint(decoder),
    digest: decoding.readVarUint8Array(decoder),
  }
}

/** 102 · varUint server time. */
export function encodeHeartbeat(heartbeat: Heartbeat): Uint8Array {
  return encodeMessage(messageType.heartbeat, (encoder) => encoding.writeVarUint(encoder, heartbeat.serverTime))
}

/** Reads what follows the message type. Throws on truncated bytes. */
export function readHeartbeat(decoder: decoding.Decoder): Heartbeat {
  return { serverTime: decoding.readVarUint(decoder) }
}

/**
 * 103 · varUint kind · title: varString · size: varUint bytes, varUint limit · storage: varUint 0 degraded, 1 healthy
 * · nodes: varUint 0 apart, 1 joined · return: varString ticket, varUint ms.
 */
export function encodeNotice(notice: Notice): Uint8Array {
  return encodeMessage(messageType.notice, (encoder) => {
    encoding.writeVarUint(encoder, noticeKind[notice.kind])
    switch (notice.kind) {
      case 'title':
        return encoding.writeVarString(encoder, notice.title)
      case 'size':
        encoding.writeVarUint(encoder, notice.bytes)
        return encoding.writeVarUint(encoder, notice.maxBytes)
      case 'storage':
        return encoding.writeVarUint(encoder, notice.state === 'healthy' ? 1 : 0)
      case 'nodes':
        return encoding.writeVarUint(encoder, notice.state === 'joined' ? 1 : 0)
      case 'return':
        encoding.writeVarString(encoder, notice.ticket)
        return encoding.writeVarUint(encoder, notice.lifeMs)
    }
  })
}

/** Reads what follows the message type; undefined for a kind this build does not know. Throws on truncated bytes. */
export function readNotice(decoder: decoding.Decoder): Notice | undefined {
  switch (decoding.readVarUint(decoder)) {
    case noticeKind.title:
      return { kind: 'title', title: decoding.readVarString(decoder) }
    case noticeKind.size:
      return { kind: 'size', bytes: decoding.readVarUint(decoder), maxBytes: decoding.readVarUint(decoder) }
    case noticeKind.storage:
      return { kind: 'storage', state: decoding.readVarUint(decoder) === 1 ? 'healthy' : 'degraded' }
    case noticeKind.nodes:
      return { kind: 'nodes', state: decoding.readVarUint(decoder) === 1 ? 'joined' : 'apart' }
    case noticeKind.return:
      return { kind: 'return', ticket: decoding.readVarString(decoder), lifeMs: decoding.readVarUint(decoder) }
    default:
      return undefined
  }
}

/** 106 · 24 bytes: the trace that the next sync step 2 or update belongs to, and the span that it is a part of. */
export function encodeTrace(trace: Uint8Array): Uint8Array {
  return encodeMessage(messageType.trace, (encoder) => encoding.writeUint8Array(encoder, trace))
}

/** Reads what follows the message type. Throws where it is not 24 bytes. */
export function readTrace(decoder: decoding.Decoder): Uint8Array {
  const trace = decoding.readTailAsUint8Array(decoder)
  if (trace.length !== traceBytes) throw new Error(`a trace has ${trace.length} bytes`)
  return trace
}
