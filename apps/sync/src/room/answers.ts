import * as Y from 'yjs'
import type { Snapshot, StoredDocument } from '../store/store.ts'
import type { Deletions } from './deletions.ts'
import type { Differ } from './differences.ts'
import { FirstSync } from './first-sync.ts'
import { encodeSync } from './frames.ts'
import type { RoomDocument } from './room-document.ts'

/**
 * What a sync step 1 is answered with. Step 2 is always the last message: whoever has it has everything that was
 * committed by then.
 */
export class Answers {
  private readonly first: FirstSync
  private readonly isWhole: boolean
  private deletions: { readonly of: Deletions; readonly message: Uint8Array } | undefined

  constructor(stored: StoredDocument, isWhole: boolean, differ: Differ) {
    this.first = new FirstSync(stored, differ)
    this.isWhole = isWhole
    // What waits for something that is missing is no part of the document, and must not wait at its clients either.
    if (!this.isWhole) this.first.forget()
  }

  /** An update message that everybody is sent. */
  add(message: Uint8Array, seq: number): void {
    this.first.add(message, seq)
  }

  /** The log goes up to `seq`, and everybody was sent what is in it. */
  reach(seq: number): void {
    this.first.reach(seq)
  }

  onSnapshot(snapshot: Snapshot): void {
    if (this.isWhole) this.first.rebase(snapshot)
  }

  /** Updates that make what is committed; undefined where only the live document says it, until the next snapshot. */
  get updates(): readonly Uint8Array[] | undefined {
    return this.first.updates
  }

  /** Resolves when {@link Answers.to} may be asked, at the next boundary; undefined where it may be at this one. */
  prepare(stateVector: Uint8Array, { facts }: RoomDocument): Promise<void> | undefined {
    const theirs = Y.decodeStateVector(stateVector)
    return compare(theirs, facts.clocks) === 'some' ? this.first.prepareRest(theirs) : undefined
  }

  /** Whole messages, to be sent in order. `document` equals what is committed: call at a boundary, when prepared. */
  to(stateVector: Uint8Array, document: RoomDocument): readonly Uint8Array[] {
    const theirs = Y.decodeStateVector(stateVector)
    switch (compare(theirs, document.facts.clocks)) {
      case 'none':
        return this.first.messages(document)
      case 'all':
        return [this.encodeDeletions(document.facts.deletions)]
      case 'some':
        return this.first.rest(theirs, document)
    }
  }

  /** For everybody who has all structs it is the same: a state vector does not tell which deletions its owner has. */
  private encodeDeletions(deletions: Deletions): Uint8Array {
    if (this.deletions?.of !== deletions) {
      this.deletions = { of: deletions, message: encodeSync('step2', deletions.encode()) }
    }
    return this.deletions.message
  }
}

type Clocks = ReadonlyMap<number, number>

/** What somebody with their clocks has of our structs. */
function compare(theirs: Clocks, ours: Clocks): 'none' | 'some' | 'all' {
  let [isNone, isAll] = [true, true]
  for (const [client, our] of ours) {
    const their = theirs.get(client) ?? 0
    if (their > 0) isNone = false
    if (their < our) isAll = false
  }
  if (isNone) return 'none'
  return isAll ? 'all' : 'some'
}
