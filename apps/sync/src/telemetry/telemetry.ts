import type { CloseName } from '@duplex/protocol'
import type { Logger } from 'pino'
import type { BusMessage } from '../bus/bus-message.ts'
import type { BusState } from '../bus/relay.ts'
import type { DropReason } from '../connection/sync-dialogue.ts'
import { Overload } from '../overload.ts'
import type { StorageState } from '../store/store.ts'
import type { Metrics } from './metrics.ts'

/** What happened, logged and counted in one place. Messages are constant; facts are fields, and never content. */
export function createTelemetry(log: Logger, metrics: Metrics) {
  const traffic = { in: trafficOf(metrics, 'in'), out: trafficOf(metrics, 'out') }
  return {
    connectionOpened: (documentId: string, userId: string) => log.debug({ documentId, userId }, 'connection opened'),
    connectionEnded(documentId: string, userId: string, close: CloseName | 'client' | 'network') {
      metrics.closes.inc({ close })
      log.debug({ documentId, userId, close }, 'connection ended')
    },
    clientRefused(close: CloseName | 'origin' | 'path' | 'draining', cause?: unknown) {
      const reason = cause instanceof Overload ? cause.of : close
      metrics.refusals.inc({ close: reason })
      if (reason !== close) log.info({ close, of: reason }, 'client refused')
      else if (close === 'internalError') log.error({ err: cause }, 'letting a client in failed')
      else log.info({ close, err: cause }, 'client refused')
    },
    messagePassed(direction: 'in' | 'out', bytes: number) {
      traffic[direction].messages.inc()
      traffic[direction].bytes.inc(bytes)
    },
    messageDropped: (why: DropReason) => metrics.drops.inc({ why }),
    requestFailed: (err: unknown) => log.error({ err }, 'a request made the server fail'),
    messageFailed: (err: unknown) => log.error({ err }, 'a message made the server fail'),
    groupCommitted({ rows, bytes, ms }: { rows: number; bytes: number; ms: number }) {
      metrics.updatesCommitted.inc(rows)
      metrics.bytesCommitted.inc(bytes)
      metrics.commitSeconds.observe(ms / 1000)
    },
    windowStored(updates: number, bytes: number) {
      metrics.windowUpdates.observe(updates)
      metrics.windowBytes.observe(bytes)
    },
    presenceSent: () => metrics.presenceFlushes.inc(),
    commitFailed(err: unknown, rows: number) {
      metrics.commitFailures.inc()
      log.warn({ err, rows }, 'commit failed, will be tried again')
    },
    storageChanged: (state: StorageState) => log.warn({ state }, 'storage changed'),
    documentDamaged: (documentId: string, detail: string) => log.error({ documentId, detail }, 'document is damaged'),
    snapshotWritten(documentId: string, seq: number) {
      metrics.snapshots.inc({ outcome: 'written' })
      log.debug({ documentId, seq }, 'snapshot written')
    },
    snapshotFailed(documentId: string, err: unknown) {
      metrics.snapshots.inc({ outcome: 'failed' })
      log.warn({ documentId, err }, 'snapshot failed')
    },
    roomOpened: (documentId: string, seq: number) => log.debug({ documentId, seq }, 'room opened'),
    roomClosed: (documentId: string) => log.debug({ documentId }, 'room closed'),
    roomEnded(documentId: string, close: CloseName, err: unknown) {
      if (close === 'internalError') log.error({ documentId, err }, 'room failed')
      else log.info({ documentId, close }, 'room ended')
    },
    poisonMet: (documentId: string, err: unknown) => log.error({ documentId, err }, 'an update could not be applied'),
    listenerUp: () => log.info('listening for changes of access'),
    listenerDown: (err: unknown) => log.warn({ err }, 'not listening for changes of access'),
    accessNotCompared: (err: unknown) => log.warn({ err }, 'access could not be compared with the database'),
    failedClosed: (connections: number) => log.error({ connections }, 'access is unknown, all connections are closed'),
    drainOrdered: () => log.info('told to drain by an administrator'),
    registryFailed: (err: unknown) => log.warn({ err }, 'the registry of nodes cannot be written'),
    drainStarted: (connections: number) => log.info({ connections }, 'draining'),
    drainEnded: (unflushedRooms: number) => log.info({ unflushedRooms }, 'drained'),
    busChanged: (state: BusState) => log[state === 'apart' ? 'warn' : 'info']({ state }, 'the bus between nodes'),
    busMessagePassed: (direction: 'in' | 'out', kind: BusMessage['kind']) =>
      metrics.busMessages.inc({ direction, kind }),
    redisFailed: (err: unknown) => log.warn({ err }, 'redis failed'),
  }
}

/** Looked up once: this is counted for every message to every reader. */
function trafficOf({ messages, bytes }: Metrics, direction: 'in' | 'out') {
  return { messages: messages.labels({ direction }), bytes: bytes.labels({ direction }) }
}

export type Telemetry = ReturnType<typeof createTelemetry>
