import type { InspectWish, Notice, Role } from '@duplex/protocol'
import {
  type ConnectionStatus,
  carryByWebSocket,
  createDocumentConnection,
  type DocumentConnection,
  type DocumentConnectionOptions,
  type FetchTicket,
  type TransportChoice,
  type TransportName,
  WireTap,
} from '@duplex/protocol/client'
import { Awareness } from 'y-protocols/awareness'
import { Doc } from 'yjs'
import { type DeviceCopy, type DeviceState, keepNothing, keepOnDevice } from './device-copy.ts'
import type { DocumentStatus } from './document-status.ts'
import { type LocalCopy, localCopyOf } from './local-copy.ts'
import { canKeepLocally, localDatabaseName } from './local-documents.ts'
import { rebuildReplica } from './replica.ts'
import { createStore, type Store } from './store.ts'

export type OpenDocumentOptions = {
  documentId: string
  userId: string
  /** What the page already knows; the server's hello replaces it. */
  role: Role
  fetchTicket: FetchTicket
  /** Stays with this way to be connected. */
  pinned?: TransportName
  /** Other than the page's own. */
  transport?: Pick<DocumentConnectionOptions, 'openSocket' | 'fetch' | 'clock' | 'random' | 'page' | 'traces'>
}

/** One replica of the document and the presence that belongs to its Yjs client id. */
export type Replica = { readonly doc: Doc; readonly awareness: Awareness }

export type OpenDocument = {
  readonly documentId: string
  readonly userId: string
  readonly status: Store<DocumentStatus>
  /** How the page is connected, and what was chosen. */
  readonly transport: Store<TransportChoice>
  /**
   * The replica to edit, once it holds something: this device's copy or the server's. Another one follows only if
   * the server refuses the client id.
   */
  readonly replica: Store<Replica | undefined>
  /** Between the connection and the network: what passes there may be watched. */
  readonly tap: WireTap
  /** The replica that is connected, whether it is shown or not. */
  readonly connected: Replica
  /** Asks the server what it sees of this connection; on and off hold until the document is closed. */
  inspect(wish: InspectWish): void
  onNotice(listener: (notice: Notice) => void): () => void
  reconnectNow(): void
  /** Stays with this way to be connected; undefined: chooses by itself. */
  pinTransport(transport: TransportName | undefined): void
  /** Readable and copyable at any time, also after access ended. */
  localCopy(): LocalCopy
  /** Leaves the document. What this device keeps stays. */
  close(): Promise<void>
}

/** Opens a document: this device's copy and the server's at the same time, whichever comes first. */
export function openDocument(options: OpenDocumentOptions): OpenDocument {
  return new OpenedDocument(options)
}

/** The parts that live and die with one Yjs client id. */
type Parts = Replica & { connection: DocumentConnection; device: DeviceCopy }

class OpenedDocument implements OpenDocument {
  readonly documentId: string
  readonly userId: string
  readonly status
  readonly transport
  readonly replica = createStore<Replica | undefined>(undefined)
  readonly tap = new WireTap()
  readonly #options: OpenDocumentOptions
  readonly #notices = new Set<(notice: Notice) => void>()
  #parts: Parts
  #pinned: TransportName | undefined
  #isInspected = false
  #hasRebuilt = false
  #isClosed = false
  #unsubscribe: (() => void)[] = []

