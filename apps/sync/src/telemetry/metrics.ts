import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** What is read when somebody asks. */
export type Gauges = {
  connections(): number
  visits(): number
  rooms(): number
  liveRooms(): number
  roomBytes(): number
  queuedBytes(): number
  storeLagMs(): number
  otherNodes(): number
  isApart(): boolean
}

export type Metrics = ReturnType<typeof createMetrics>

/** Seconds: a commit takes about one millisecond on a healthy disk, and ten seconds before it is given up. */
const commitBuckets = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
/** From a lone keystroke to a crowd that types during a slow commit. */
const updatesBuckets = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]
/** From a letter to a pasted picture. */
const bytesBuckets = [32, 128, 512, 2_048, 8_192, 32_768, 131_072, 524_288, 2_097_152]

/**
 * Everything that /metrics shows, in a registry of its own. Includes what prom-client knows of Node.js: memory, garbage,
 * and the delay of the event loop since the last time somebody asked.
 */
export function createMetrics(gauges: Gauges) {
  const register = new Registry()
  collectDefaultMetrics({ register })
  addGauges(register, gauges)
  return { register, ...createHistograms(register), ...createCounters(register) }
}

function addGauges(register: Registry, gauges: Gauges): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({ name, help, registers: [register], collect() { this.set(read()) } }) // biome-ignore format: one gauge, one line
  gauge('duplex_sync_connections', 'Open connections.', gauges.connections)
  gauge('duplex_sync_visits', 'Those of them that go over HTTP.', gauges.visits)
  gauge('duplex_sync_rooms', 'Open documents.', gauges.rooms)
  gauge('duplex_sync_live_rooms', 'Open documents that are not only bytes.', gauges.liveRooms)
  gauge('duplex_sync_room_bytes', 'Bytes of open documents when stored, estimated from above.', gauges.roomBytes)
  gauge('duplex_sync_queued_bytes', 'Bytes of updates that wait to be committed.', gauges.queuedBytes)
  gauge(
    'duplex_sync_store_lag_seconds',
    'Age of the oldest update that is received and not committed.',
    () => gauges.storeLagMs() / 1000,
  )
  gauge('duplex_sync_other_nodes', 'Other nodes that are heard over the bus.', gauges.otherNodes)
  gauge('duplex_sync_apart', '1 while the bus is away, and other nodes are heard over the log only.', () =>
    Number(gauges.isApart()),
  )
}

function createHistograms(register: Registry) {
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name, help, buckets, registers: [register] })
  return {
    commitSeconds: histogram(
      'duplex_sync_commit_seconds',
      'Time of one statement that commits the windows of all rooms.',
      commitBuckets,
    ),
    windowUpdates: histogram('duplex_sync_window_updates', 'Updates that one window was made of.', updatesBuckets),
    windowBytes: histogram('duplex_sync_window_bytes', 'Bytes of one window, as it is stored and sent.', bytesBuckets),
  }
}

function createCounters(register: Registry) {
  const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Counter({ name, help, labelNames, registers: [register] })
  const counters = {
    updatesCommitted: counter('duplex_sync_updates_committed_total', 'Rows written to the update log.'),
    bytesCommitted: counter('duplex_sync_committed_bytes_total', 'Bytes written to the update log.'),
    commitFailures: counter(
      'duplex_sync_commit_failures_total',
      'Statements that failed or did not answer; they are tried again.',
    ),
    messages: counter('duplex_sync_messages_total', 'Messages.', 'direction'),
    bytes: counter('duplex_sync_message_bytes_total', 'Bytes of messages.', 'direction'),
    drops: counter('duplex_sync_drops_total', 'Messages that led to nothing, by the reason.', 'why'),
    presenceFlushes: counter(
      'duplex_sync_presence_flushes_total',
      'Times that a room sent everybody what changed in its presence.',
    ),
    busMessages: counter('duplex_sync_bus_messages_total', 'Messages to and of other nodes.', 'direction', 'kind'),
    closes: counter(
      'duplex_sync_closes_total',
      'Connections that ended, by the reason this side gave, or "client", or "network".',
      'close',
    ),
    refusals: counter('duplex_sync_refusals_total', 'Clients that were not let in, by reason.', 'close'),
    snapshots: counter('duplex_sync_snapshots_total', 'Snapshots, by outcome.', 'outcome'),
  }
  // From the beginning: Prometheus sees no growth in the first value of a series, and an alarm waits for this one.
  counters.refusals.inc({ close: 'damaged' }, 0)
  return counters
}
