import { limits } from '@duplex/protocol'

/** Bytes and ms. A test sets them smaller. */
export type StreamSettings = {
  /** Read and not yet stored, beyond which nothing more is read: the memory of a stream, beside its replica. */
  windowBytes: number
  /** Of one stream; more than a document can hold is refused before it is read. */
  maxBytes: number
  /** From the first byte of a request to its end. */
  maxStreamMs: number
  /** Between two bytes: a model thinks, a log is quiet. */
  maxIdleMs: number
  /** How long something may wait to be stored, while sync or the database is away. */
  maxStallMs: number
  /** Between two lines that say how much is stored. */
  progressMs: number
  /** How often the times above are looked at. */
  checkMs: number
  maxStreamsPerUser: number
  /** Of all documents that are being streamed into, as they are stored. A replica takes about 20 times as much. */
  maxReplicaBytes: number
}

export const defaultStreamSettings: StreamSettings = {
  windowBytes: 64 * limits.KiB,
  maxBytes: limits.maxDocumentBytes,
  maxStreamMs: 3_600_000,
  maxIdleMs: 300_000,
  maxStallMs: 60_000,
  progressMs: 250,
  checkMs: 1_000,
  maxStreamsPerUser: 4,
  maxReplicaBytes: 24 * limits.MiB,
}
