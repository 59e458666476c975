import type { CloseName } from '@duplex/protocol'
import type { Cancel, Clock } from '../clock.ts'
import type { Settings } from '../config/config.ts'
import { Refusal } from '../refusal.ts'
import type { LoadedDocument, Store } from '../store/store.ts'
import type { TimerWheel } from '../timer-wheel.ts'
import { ByteBudget } from './byte-budget.ts'
import type { Differ } from './differences.ts'
import { readDocument, readLive, toUpdates } from './document-reading.ts'
import type { Following } from './followed.ts'
import type { LiveDocument } from './live-document.ts'
import { LostDocumentError } from './lost-document-error.ts'
import type { QuietDocument } from './quiet-document.ts'
import { Room } from './room.ts'
import type { RoomContext, RoomRelay } from './room-context.ts'
import { Turns } from './turns.ts'

type RoomEvents = {
  roomOpened(documentId: string, seq: number): void
  roomClosed(documentId: string): void
  /** `cause` where the room met an error of ours. */
  roomEnded(documentId: string, close: CloseName, cause?: unknown): void
  poisonMet(documentId: string, cause: Error, authorId: string | undefined): void
  windowStored(updates: number, bytes: number): void
  presenceSent(): void
}

/** Knows which documents other nodes are to be asked about. */
export type RoomsRelay = RoomRelay & {
  opened(documentId: string): void
  closed(documentId: string): void
}

export type RoomsContext = {
  readonly store: Store
  readonly clock: Clock
  readonly wheel: TimerWheel
  readonly settings: Settings
  /** For documents that take long to compare. */
  readonly diff: Differ
  readonly relay: RoomsRelay
  readonly paths: Following
  random(): number
  readonly events: RoomEvents
}

/** Keeps a room from being unloaded. */
export type Lease = { readonly room: Room; release(): void }

type Entry = { readonly loading: Promise<Room>; room?: Room; leases: number; cancelLinger?: Cancel }

/** Rows of log that make a snapshot worth while when a room is unloaded. */
const snapshotRowsAtUnload = 20

/** Every open document of this process: loaded once, however many ask, and unloaded only when empty and stored. */
export class Rooms {
  readonly queue: ByteBudget
  /** One for all rooms, which are many. */
  private readonly roomContext: RoomContext
  /** Documents of which the bytes told something else than Yjs makes of them: they are read by Yjs the next time. */
  private readonly misread = new Set<string>()
  private readonly entries = new Map<string, Entry>()

  constructor(private readonly context: RoomsContext) {
    this.queue = new ByteBudget(context.settings.maxNodeQueueBytes)
    this.roomContext = this.createRoomContext()
  }

  get open(): Room[] {
    return [...this.entries.values()].flatMap(({ room }) => room ?? [])
  }

  /** Undefined where the document is not open. */
  find(documentId: string): Room | undefined {
    return this.entries.get(documentId)?.room
  }

  get count(): number {
    return this.entries.size
  }

  /** Throws a Refusal: `notFound`, `damaged`, `storageAway`. */
  async acquire(documentId: string): Promise<Lease> {
    const entry = this.entries.get(documentId) ?? this.load(documentId)
    entry.cancelLinger?.()
    entry.leases++
    let isHeld = true
    const release = () => {
      if (isHeld) entry.leases--
      isHeld = false
      this.linger(documentId, entry)
    }
    try {
      return { room: await entry.loading, release }
    } catch (error) {
      release()
      throw error
    }
  }

  private load(documentId: string): Entry {
    const entry: Entry = { loading: this.loadRoom(documentId), leases: 0 }
    this.entries.set(documentId, entry)
    entry.loading.then(
      (room) => {
        entry.room = room
        this.context.relay.opened(documentId)
        this.context.events.roomOpened(documentId, room.seq)
      },
      () => this.forget(documentId, entry),
    )
    return entry
  }

  private async loadRoom(documentId: string): Promise<Room> {
    const stored = await this.context.store.load(documentId)
    if (!stored) throw new Refusal('notFound')
    const room = new Room(documentId, stored, await this.read(documentId, stored), this.roomContext)
    room.requestSnapshot(this.context.settings.snapshotRows)
    return room
  }

  private async read(documentId: string, stored: LoadedDocument): Promise<LiveDocument | QuietDocument> {
    try {
      const steps = this.misread.delete(documentId) ? readLive(toUpdates(stored)) : readDocument(stored)
      const content = await this.roomContext.turns.run(steps, () => true)
      if (content) return content
    } catch (cause) {
      // Rows with sound checksums that Yjs cannot read.
      throw new Refusal('damaged', { cause })
    }
    throw new Error('a document was not read to its end')
  }

  private createRoomContext(): RoomContext {
    const { store, clock, wheel, settings, diff, relay, paths, random, events } = this.context
    return {
      diff,
      relay,
      paths,
      store,
      wheel,
      settings,
      random,
      queue: this.queue,
      turns: new Turns(),
      clock,
      onPoison: events.poisonMet,
      onStored: (updates, bytes) => events.windowStored(updates, bytes),
      onPresenceSent: () => events.presenceSent(),
      onEnded: (room, close, cause) => this.dropEnded(room, close, cause),
    }
  }

  private dropEnded(room: { readonly documentId: string }, close: CloseName, cause: unknown): void {
    const entry = this.entries.get(room.documentId)
    if (cause instanceof LostDocumentError) this.misread.add(room.documentId)
    if (entry?.room === room) this.forget(room.documentId, entry)
    this.context.events.roomEnded(room.documentId, close, cause)
  }

  /** After the last lease the room stays for a while: who reloads a page comes back to it. */
  private linger(documentId: string, entry: Entry): void {
    entry.cancelLinger?.()
    if (entry.leases > 0 || this.entries.get(documentId) !== entry) return
    entry.cancelLinger = this.context.wheel.after(this.context.settings.lingerMs, () => this.unload(documentId, entry))
  }

  /** Without an await between looking and forgetting: nobody can be let in, and nothing written, in between. */
  private unload(documentId: string, entry: Entry): void {
    const { room } = entry
    if (entry.leases > 0 || this.entries.get(documentId) !== entry || !room) return
    if (room.isIdle) {
      room.requestSnapshot(snapshotRowsAtUnload)
      this.forget(documentId, entry)
      room.close()
      this.context.events.roomClosed(documentId)
    } else {
      this.linger(documentId, entry)
    }
  }

  private forget(documentId: string, entry: Entry): void {
    entry.cancelLinger?.()
    if (this.entries.get(documentId) !== entry) return
    this.entries.delete(documentId)
    if (entry.room) this.context.relay.closed(documentId)
  }
}
