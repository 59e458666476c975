import * as Y from 'yjs'
import type { Snapshot, StoredDocument } from '../store/store.ts'
import { type Differ, Differences } from './differences.ts'
import { encodeSync, readUpdate } from './frames.ts'
import type { RoomDocument } from './room-document.ts'
import { condense, isShortTail, maxTail, type TailMessage } from './short-tail.ts'

/** A tail of fewer bytes never makes the base be encoded anew: the next snapshot will. */
const maxEncodedTailBytes = 4 * 1024 * 1024

const nothing = new Uint8Array([0])
/** Step 2 with the empty update. It comes last, so that a client that calls itself synced has everything. */
const lastMessage = encodeSync('step2', new Uint8Array([0, 0]))

type Base = Snapshot & { readonly message?: Uint8Array }
type Clocks = ReadonlyMap<number, number>

/**
 * A whole document as messages that all newcomers share: the newest snapshot as it is stored, and behind it what was
 * committed since, as it was sent to everybody. One more newcomer costs neither an encoding nor a copy.
 *
 * It holds the snapshot's bytes, which are about a tenth of what the live document takes, and a bounded tail, which is
 * merged where somebody comes and it has many messages. A tail beyond its bound is forgotten; the next newcomer makes
 * the live document encode what follows the snapshot, once for all. A room that nobody joins merges and encodes nothing.
 */
export class FirstSync {
  private base: Base | undefined
  /** A snapshot that holds more than this room knows of. */
  private early: Snapshot | undefined
  /** Undefined where it outgrew its bound. */
  private tail: TailMessage[] | undefined
  private tailBytes = 0
  private seq: number
  private differences: Differences | undefined

  constructor(
    { snapshot, updates, seq }: StoredDocument,
    private readonly differ: Differ,
  ) {
    this.setBase(snapshot)
    this.seq = snapshot?.seq ?? 0
    this.tail = isShortTail(updates) ? [] : undefined
    if (this.tail) for (const update of updates) this.add(encodeSync('update', update), this.seq + 1)
    this.seq = seq
  }

  /** An update message that everybody is sent. `seq`: of the newest update in it, rising. */
  add(message: Uint8Array, seq: number): void {
    this.seq = seq
    this.tail?.push({ message, seq })
    this.tailBytes += message.length
    if (this.early && this.early.seq <= seq) this.rebase(this.early)
    if (this.tailBytes > maxTail.bytes || (this.tail?.length ?? 0) > maxTail.messages) this.forgetTail()
  }

  /** The log goes up to `seq`, and what is in it changed nothing. */
  reach(seq: number): void {
    this.seq = seq
    if (this.early && this.early.seq <= seq) this.rebase(this.early)
  }

  /** What is stored is not what newcomers are to have: the live document alone says that. */
  forget(): void {
    this.setBase(undefined)
    this.forgetTail()
  }

  /** A snapshot was made. One that is ahead of the room waits: nobody is sent what the room does not know. */
  rebase(snapshot: Snapshot): void {
    this.early = undefined
    if (snapshot.seq > this.seq) {
      this.early = snapshot
      return
    }
    if (this.base && snapshot.seq <= this.base.seq) return
    this.setBase(snapshot)
    if (this.tail || snapshot.seq === this.seq) this.setTail((this.tail ?? []).filter(({ seq }) => seq > snapshot.seq))
  }

  /** The committed document. `document` equals it: call at a boundary. */
  messages(document: RoomDocument): readonly Uint8Array[] {
    this.tail = this.tail ? condense(this.tail) : this.encodeTail(document)
    const messages = this.tail.map(({ message }) => message)
    const base = this.frameBase()
    return base ? [base, ...messages, lastMessage] : [...messages, lastMessage]
  }

  /** Resolves when {@link FirstSync.rest} can be asked with this state vector; undefined where it can be at once. */
  prepareRest(theirs: Clocks): Promise<void> | undefined {
    return this.tail ? this.differences?.prepare(theirs) : undefined
  }

  /**
   * What somebody who has a part of the committed document lacks. The live document is asked only where no tail is
   * kept. Call at a boundary, when prepared.
   */
  rest(theirs: Clocks, document: RoomDocument): readonly Uint8Array[] {
    const stateVector = Y.encodeStateVector(new Map(theirs))
    if (!this.tail) return [encodeSync('step2', document.encodeSince(stateVector))]
    const tail = this.tail.map(({ message }) => readUpdate(message))
    const followed = tail.length > 0 ? [Y.diffUpdate(Y.mergeUpdates(tail), stateVector)] : []
    const updates = this.differences ? [this.differences.from(theirs), ...followed] : followed
    return [...updates.map((update) => encodeSync('update', update)), lastMessage]
  }

  /** The committed document; undefined where a tail outgrew its bound since. */
  get updates(): readonly Uint8Array[] | undefined {
    if (!this.tail) return undefined
    const updates = this.tail.map(({ message }) => readUpdate(message))
    return this.base ? [this.base.bytes, ...updates] : updates
  }

  /** From then on its bytes are those of the message: a whole document is not held twice. */
  private frameBase(): Uint8Array | undefined {
    if (!this.base || this.base.message) return this.base?.message
    const message = encodeSync('update', this.base.bytes)
    this.base = { ...this.base, message, bytes: readUpdate(message) }
    return message
  }

  private encodeTail(document: RoomDocument): TailMessage[] {
    const update = document.encodeSince(this.base?.stateVector ?? nothing)
    const isDue = update.length > maxEncodedTailBytes + (this.base?.bytes.length ?? 0)
    if (isDue)
      this.setBase({ seq: this.seq, bytes: document.encodeSince(nothing), stateVector: document.facts.stateVector })
    return this.setTail(isDue ? [] : [{ message: encodeSync('update', update), seq: this.seq }])
  }

  private setBase(base: Snapshot | undefined): void {
    this.base = base && { ...base }
    this.differences = base && new Differences(base, this.differ)
  }

  private forgetTail(): void {
    this.tail = undefined
    this.tailBytes = 0
  }

  /** What was encoded at once is no reason to encode it again: only what follows counts. */
  private setTail(tail: TailMessage[]): TailMessage[] {
    this.tailBytes = 0
    this.tail = tail
    return tail
  }
}
