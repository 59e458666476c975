import { randomUUID } from 'node:crypto'
import { claimTickets, createDatabase, forgetEndedTickets } from '@duplex/db'
import { noTracing, type Tracing } from '@duplex/tracing'
import type { Logger } from 'pino'
import { createAccessStore } from './access/access-store.ts'
import { AccessWatch } from './access/access-watch.ts'
import { gatherReads } from './access/gathered-reads.ts'
import { UsedTickets } from './access/used-tickets.ts'
import type { Bus } from './bus/bus.ts'
import { createRelay } from './bus/create-relay.ts'
import type { Relay } from './bus/relay.ts'
import { type Clock, systemClock } from './clock.ts'
import { createRegistry } from './cluster/create-registry.ts'
import { UpdatePaths, withPaths } from './cluster/update-paths.ts'
import { type Config, defaultSettings, type Settings } from './config/config.ts'
import { Connections } from './connection/connections.ts'
import { createHandshakeLimits } from './connection/handshake-limits.ts'
import { LoadGate } from './connection/load-gate.ts'
import { Seats } from './connection/seats.ts'
import { TimeOuts } from './connection/time-outs.ts'
import { Probes } from './probe/probes.ts'
import { DiffThread } from './room/diff-thread.ts'
import { Rooms } from './room/rooms.ts'
import { committerConnections } from './store/committer.ts'
import { createPostgresStore } from './store/postgres-store.ts'
import type { Store } from './store/store.ts'
import { toStoreUrl } from './store/store-url.ts'
import { createMetrics } from './telemetry/metrics.ts'
import { createTelemetry, type Telemetry } from './telemetry/telemetry.ts'
import { UpdateTraces } from './telemetry/update-traces.ts'
import { createTimerWheel } from './timer-wheel.ts'
import { Visits } from './visit/visits.ts'

export type NodeDeps = {
  readonly config: Config
  readonly log: Logger
  readonly settings?: Partial<Settings>
  readonly clock?: Clock
  /** In place of Redis, or of none. */
  readonly bus?: Bus
  random?(): number
  /** Closed with the server. */
  readonly tracing?: Tracing
}

export type SyncNode = ReturnType<typeof createNode>

/** Rooms, connections and what they stand on. Opens nothing before it is used. */
export function createNode({
  config,
  log,
  clock = systemClock,
  bus,
  random = Math.random,
  tracing = noTracing,
  settings: overrides,
}: NodeDeps) {
  const id = randomUUID()
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
    otherNodes: () => relay.nodes,
    isApart: () => relay.state === 'apart',
  })
  const paths = new UpdatePaths(clock, new UpdateTraces(tracing, id))
  const telemetry = withPaths(createTelemetry(log.child({ node: id }), metrics), paths)
  const { store, reader, close } = openStore({ config, clock, random, settings, telemetry, connections, tracing })
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
  const differ = new DiffThread(clock)
  const gatedStore = throughGate(store, loads)
  const relay: Relay = createRelay({
    id,
    config,
    settings,
    bus,
    clock,
    wheel,
    connections,
    telemetry,
    rooms: () => rooms,
    store,
  })
  const { diff } = differ
  const rooms: Rooms = new Rooms({ store: gatedStore, clock, wheel, settings, random, events, diff, relay, paths })
  const accessStore = gatherReads(createAccessStore(reader, clock))
  const watched = { connections, accessStore, clock, wheel, settings }
  const watch = new AccessWatch({
    ...watched,
    onCompareFailed: telemetry.accessNotCompared,
    onFailClosed: telemetry.failedClosed,
    onQuarantined: (documentId) => rooms.find(documentId)?.end('damaged'),
  })
  const cluster = { id, prisma: reader.prisma, clock, wheel, rooms, connections, visits, store, paths }
  return {
    id,
    registry: createRegistry(cluster, telemetry.registryFailed),
    clock,
    random,
    settings,
    wheel,
    metrics,
    telemetry,
    tracing,
    closeDatabases: () => Promise.all([close(), differ.stop()]),
    store,
    rooms,
    relay,
    connections,
    visits,
    probes: new Probes({ wheel, random }),
    accessStore,
    watch,
    usedTickets: new UsedTickets({
      clock,
      claim: (uses) => claimTickets(reader.prisma, uses),
      forget: () => forgetEndedTickets(reader.prisma),
    }),
    ticketKey: config.ticketKey,
    seats: new Seats({ settings, random }),
    timeOuts,
    handshakes: createHandshakeLimits({ settings, clock, random }),
  }
}

type StoreParts = Required<Pick<NodeDeps, 'config' | 'clock' | 'random' | 'tracing'>> & {
  readonly settings: Settings
  readonly telemetry: Telemetry
  readonly connections: Connections
}

/** The store, and how its databases are closed; `reader` is for what else has to be read. */
function openStore({ config, clock, random, settings, telemetry, connections, tracing }: StoreParts) {
  const url = toStoreUrl(config.databaseUrl)
  const around = tracing.isOn ? tracing.query : undefined
  const writer = createDatabase({ url, poolSize: committerConnections, around })
  const reader = createDatabase({ url, around })
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
  return { store, reader, close: () => Promise.all([writer.close(), reader.close()]) }
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
