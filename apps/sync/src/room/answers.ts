import * as Y from 'yjs'
import type { Snapshot, StoredDocument } from '../store/store.ts'
import type { Deletions } from './deletions.ts'
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

  constructor(stored: StoredDocument, isWhole: boolean) {
    this.first = new FirstSync(stored)
    this.isWhole = isWhole
    // What waits for something that is missing is no part of the document, and must not wait at its clients either.
    if (!this.isWhole) this.first.forget()
  }

  /** An update message that everybody is sent. */
  add(message: Uint8Array, seq: number): void {
    this.first.add(message, seq)
  }

  onSnapshot(snapshot: Snapshot): void {
    if (this.isWhole) this.first.rebase(snapshot)
  }

  /** Updates that make what is committed; undefined where only the live document says it, until the next snapshot. */
  get updates(): readonly Uint8Array[] | undefined {
    return this.first.updates
  }

  /** Whether only a live document can be asked for what a client with this state vector lacks. */
  needLive(stateVector: Uint8Array, { facts }: RoomDocument): boolean {
    return compare(Y.decodeStateVector(stateVector), facts.clocks) === 'some'
  }

  /** Whole messages, to be sent in order. `document` equals what is committed: call at a boundary. */
  to(stateVector: Uint8Array, document: RoomDocument): readonly Uint8Array[] {
    switch (compare(Y.decodeStateVector(stateVector), document.facts.clocks)) {
      case 'none':
        return this.first.messages(document)
      case 'all':
        return [this.encodeDeletions(document.facts.deletions)]
      case 'some':
        return [encodeSync('step2', document.encodeSince(stateVector))]
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
