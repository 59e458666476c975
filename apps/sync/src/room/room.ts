import type { CloseName } from '@duplex/protocol'
import type { Clock } from '../clock.ts'
import type { Settings } from '../config/config.ts'
import { reasonOf } from '../refusal.ts'
import type { LoadedDocument, Store } from '../store/store.ts'
import type { TimerWheel } from '../timer-wheel.ts'
import { Answers } from './answers.ts'
import type { ByteBudget } from './byte-budget.ts'
import type { Commit } from './commit.ts'
import { CommitLoop } from './commit-loop.ts'
import { DocumentSize } from './document-size.ts'
import { encodeSync } from './frames.ts'
import { ItemCount } from './item-count.ts'
import type { LiveDocument } from './live-document.ts'
import type { Member } from './member.ts'
import { Pace } from './pace.ts'
import { Presence } from './presence.ts'
import { PresenceFeed } from './presence-feed.ts'
import type { QuietDocument } from './quiet-document.ts'
import { RoomDocument } from './room-document.ts'
import { SnapshotDemand } from './snapshot-demand.ts'
import type { Turns } from './turns.ts'
import { type Judgement, UpdateJudge } from './update-judge.ts'

export type RoomContext = {
  readonly store: Store
  readonly queue: ByteBudget
  readonly wheel: TimerWheel
  readonly settings: Settings
  readonly clock: Clock
  readonly turns: Turns
  random(): number
  /** The room ended itself; `cause` where that is no news about the document. */
  onEnded(room: Room, close: CloseName, cause?: unknown): void
  /** An update that passed every check made Yjs throw. */
  onPoison(documentId: string, cause: Error, authorId: string | undefined): void
  /** A window was stored, of so many updates; `bytes`: what they are together. */
  onStored(updates: number, bytes: number): void
  onPresenceSent(): void
}

const emptyStateVector = new Uint8Array([0])

/** A document that is open in this process, and everybody who is in it. Whatever leaves it is stored. */
export class Room {
  readonly presence: Presence
  private readonly presenceFeed: PresenceFeed
  private readonly document: RoomDocument
  private readonly loop: CommitLoop
  private readonly size: DocumentSize
  private readonly items: ItemCount
  private readonly judging: UpdateJudge
  private readonly answers: Answers
  private readonly members = new Set<Member>()
  /** Members whose sync step 1 was answered, and who hear everything from then on. */
  private readonly readers = new Set<Member>()
  private readonly snapshots: SnapshotDemand
  private hasEnded = false

  constructor(
    readonly documentId: string,
    stored: LoadedDocument,
    content: LiveDocument | QuietDocument,
    private readonly context: RoomContext,
  ) {
    const elapsed = () => context.clock.elapsed()
    this.presence = new Presence(elapsed, (clientId) => this.loop.ownerOf(clientId))
    this.presenceFeed = new PresenceFeed(this.presence, {
      wheel: context.wheel,
      elapsed,
      readers: () => this.readers.size,
      send: ({ message, author }) => {
        context.onPresenceSent()
        this.publish(message, author)
      },
    })
    this.document = new RoomDocument(content, {
      wheel: context.wheel,
      turns: context.turns,
      quietAfterMs: context.settings.quietAfterMs,
      elapsed,
      isFlushed: () => this.loop.isFlushed,
      committed: () => this.committed(),
      onLost: (cause) => this.end('internalError', cause),
    })
    this.answers = new Answers(stored, this.document.isWhole)
    this.loop = new CommitLoop(documentId, stored, {
      store: context.store,
      document: this.document,
      queue: context.queue,
      wheel: context.wheel,
      turns: context.turns,
      random: context.random,
      pace: new Pace({ clock: context.clock, readers: () => this.readers.size }),
      onCommitted: (commit) => this.tell(commit),
      onStalled: () => this.tellWaiting(),
      onFailed: (close, cause) => this.end(close, cause),
      onPoison: (cause, authorId) => context.onPoison(documentId, cause, authorId),
    })
    const logBytes = stored.updates.reduce((sum, update) => sum + update.length, 0)
    const bytes = logBytes + (stored.snapshot?.bytes.length ?? 0)
    this.size = new DocumentSize(bytes, {
      maxBytes: context.settings.maxDocumentBytes,
      elapsed,
      measure: () => this.document.encodeSince(emptyStateVector).length,
    })
    this.items = new ItemCount({
      maxItems: context.settings.maxDocumentItems,
      facts: () => this.document.facts,
      waiting: () => this.loop.gatheredItems,
    })
    const { document, loop, size, items, presence } = this
    const { queue, settings } = context
    this.judging = new UpdateJudge({ document, loop, size, items, presence, queue, settings })
    this.snapshots = new SnapshotDemand(stored.snapshot?.seq ?? 0, logBytes, {
      request: () => context.store.requestSnapshot(documentId),
      elapsed,
      onSnapshot: (snapshot) => this.isOpen && this.answers.onSnapshot(snapshot),
    })
  }

  get seq(): number {
    return this.loop.seq
  }

  /** Nobody is in it, and everything is stored. */
  get isIdle(): boolean {
    return this.members.size === 0 && this.loop.isFlushed
  }

