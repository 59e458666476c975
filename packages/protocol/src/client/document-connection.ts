import { Awareness } from 'y-protocols/awareness'
import type { Doc } from 'yjs'
import type { InspectWish, WireReport } from '../inspection.ts'
import type { Notice } from '../messages.ts'
import { type Clock, systemClock } from './clock.ts'
import { DocumentConnector } from './document-connector.ts'
import type { UpdateTraces } from './followed-edits.ts'
import { currentPage, type PageSignals } from './page-signals.ts'
import type { StatusStore } from './status.ts'
import type { FetchTicket } from './ticket-answer.ts'
import type { OpenCarrier } from './transport/carrier.ts'
import { createHeldSlots, currentLocks, type TakeHeldSlot } from './transport/held-slots.ts'
import type { TransportName, TransportStore } from './transport/transport-name.ts'
import { carryByWebSocket } from './transport/web-socket-carrier.ts'

export type DocumentConnectionOptions = {
  doc: Doc
  documentId: string
  fetchTicket: FetchTicket
  /** Made, and destroyed with the connection, where it is not given. */
  awareness?: Awareness
  /** How a WebSocket is opened; by the global class by default. */
  openSocket?: OpenCarrier
  /** The global one by default. */
  fetch?: typeof fetch
  /** Stays with this way to carry the connection. By default the best that works is chosen, again and again. */
  transport?: TransportName
  /** ms from one poll to the next, whatever happens; 100 at least. By default it follows what happens. */
  pollIntervalMs?: number
  /** Shared with the other tabs of the browser by default. */
  takeHeldSlot?: TakeHeldSlot
  clock?: Clock
  /** In [0, 1). */
  random?: () => number
  /** The browser's page by default. */
  page?: PageSignals
  /** Nothing is traced by default. */
  traces?: UpdateTraces
}

/** One document on one page, kept connected until it is destroyed or told to stop. */
export type DocumentConnection = {
  readonly awareness: Awareness
  readonly status: StatusStore
  readonly transport: TransportStore
  /** What to add to this device's clock, in ms, to get the server's; undefined before the first heartbeat. */
  readonly serverTimeOffsetMs: number | undefined
  /** Returns the function that ends the subscription. */
  onNotice(listener: (notice: Notice) => void): () => void
  /** What the server sees of this connection: nothing is sent for it, and nothing recorded, while nobody asks. */
  readonly reports: {
    /** `on` and `off` hold for the connections that follow as well. What is asked while there is none is not answered. */
    ask(wish: InspectWish): void
    /** Returns the function that ends the subscription. */
    subscribe(listener: (report: WireReport) => void): () => void
  }
  /**
   * Tries again at once, also after a stop: a person asked for it. Does nothing after "too big" until the document
   * has changed, because the same bytes would be refused again.
   */
  reconnectNow(): void
  /** Stays with this way from now on; undefined: chooses again. Nothing that was written is lost by it. */
  pinTransport(transport: TransportName | undefined): void
  /** Leaves: presence is taken back, the socket closed, every listener and timer removed. Edits stay in the document. */
  destroy(): void
}

/** Connects `doc` and keeps it connected. The first attempt starts at once. */
export function createDocumentConnection(options: DocumentConnectionOptions): DocumentConnection {
  const awareness = options.awareness ?? new Awareness(options.doc)
  return new DocumentConnector({
    doc: options.doc,
    documentId: options.documentId,
    fetchTicket: options.fetchTicket,
    awareness,
    release: () => {
      if (options.awareness === undefined) awareness.destroy()
    },
    openSocket: options.openSocket ?? carryByWebSocket(globalThis.WebSocket),
    // Called without an object, which browsers insist on.
    fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
    transport: options.transport,
    pollIntervalMs: options.pollIntervalMs,
    takeHeldSlot: options.takeHeldSlot ?? createHeldSlots(currentLocks()),
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    traces: options.traces,
    page: options.page ?? currentPage(),
  })
}
