/**
 * Defaults of every limit on the wire. The sync server can be configured to other values and tells clients in its
 * hello; clients use these until then.
 */
export const KiB = 1024
export const MiB = 1024 * KiB

/** So many a second for long, and so many ahead of that. */
export type Rate = { readonly perSecond: number; readonly burst: number }

/** One WebSocket message, and so one update. */
export const maxMessageBytes = 2 * MiB
/** One awareness message. */
export const maxAwarenessBytes = 64 * KiB
/** Encoded state of one document. */
export const maxDocumentBytes = 20 * MiB
/**
 * Items of one document: runs of text, nodes, attributes, marks and the gaps of what was deleted. Each takes 200 to 640
 * bytes of a server's memory. Documents of 20 MiB that people write have 300,000 to 850,000.
 */
export const maxDocumentItems = 1_000_000
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
/** A server that is told to stop is gone after so long. Whoever starts it waits for that before it kills it. */
export const maxShutdownMs = 30_000
/** How deep nodes nest, texts included: the conversions of a document go no deeper. */
export const maxNodeDepth = 64
/** UTF-16 units of the name of a node, an attribute or a format. */
export const maxNameLength = 256
/** Yjs client ids that come into a document with one update: somebody has one for each page that they opened. */
export const maxNewClients = 10_000
/** Clocks of structs without content in one update: what an hour at the full byte rate could have typed and deleted. */
export const maxEmptyClocks = 2 ** 32
/** Bytes waiting for a slow reader before it is closed. */
export const maxBufferedBytes = 4 * MiB
/** Awareness client ids one connection may own. */
export const maxAwarenessClients = 2
/** One awareness state with the `user` that the server writes into it: a newcomer is sent everybody's. */
export const maxAwarenessStateBytes = 8 * KiB
/** Life of a ticket: long enough for one handshake, too short to be worth stealing. */
export const ticketLifeSeconds = 60
/** Life of a ticket that a connection is given for its way back: a restart, a tunnel, a lift. */
export const returnLifeSeconds = 300
/** Age at which the next heartbeat brings another one: whoever is cut off has at least half of its life left. */
export const returnRenewMs = 120_000
/** Messages of one connection: a lasting rate, and how many it may be ahead of it. */
export const messageRate = { perSecond: 60, burst: 300 } as const
/** Bytes of one connection: a whole offline document may come at once. */
export const byteRate = { perSecond: MiB, burst: 8 * MiB } as const
/** Bytes of answers to sync step 1, each counted when the same connection asks again: the first is free. */
export const answerByteRate = { perSecond: MiB, burst: 8 * MiB } as const
/** Updates of one connection that are judged again, because another node may have stored what they build on. */
export const lookRate = { perSecond: 0.2, burst: 20 } as const
/** Connections of one person: every tab of every device, and those that a lost network has not ended yet. */
export const maxConnectionsPerUser = 50
/** Connections of one client address (IPv4) or /64 network (IPv6): an office behind one address. */
export const maxConnectionsPerAddress = 200
/** Connections to one document: each hears what every other one does. */
export const maxConnectionsPerDocument = 500
/**
 * Handshakes with a good ticket, all together: each is two queries and a greeting, about 2.5 ms of a core. So a node
 * of two cores lets the 500 clients of a restart in at once, and then spends half a core on whoever else comes.
 */
export const handshakeRate = { perSecond: 200, burst: 500 } as const
/** Handshakes of one address, whatever their ticket: all that it may have at once, and again within 10 s. */
export const addressHandshakeRate = { perSecond: 20, burst: 200 } as const
/**
 * Documents that are loaded: a usual one takes 5 ms of a core, so the lasting rate leaves half a core to those who
 * write; with the burst and the queue, 500 different documents are open 3 s after a restart.
 */
export const loadRate = { perSecond: 100, burst: 200 } as const
/** Documents being loaded at the same time: two fewer than the connections for reading, which admission needs as well. */
export const maxLoads = 8
/** Loads that wait for their turn: 3 s at `loadRate`, so that each begins well within `maxHandshakeMs`. */
export const maxWaitingLoads = 300
/** How long a long poll is held, where nothing happens: less than the 30 s after which the strictest proxies cut. */
export const maxPollWaitMs = 25_000
/** Messages of one answer or event of a visit, unless one alone is larger. */
export const maxCarriedBytes = 256 * KiB
/** Bodies of one visit that are being received at the same time: one, one that hangs, and one of a page that leaves. */
export const maxOpenPosts = 3
/** From one report about a connection to the next, at least. Somebody watches it: five a second are enough to follow. */
export const reportMs = 200
/** Records of one report: more than a connection may receive in that time, and at most some KiB. */
export const maxReportRecords = 256
/** One message or body of a probe: the largest that is tried. */
export const maxProbeMessageBytes = 1024 * KiB
/** What one probe carries, both ways together: each size is tried once, and again where the doctor is asked again. */
export const maxProbeBytes = 8 * MiB
/** Life of a probe: 70 s of silence, and what is tried before, on a slow line. */
export const probeLifeMs = 180_000
/** Requests of one probe. */
export const maxProbeRequests = 64
/** Sockets and requests of one probe at the same time: as many connections as a browser has to a host. */
export const maxOpenProbeRequests = 6
/** Probes of one person: one for each of a few tabs. One more ends the oldest. */
export const maxProbesPerUser = 3
/** Probes of a whole node. */
export const maxProbes = 100
