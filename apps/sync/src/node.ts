import { randomUUID } from 'node:crypto'
import { createDatabase } from '@duplex/db'
import type { Logger } from 'pino'
import { createAccessStore } from './access/access-store.ts'
import { AccessWatch } from './access/access-watch.ts'
import { gatherReads } from './access/gathered-reads.ts'
import { UsedTickets } from './access/used-tickets.ts'
import { type Clock, systemClock } from './clock.ts'
import { type Config, defaultSettings, type Settings } from './config/config.ts'
import { Connections } from './connection/connections.ts'
import { createHandshakeLimits } from './connection/handshake-limits.ts'
import { LoadGate } from './connection/load-gate.ts'
import { Seats } from './connection/seats.ts'
import { TimeOuts } from './connection/time-outs.ts'
import { Probes } from './probe/probes.ts'
import { Rooms } from './room/rooms.ts'
import { committerConnections } from './store/committer.ts'
import { createPostgresStore } from './store/postgres-store.ts'
import type { Store } from './store/store.ts'
import { toStoreUrl } from './store/store-url.ts'
import { createMetrics } from './telemetry/metrics.ts'
import { createTelemetry } from './telemetry/telemetry.ts'
import { createTimerWheel } from './timer-wheel.ts'
import { Visits } from './visit/visits.ts'

export type NodeDeps = {
  readonly config: Config
  readonly log: Logger
  readonly settings?: Partial<Settings>
  readonly clock?: Clock
  random?(): number
}

export type SyncNode = ReturnType<typeof createNode>

/** Rooms, connections and what they stand on. Opens nothing before it is used. */
export function createNode({ config, log, clock = systemClock, random = Math.random, settings: overrides }: NodeDeps) {
  const settings: Settings = { ...defaultSettings, ...config.settings, ...overrides }
  const wheel = createTimerWheel(clock)
  const connections = new Connections()
  const visits = new Visits(wheel, settings)
  const metrics = createMetrics({
    connections: () => connections.count,
    visits: () => visits.count,
    rooms: () => rooms.count,
    liveRooms: () => rooms.open.filter((room) => room.isLive).length,
    roomBytes: () => rooms.open.reduce((sum, room) => sum + room.bytes, 0),
    queuedBytes: () => rooms.queue.bytes,
    storeLagMs: () => store.lagMs,
  })
  const telemetry = createTelemetry(log, metrics)
  const url = toStoreUrl(config.databaseUrl)
  const writer = createDatabase({ url, poolSize: committerConnections })
  const reader = createDatabase({ url })
  const store = createPostgresStore({
    writer: writer.prisma,
    reader: reader.prisma,
    databaseUrl: url,
    clock,
    random,
    statementTimeoutMs: settings.statementTimeoutMs,
    onCommitted: telemetry.groupCommitted,
    onFailed: telemetry.commitFailed,
    onState(state) {
      telemetry.storageChanged(state)
      for (const connection of connections.all()) connection.tell({ kind: 'storage', state })
    },
    onDamaged: telemetry.documentDamaged,
    onSnapshotWritten: telemetry.snapshotWritten,
    onSnapshotFailed: telemetry.snapshotFailed,
  })
  const loads = new LoadGate({ settings, clock, random })
  const timeOuts = new TimeOuts(() => clock.elapsed())
  const events = {
    ...telemetry,
    poisonMet(documentId: string, cause: Error, authorId: string | undefined) {
      telemetry.poisonMet(documentId, cause)
      if (authorId === undefined) return
      timeOuts.add(authorId)
      for (const connection of connections.ofUser(authorId)) connection.end('policy')
    },
  }
  const rooms: Rooms = new Rooms({ store: throughGate(store, loads), clock, wheel, settings, random, events })
  const accessStore = gatherReads(createAccessStore(reader, clock))
  const watch = new AccessWatch({
    connections,
    accessStore,
    clock,
    wheel,
    settings,
    onCompareFailed: telemetry.accessNotCompared,
    onFailClosed: telemetry.failedClosed,
  })
  return {
    id: randomUUID(),
    clock,
    random,
    settings,
    wheel,
    metrics,
    telemetry,
    closeDatabases: () => Promise.all([writer.close(), reader.close()]),
    store,
    rooms,
    connections,
    visits,
    probes: new Probes({ wheel, random }),
    accessStore,
    watch,
    usedTickets: new UsedTickets(),
    ticketKey: config.ticketKey,
    seats: new Seats({ settings, random }),
    timeOuts,
    handshakes: createHandshakeLimits({ settings, clock, random }),
  }
}

/** The same store, whose documents are loaded as fast as the node bears it. */
function throughGate(store: Store, gate: LoadGate): Store {
  return {
    ...store,
    get state() {
      return store.state
    },
    load: (documentId) => gate.run(() => store.load(documentId)),
  }
}
