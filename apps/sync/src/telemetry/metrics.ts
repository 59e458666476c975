import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type Gauges = { connections(): number; rooms(): number; queuedBytes(): number; storeLagMs(): number }

export type Metrics = ReturnType<typeof createMetrics>

/** Seconds: a commit takes about one millisecond on a healthy disk, and ten seconds before it is given up. */
const commitBuckets = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Everything that /metrics shows, in a registry of its own. Includes Node's event loop delay and memory. */
export function createMetrics(gauges: Gauges) {
  const register = new Registry()
  const registers = [register]
  collectDefaultMetrics({ register })
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({ name, help, registers, collect() { this.set(read()) } }) // biome-ignore format: one gauge, one line
  gauge('duplex_sync_connections', 'Open connections.', gauges.connections)
  gauge('duplex_sync_rooms', 'Open documents.', gauges.rooms)
  gauge('duplex_sync_queued_bytes', 'Bytes of updates that wait to be committed.', gauges.queuedBytes)
  gauge(
    'duplex_sync_store_lag_seconds',
    'Age of the oldest update that is not committed.',
    () => gauges.storeLagMs() / 1000,
  )
  const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Counter({ name, help, labelNames, registers })
  return {
    register,
    updatesCommitted: counter('duplex_sync_updates_committed_total', 'Rows written to the update log.'),
    bytesCommitted: counter('duplex_sync_committed_bytes_total', 'Bytes written to the update log.'),
    commitSeconds: new Histogram({
      name: 'duplex_sync_commit_seconds',
      help: 'Time of one statement that commits the windows of all rooms.',
      buckets: commitBuckets,
      registers,
    }),
    commitFailures: counter(
      'duplex_sync_commit_failures_total',
      'Statements that failed or did not answer; they are tried again.',
    ),
    messages: counter('duplex_sync_messages_total', 'Messages.', 'direction'),
    bytes: counter('duplex_sync_message_bytes_total', 'Bytes of messages.', 'direction'),
    closes: counter(
      'duplex_sync_closes_total',
      'Connections that ended, by the reason this side gave, or "client".',
      'close',
    ),
    refusals: counter('duplex_sync_refusals_total', 'Clients that were not let in, by reason.', 'close'),
    snapshots: counter('duplex_sync_snapshots_total', 'Snapshots, by outcome.', 'outcome'),
  }
}
