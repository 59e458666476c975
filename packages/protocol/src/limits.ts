/**
 * Defaults of every limit on the wire. The sync server can be configured to other values and tells clients in its
 * hello; clients use these until then.
 */
export const KiB = 1024
export const MiB = 1024 * KiB

/** One WebSocket message, and so one update. */
export const maxMessageBytes = 2 * MiB
/** One awareness message. */
export const maxAwarenessBytes = 64 * KiB
/** Encoded state of one document. */
export const maxDocumentBytes = 20 * MiB
/** Shares of `maxDocumentBytes` at which connected people are warned. */
export const documentWarningShares = [0.6, 0.8] as const
/** Fragments of one WebSocket message (`ws` would allow 16,384). */
export const maxFragments = 64
/** How long a message may stay unfinished. */
export const maxUnfinishedMessageMs = 10_000
/** How long a connection may take to show its ticket. */
export const maxHandshakeMs = 10_000
/** Ping interval; jittered by +-10 % so that a node's connections do not beat together. */
export const heartbeatMs = 20_000
/** Unanswered pings after which a connection is given up. */
export const maxMissedPongs = 2
/** Bytes waiting for a slow reader before it is closed. */
export const maxBufferedBytes = 4 * MiB
/** Awareness client ids one connection may own. */
export const maxAwarenessClients = 2
/** Life of a ticket: long enough for one handshake, too short to be worth stealing. */
export const ticketLifeSeconds = 60
/** Messages of one connection: a lasting rate, and how many it may be ahead of it. */
export const messageRate = { perSecond: 60, burst: 300 } as const
/** Bytes of one connection: a whole offline document may come at once. */
export const byteRate = { perSecond: MiB, burst: 8 * MiB } as const
