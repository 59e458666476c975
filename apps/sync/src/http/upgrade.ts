import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type CloseName, closeTable, limits, subprotocol } from '@duplex/protocol'
import type { TrustedProxies } from '@duplex/protocol/server'
import { WebSocketServer } from 'ws'
import type { Clock } from '../clock.ts'
import type { Admission, Application } from '../connection/admission.ts'
import { type Beginning, watchBeginning } from '../inspection/beginning.ts'
import { reasonOf } from '../refusal.ts'
import type { TimerWheel } from '../timer-wheel.ts'
import { FrameWriter } from '../transport/frame-writer.ts'
import type { Transport } from '../transport/transport.ts'
import { WebSocketTransport, type WebSocketTransportContext } from '../transport/websocket.ts'
import { decide, dismiss } from './decision.ts'
import { readUpgradeRequest } from './upgrade-request.ts'

export type UpgradeContext = {
  readonly clock: Clock
  readonly wheel: TimerWheel
  readonly allowedOrigins: ReadonlySet<string>
  readonly trustedProxies: TrustedProxies
  readonly maxMessageBytes: number
  readonly maxHandshakeMs: number
  isDraining(): boolean
  admit(application: Application): Promise<Admission>
  /** The lease is the receiver's from here on. */
  onAdmitted(admission: Extract<Admission, { kind: 'admitted' }>, transport: Transport): void
  onRefused(reason: CloseName | 'origin' | 'path' | 'draining', cause?: unknown): void
}

export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** A closing handshake that the client does not answer ends after this. */
const closeTimeoutMs = 5_000

/**
 * Answers WebSocket handshakes. Who asks is decided before the 101, and told after it: a refused handshake is only
 * 1006 to a browser, a close code says why.
 */
export function createUpgradeHandler(context: UpgradeContext): UpgradeHandler {
  const options = {
    noServer: true,
    clientTracking: false,
    maxPayload: context.maxMessageBytes,
    maxFragments: limits.maxFragments,
    closeTimeout: closeTimeoutMs,
    // Updates are small and dense already; a deflate context costs hundreds of kilobytes on every connection, and
    // compressing secrets beside chosen text tells them (CRIME).
    perMessageDeflate: false,
    handleProtocols: (offered: Set<string>): string | false => (offered.has(subprotocol) ? subprotocol : false),
  }
  const server = new WebSocketServer(options)
  const transports = { wheel: context.wheel, frames: new FrameWriter() }
  return (request, socket, head) => {
    // Without a listener a reset of the connection would end the process.
    socket.on('error', destroy)
    if (context.isDraining()) return refuse(context, socket, 503, 'draining')
    const asked = readUpgradeRequest(request, context)
    if (asked.kind === 'invalid') return refuse(context, socket, asked.status, asked.status === 403 ? 'origin' : 'path')
    const readBeginning = watchBeginning(request, socket, head)
    void decide(context, asked).then((admission) => {
      if (socket.destroyed) return dismiss(admission)
      upgrade({ ...context, server, transports }, { request, socket, head, readBeginning }, admission)
    })
  }
}

/** Stays on the socket as long as it lives: a closure would keep the whole request, headers and all, as long. */
function destroy(this: Duplex): void {
  this.destroy()
}

type Handshake = {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
  /** To be called when the answer is written. */
  readBeginning(): Beginning
}

type Upgrader = UpgradeContext & {
  readonly server: WebSocketServer
  readonly transports: WebSocketTransportContext
}

function upgrade(context: Upgrader, handshake: Handshake, admission: Admission): void {
  let isUpgraded = false
  // Calls back before it returns, or answers with an HTTP error and does not call back.
  context.server.handleUpgrade(handshake.request, handshake.socket, handshake.head, (ws) => {
    isUpgraded = true
    const transport = new WebSocketTransport(ws, handshake.socket, handshake.readBeginning(), context.transports)
    if (admission.kind === 'admitted' && !context.isDraining()) return context.onAdmitted(admission, transport)
    dismiss(admission)
    const refusal = admission.kind === 'refused' ? admission : goingAway
    context.onRefused(refusal.close, refusal.cause)
    transport.open(deaf)
    transport.close(closeTable[refusal.close].code, reasonOf(refusal.close, refusal.cause))
  })
  if (!isUpgraded) dismiss(admission)
}

const goingAway: Extract<Admission, { kind: 'refused' }> = { kind: 'refused', close: 'goingAway' }

/** A refused client is not listened to, but its errors have to land somewhere. */
const deaf = { onMessage: ignore, onSign: ignore, onViolation: ignore, onClosed: ignore }

function ignore(): void {
  // The connection is over.
}

function refuse(context: UpgradeContext, socket: Duplex, status: number, reason: 'origin' | 'path' | 'draining'): void {
  context.onRefused(reason)
  const retry = status === 503 ? 'retry-after: 5\r\n' : ''
  const answer = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n${retry}\r\n`
  // HTTP sockets stay half open: without this one that the client never closes would stay for ever.
  socket.end(answer, () => socket.destroy())
}