  get isFlushed(): boolean {
    return this.loop.isFlushed
  }

  /** Not only bytes. */
  get isLive(): boolean {
    return this.document.isLive
  }

  /** What its document takes when it is stored, estimated from above. */
  get bytes(): number {
    return this.size.estimate
  }

  get isOpen(): boolean {
    return !this.hasEnded
  }

  enter(member: Member): void {
    this.members.add(member)
    const bytes = this.size.warning
    if (bytes !== undefined) member.tell({ kind: 'size', bytes, maxBytes: this.context.settings.maxDocumentBytes })
  }

  leave(member: Member): void {
    this.members.delete(member)
    this.readers.delete(member)
    this.loop.leave(member)
    if (this.presence.leave(member)) this.presenceFeed.announce()
  }

  /** The presence changed, which everybody hears together with what else changes meanwhile. */
  announcePresence(): void {
    this.presenceFeed.announce()
  }

  /** Throws UndecodableError. Changes nothing. */
  judge(bytes: Uint8Array, by: 'writer' | 'reader', userId: string): Judgement {
    return this.judging.judge(bytes, by, userId)
  }

  /** Takes a judged update in; `upTo` may be acknowledged once it is stored. Call in the same tick as `judge`. */
  hold(author: Member, bytes: Uint8Array, judgement: Judgement, upTo: number): void {
    if (judgement.kind === 'fits') {
      this.items.grow(judgement.items)
      this.loop.hold({ ...judgement, author, bytes, upTo })
    } else {
      this.loop.note(author, upTo)
    }
  }

  /** Runs `act` when the document equals what is stored: at once, or later, if `by` is still there then. */
  atBoundary(by: Member, act: () => void): void {
    this.loop.atBoundary(by, act)
  }

  /** The same, where a step 1 with this state vector is to be answered. */
  whenAnswerable(by: Member, stateVector: Uint8Array, act: () => void): void {
    this.loop.atBoundary(by, () => {
      if (!this.answers.needLive(stateVector, this.document) || this.loop.wake()) act()
      else this.loop.atBoundary(by, act)
    })
  }

  /** What a client with this state vector lacks, as messages; it hears everything from now on. Call when answerable. */
  answer(reader: Member, stateVector: Uint8Array): readonly Uint8Array[] {
    if (this.members.has(reader)) this.readers.add(reader)
    return this.answers.to(stateVector, this.document)
  }

  /** Call at a boundary. */
  encodeStateVector(): Uint8Array {
    return this.document.facts.stateVector
  }

  /** Digest of the committed state vector. Call at a boundary. */
  digest(): Uint8Array {
    return this.document.facts.digest
  }

  /** Sends a message to everybody who was answered. */
  publish(message: Uint8Array, except?: Member): void {
    for (const reader of this.readers) if (reader !== except) reader.send(message)
  }

  /** Ends every connection. What waits is lost to this process; nobody was told that it is stored. */
  end(close: CloseName, cause?: unknown): void {
    if (this.hasEnded) return
    this.hasEnded = true
    this.loop.stop()
    for (const member of [...this.members]) member.end(close, reasonOf(close, cause))
    this.context.onEnded(this, close, cause)
  }

  /** Nobody is in it, and nothing waits: it is taken from memory. */
  close(): void {
    this.hasEnded = true
    this.loop.stop()
  }

  /** Asks for a snapshot where the log behind the last one holds at least so many updates. */
  requestSnapshot(minRows: number): void {
    this.snapshots.ask(this.seq, { rows: minRows })
  }

  /** Where much followed the last snapshot, one is asked for: it says all of it. */
  private committed(): readonly Uint8Array[] | undefined {
    const { updates } = this.answers
    if (!updates) this.requestSnapshot(1)
    return updates
  }

  private tell({ window, foreign, update, authors, seq }: Commit): void {
    if (foreign) {
      this.publishUpdate(foreign, seq)
      // No update has more items than bytes.
      this.items.grow(foreign.length)
      this.count(foreign)
    }
    if (update) {
      const [author, ...others] = authors
      // Who wrote all of it has all of it.
      this.publishUpdate(update, seq, others.length === 0 ? author : undefined)
      this.context.onStored(window.updates.length, update.length)
      this.count(update)
    }
    for (const [member, upTo] of window.upTo) member.onStored(upTo, seq)
  }

  private publishUpdate(update: Uint8Array, seq: number, except?: Member): void {
    const message = encodeSync('update', update)
    this.answers.add(message, seq)
    this.publish(message, except)
  }

  private tellWaiting(): void {
    for (const member of this.members) member.onWaiting()
  }

  private count(update: Uint8Array): void {
    const { maxDocumentBytes, snapshotRows, snapshotBytes } = this.context.settings
    const bytes = this.size.grow(update.length)
    if (bytes !== undefined) {
      for (const member of this.members) member.tell({ kind: 'size', bytes, maxBytes: maxDocumentBytes })
    }
    this.snapshots.grow(update.length)
    this.snapshots.ask(this.seq, { rows: snapshotRows, bytes: snapshotBytes })
  }
}