  constructor(options: OpenDocumentOptions) {
    this.#options = options
    this.#pinned = options.pinned
    this.documentId = options.documentId
    this.userId = options.userId
    this.#parts = this.#assemble(new Doc(), keepNothing())
    const connection = this.#parts.connection.status.getSnapshot()
    this.status = createStore<DocumentStatus>({ connection, device: 'loading', role: options.role })
    this.transport = createStore(this.#parts.connection.transport.getSnapshot())
    this.#watch()
    void this.#keepOnDevice()
  }

  get connected(): Replica {
    return this.#parts
  }

  inspect(wish: InspectWish): void {
    if (wish !== 'totals') this.#isInspected = wish === 'on'
    this.#parts.connection.reports.ask(wish)
  }

  onNotice(listener: (notice: Notice) => void): () => void {
    this.#notices.add(listener)
    return () => this.#notices.delete(listener)
  }

  reconnectNow(): void {
    this.#parts.connection.reconnectNow()
  }

  pinTransport(transport: TransportName | undefined): void {
    this.#pinned = transport
    this.#parts.connection.pinTransport(transport)
  }

  localCopy(): LocalCopy {
    return localCopyOf(this.#parts.doc)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#dismantle()
    await this.#parts.device.close()
    this.#parts.doc.destroy()
  }

  #assemble(doc: Doc, device: DeviceCopy): Parts {
    return { doc, device, ...this.#connect(doc) }
  }

  #connect(doc: Doc): Pick<Parts, 'awareness' | 'connection'> {
    const { documentId, fetchTicket, transport } = this.#options
    const awareness = new Awareness(doc)
    const parts = { doc, awareness, documentId, fetchTicket, transport: this.#pinned }
    const wires = this.tap.wrap({
      openSocket: transport?.openSocket ?? carryByWebSocket(globalThis.WebSocket),
      // Called without an object, which browsers insist on.
      fetch: transport?.fetch ?? ((...request) => globalThis.fetch(...request)),
    })
    const connection = createDocumentConnection({ ...transport, ...parts, ...wires })
    if (this.#isInspected) connection.reports.ask('on')
    return { awareness, connection }
  }

  async #keepOnDevice(): Promise<void> {
    const { doc } = this.#parts
    const isPossible = await canKeepLocally()
    // The page may have closed, or the replica may have been rebuilt, meanwhile.
    if (this.#isClosed || this.#parts.doc !== doc) return
    const device = isPossible ? keepOnDevice(localDatabaseName(this.userId, this.documentId), doc) : keepNothing()
    this.#parts = { ...this.#parts, device }
    this.#watchDevice()
    await device.loaded
    this.#onDevice(device.state.getSnapshot())
  }

  #watchDevice(): void {
    const { state } = this.#parts.device
    this.#unsubscribe.push(state.subscribe(() => this.#onDevice(state.getSnapshot())))
  }

  #watch(): void {
    const { connection } = this.#parts
    this.#unsubscribe.push(
      connection.status.subscribe(() => this.#onConnection()),
      connection.transport.subscribe(() => this.transport.set(connection.transport.getSnapshot())),
      connection.onNotice((notice) => {
        for (const listener of [...this.#notices]) listener(notice)
      }),
    )
    this.transport.set(connection.transport.getSnapshot())
    this.#onConnection()
  }

  #onDevice(device: DeviceState): void {
    const status = this.status.getSnapshot()
    if (status.device !== device) this.status.set({ ...status, device })
    if (this.#parts.doc.store.clients.size > 0) this.#show()
  }

  #onConnection(): void {
    const connection = this.#parts.connection.status.getSnapshot()
    this.tap.onStatus(connection)
    const role = isAttached(connection) ? connection.role : this.status.getSnapshot().role
    this.status.set({ ...this.status.getSnapshot(), connection, role })
    if (isSynced(connection)) this.#show()
    if (connection.kind === 'stopped' && connection.cause === 'clientIdTaken') this.#fetchServerState()
  }

  #show(): void {
    const { doc, awareness } = this.#parts
    if (this.#isClosed || this.replica.getSnapshot()?.doc === doc) return
    this.replica.set({ doc, awareness })
  }

  /**
   * The server refused something of this replica, once: a rebuilt one will do, for which the server's state must be
   * known. Until it is, the old replica stays in sight and on the device, and nothing of it counts as sent.
   */
  #fetchServerState(): void {
    if (this.#hasRebuilt || this.#isClosed) return
    this.#hasRebuilt = true
    const { outbox } = this.#parts.connection.status.getSnapshot()
    this.#dismantle()
    this.#watchDevice()
    const server = new Doc()
    this.#parts = { ...this.#parts, ...this.#connect(server) }
    const { status } = this.#parts.connection
    const look = () => {
      const now = status.getSnapshot()
      const connection: ConnectionStatus = isAttached(now) ? { kind: 'connecting', outbox } : { ...now, outbox }
      this.status.set({ ...this.status.getSnapshot(), connection })
      if (isSynced(now)) void this.#rebuild(server)
    }
    this.#unsubscribe.push(status.subscribe(look))
    look()
  }

  /** Order: the old copy is erased before the new one is kept, because both have one name. */
  async #rebuild(server: Doc): Promise<void> {
    const old = this.#parts
    this.#dismantle()
    this.#parts = this.#assemble(rebuildReplica(old.doc, server), keepNothing())
    server.destroy()
    this.#show()
    this.#watch()
    await old.device.erase()
    old.doc.destroy()
    await this.#keepOnDevice()
  }

  #dismantle(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe()
    this.#unsubscribe = []
    this.#parts.connection.destroy()
    this.#parts.awareness.destroy()
  }
}

type Attached = Extract<ConnectionStatus, { kind: 'live' | 'diverged' }>

function isAttached(status: ConnectionStatus): status is Attached {
  return status.kind === 'live' || status.kind === 'diverged'
}

function isSynced(status: ConnectionStatus): boolean {
  return isAttached(status) && status.synced
}
