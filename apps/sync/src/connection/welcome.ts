import { encodeHello, encodeNotice, limits, type Notice, schemaVersion } from '@duplex/protocol'
import type { Relay } from '../bus/relay.ts'
import type { Clock } from '../clock.ts'
import type { Settings } from '../config/config.ts'
import type { Store } from '../store/store.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import type { TimerWheel } from '../timer-wheel.ts'
import type { Transport } from '../transport/transport.ts'
import type { Admission } from './admission.ts'
import { Connection, type ConnectionContext, type Introduction } from './connection.ts'
import type { Connections } from './connections.ts'
import { createReturnTickets } from './return-tickets.ts'

export type WelcomeContext = {
  /** Names this process to clients. */
  readonly id: string
  readonly clock: Clock
  readonly wheel: TimerWheel
  readonly settings: Settings
  random(): number
  readonly connections: Connections
  readonly store: Pick<Store, 'state'>
  readonly relay: Pick<Relay, 'state'>
  readonly telemetry: Telemetry
  readonly ticketKey: Uint8Array
}

type Admitted = Extract<Admission, { kind: 'admitted' }>

/** Makes a connection of an admitted client, and lets its room go when it ends. */
export function createWelcome(context: WelcomeContext): (admitted: Admitted, transport: Transport) => void {
  const { clock, wheel, settings, random, connections, telemetry } = context
  const ofAll: ConnectionContext = {
    clock,
    heartbeat: { wheel, random, intervalMs: settings.heartbeatMs },
    renewReturn: createReturnTickets({ ...context, onFailed: telemetry.messageFailed }),
    onTraffic: telemetry.messagePassed,
    onDrop: telemetry.messageDropped,
    onBug: telemetry.messageFailed,
    onEnded(ended, close) {
      connections.remove(ended)
      ended.lease.release()
      telemetry.connectionEnded(ended.passport.documentId, ended.passport.userId, close)
    },
  }
  return ({ introduction, lease, title }, transport) => {
    const connection = new Connection(introduction, lease, transport, ofAll)
    connections.add(connection)
    telemetry.connectionOpened(introduction.ticket.documentId, introduction.ticket.userId)
    try {
      connection.open(greet(context, introduction, title))
    } catch (error) {
      telemetry.messageFailed(error)
      connection.end('internalError')
    }
  }
}

/** Hello is the first message of all; then what the client may have missed. */
function greet({ id, settings, store, relay }: WelcomeContext, { ticket }: Introduction, title: string): Uint8Array[] {
  const hello = encodeHello({
    node: id,
    role: ticket.role,
    heartbeatMs: settings.heartbeatMs,
    maxMessageBytes: settings.maxMessageBytes,
    maxAwarenessBytes: limits.maxAwarenessBytes,
    maxDocumentBytes: settings.maxDocumentBytes,
    accessVersion: ticket.accessVersion,
    schemaVersion,
  })
  const notices: Notice[] = [{ kind: 'title', title }]
  if (store.state === 'degraded') notices.push({ kind: 'storage', state: 'degraded' })
  if (relay.state === 'apart') notices.push({ kind: 'nodes', state: 'apart' })
  return [hello, ...notices.map(encodeNotice)]
}
