import type { CloseName } from '@duplex/protocol'
import type { SpreadRow } from '../bus/bus-message.ts'
import { reasonOf } from '../refusal.ts'
import type { LoadedDocument, Snapshot } from '../store/store.ts'
import { Answers } from './answers.ts'
import type { Commit } from './commit.ts'
import { CommitLoop } from './commit-loop.ts'
import { DocumentSize } from './document-size.ts'
import { type Followed, tellTrace } from './followed.ts'
import { encodeSync } from './frames.ts'
import { ItemCount } from './item-count.ts'
import type { LiveDocument } from './live-document.ts'
import type { Member } from './member.ts'
import { Pace } from './pace.ts'
import { Presence } from './presence.ts'
import { PresenceFeed } from './presence-feed.ts'
import type { QuietDocument } from './quiet-document.ts'
import type { RoomContext } from './room-context.ts'
import { RoomDocument } from './room-document.ts'
import { SnapshotDemand } from './snapshot-demand.ts'
import { type Judgement, UpdateJudge } from './update-judge.ts'

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
      send: ({ message, author, own }) => {
        context.onPresenceSent()
        this.publish(message, author)
        if (own.length > 0) context.relay.present(documentId, own, false)
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
    this.answers = new Answers(stored, this.document.isWhole, context.diff)
    this.loop = new CommitLoop(documentId, stored, {
      store: context.store,
      document: this.document,
      queue: context.queue,
      wheel: context.wheel,
      clock: context.clock,
      turns: context.turns,
      random: context.random,
      paths: context.paths,
      pace: new Pace({ clock: context.clock, readers: () => this.readers.size }),
      onAppended: (row) => context.relay.committed(documentId, row),
      onCommitted: (commit) => this.tell(commit),
      onStalled: () => this.tellWaiting(),
      onFailed: (close, cause) => this.end(close, cause),
      onPoison: (cause, authorId) => context.onPoison(documentId, cause, authorId),
    })
    const logBytes = stored.updates.reduce((sum, update) => sum + update.length, 0)
    this.size = new DocumentSize(
      { snapshot: stored.snapshot?.bytes.length ?? 0, log: logBytes },
      { maxBytes: context.settings.maxDocumentBytes, ask: () => this.requestSnapshot(1) },
    )
    this.items = new ItemCount({
      maxItems: context.settings.maxDocumentItems,
      facts: () => this.document.facts,
      waiting: () => this.loop.waiting.items,
    })
    const { document, loop, size, items, presence } = this
    const { queue, settings } = context
    this.judging = new UpdateJudge({ document, loop, size, items, presence, queue, settings })
    this.snapshots = new SnapshotDemand(stored.snapshot?.seq ?? 0, logBytes, {
      request: () => context.store.requestSnapshot(documentId),
      elapsed,
      onSnapshot: (snapshot, log) => this.isOpen && this.take(snapshot, log),
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

  /** Another node stored a row. */
  hear(row: SpreadRow): void {
    this.loop.hear(row)
  }

  /** The log goes up to `seq`, or further: nothing is answered before the room has all of it. */
  catchUp(seq: number): void {
    this.loop.catchUp(seq)
  }

  /** Whether its people may know of something that is stored and has not come here. */
  get mayBeBehind(): boolean {
    return this.context.relay.mayHaveOthers
  }

  /**
   * Runs `act` when it is known how far the log goes, if `by` is still there then: at the next boundary the room has all
   * of that. `isKnown`: false where the database is away.
   */
  lookIntoLog(by: Member, act: (isKnown: boolean) => void): void {
    void this.context.relay.look(this.documentId).then((isKnown) => this.members.has(by) && act(isKnown))
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
  hold(author: Member, bytes: Uint8Array, judgement: Judgement, upTo: number, trace?: Uint8Array): void {
    if (judgement.kind === 'fits') {
      const named = trace && { trace, cameAt: this.context.clock.elapsed() }
      this.items.grow(judgement.items)
      this.loop.hold({ ...judgement, author, bytes, upTo, named })
    } else {
      this.loop.note(author, upTo)
    }
  }

  /** Runs `act` when the document equals what is stored: at once, or later, if `by` is still there then. */
  atBoundary(by: Member, act: () => void): void {
    this.loop.atBoundary(by, act)
  }

  /** Runs `act` after about so many ms, if `by` is still there. */
  after(delayMs: number, by: Member, act: () => void): void {
    this.context.wheel.after(delayMs, () => this.members.has(by) && act())
  }

  /** Runs `act` at a boundary, where a step 1 with this state vector is to be answered. */
  whenAnswerable(by: Member, stateVector: Uint8Array, act: () => void): void {
    this.loop.atBoundary(by, () => {
      const preparing = this.answers.prepare(stateVector, this.document)
      if (!preparing) act()
      else void preparing.then(() => this.members.has(by) && this.whenAnswerable(by, stateVector, act))
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

  private tell({ window, foreign, heard, update, followed, authors, seq }: Commit): void {
    if (foreign) {
      this.publishUpdate(foreign, seq, heard)
      // No update has more items than bytes.
      this.items.grow(foreign.length)
      this.count(foreign)
    }
    if (update) {
      const [author, ...others] = authors
      // Who wrote all of it has all of it.
      this.publishUpdate(update, seq, followed ? [followed] : [], others.length === 0 ? author : undefined)
      this.context.onStored(window.updates.length, update.length)
      this.count(update)
    }
    this.answers.reach(seq)
    for (const [member, upTo] of window.upTo) member.onStored(upTo, seq)
  }

  private publishUpdate(update: Uint8Array, seq: number, followed: readonly Followed[], except?: Member): void {
    const message = encodeSync('update', update)
    this.answers.add(message, seq)
    tellTrace(followed, this.readers, except)
    this.publish(message, except)
    for (const one of followed) one.sent()
  }

  private tellWaiting(): void {
    for (const member of this.members) member.onWaiting()
  }

  /** `logBytes`: of the rows behind it, or of some more. */
  private take(snapshot: Snapshot, logBytes: number): void {
    this.answers.onSnapshot(snapshot)
    const log = snapshot.seq < this.seq ? logBytes : 0
    const bytes = this.size.settle({ snapshot: snapshot.bytes.length, log })
    if (bytes === undefined) return
    const notice = { kind: 'size', bytes, maxBytes: this.context.settings.maxDocumentBytes } as const
    for (const member of this.members) member.tell(notice)
  }

  private count(update: Uint8Array): void {
    const { snapshotRows, snapshotBytes } = this.context.settings
    this.snapshots.grow(update.length)
    this.size.grow(update.length)
    this.snapshots.ask(this.seq, { rows: snapshotRows, bytes: snapshotBytes })
  }
}
