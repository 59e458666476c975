import type { Snapshot, StoredDocument } from '../store/store.ts'
import { FirstSync } from './first-sync.ts'
import { encodeSync } from './frames.ts'
import type { LiveDocument } from './live-document.ts'

/**
 * What a sync step 1 is answered with. Step 2 is always the last message: whoever has it has everything that was
 * committed by then.
 */
export class Answers {
  private readonly first: FirstSync
  private readonly isWhole: boolean
  private deletions:
    | { readonly live: LiveDocument; readonly revision: number; readonly message: Uint8Array }
    | undefined

  constructor(stored: StoredDocument, live: LiveDocument) {
    this.first = new FirstSync(stored)
    this.isWhole = live.isWhole
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

  /** Whole messages, to be sent in order. `live` equals what is committed: call at a boundary. */
  to(stateVector: Uint8Array, live: LiveDocument): readonly Uint8Array[] {
    switch (live.compare(stateVector)) {
      case 'none':
        return this.first.messages(live)
      case 'all':
        return [this.encodeDeletions(stateVector, live)]
      case 'some':
        return [encodeSync('step2', live.encodeSince(stateVector))]
    }
  }

  /**
   * For everybody who has all structs it is the same. It holds all deletions: a state vector does not tell which of
   * them its owner has, and to go through all structs for each of many who come back would be dear.
   */
  private encodeDeletions(stateVector: Uint8Array, live: LiveDocument): Uint8Array {
    const { revision } = live
    if (this.deletions?.live !== live || this.deletions.revision !== revision) {
      this.deletions = { live, revision, message: encodeSync('step2', live.encodeSince(stateVector)) }
    }
    return this.deletions.message
  }
}
