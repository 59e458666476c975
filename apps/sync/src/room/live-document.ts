import { digestStateVector, limits } from '@duplex/protocol'
import * as Y from 'yjs'
import type { StoredDocument } from '../store/store.ts'
import { deepestNode } from './node-depth.ts'
import { isContained, type KnownClocks } from './update-check.ts'
import type { UpdateScan } from './update-scan.ts'

/** What a transaction made of its updates. `update` is absent where they changed nothing. */
export type Applied = {
  readonly update: Uint8Array | undefined
  /** Places of the updates of which something could not be placed, or all would nest too deep; that is dropped. */
  readonly misfits: readonly number[]
}

/** `makesNodes`: the update brings nodes, whose depth is to be looked at. */
export type Applicable = { readonly bytes: Uint8Array; readonly makesNodes?: boolean }

/** An update that passed every check and made Yjs throw. The document is half changed and must not be used again. */
export class PoisonError extends Error {
  override readonly name = 'PoisonError'
  /** Place of the update among those applied. */
  readonly place: number

  constructor(place: number, options: ErrorOptions) {
    super('applying an update failed', options)
    this.place = place
  }
}

/** A document in memory. Counts nothing and stores nothing: what enters and when is the room's business. */
export class LiveDocument {
  private readonly doc = new Y.Doc()
  /** Nothing of what is stored waits for something that is missing. */
  readonly isWhole: boolean
  /** Counts what was applied. */
  revision = 0
  /** Updates made by the transaction that runs. */
  private made: Uint8Array[] = []
  /** As of the present revision. */
  private stateVector: Uint8Array | undefined
  private stateDigest: Uint8Array | undefined

  constructor({ snapshot, updates }: Pick<StoredDocument, 'snapshot' | 'updates'>) {
    // Yjs would tidy formatting in a transaction of its own, and the server would become an author.
    this.doc.on('afterTransaction', (transaction: Y.Transaction) => {
      transaction._needFormattingCleanup = false
    })
    Y.transact(this.doc, () => {
      if (snapshot) Y.applyUpdate(this.doc, snapshot.bytes)
      for (const update of updates) Y.applyUpdate(this.doc, update)
    })
    this.isWhole = !this.dropPending()
    this.doc.on('update', (update: Uint8Array) => this.made.push(update))
  }

  /** Applies checked updates in one transaction. Throws {@link PoisonError}. */
  apply(updates: readonly Applicable[]): Applied {
    const misfits: number[] = []
    let place = 0
    this.made = []
    this.revision++
    this.stateVector = undefined
    this.stateDigest = undefined
    try {
      Y.transact(this.doc, () => {
        for (; place < updates.length; place++) {
          if (!this.applyOne(updates[place] as Applicable)) misfits.push(place)
        }
      })
    } catch (cause) {
      throw new PoisonError(Math.min(place, updates.length - 1), { cause })
    }
    const update = this.made.length > 1 ? Y.mergeUpdates(this.made) : this.made[0]
    return { update, misfits }
  }

  /** Whether all of it was placed. Depth is known only here, where what the update builds on has been applied. */
  private applyOne({ bytes, makesNodes }: Applicable): boolean {
    if (makesNodes && deepestNode(bytes, this.doc) > limits.maxNodeDepth) return false
    Y.applyUpdate(this.doc, bytes)
    return !this.dropPending()
  }

  readonly clockOf: KnownClocks = (client) => Y.getState(this.doc.store, client)

  contains(scan: UpdateScan): boolean {
    return isContained(scan, this.doc)
  }

  /** What a client with this state vector lacks; all deletions are in it, because a state vector does not tell them. */
  encodeSince(stateVector: Uint8Array): Uint8Array {
    return Y.encodeStateAsUpdate(this.doc, stateVector)
  }

  /** What somebody with this state vector has of the structs; of deletions it says nothing. */
  compare(stateVector: Uint8Array): 'none' | 'some' | 'all' {
    const theirs = Y.decodeStateVector(stateVector)
    let [isNone, isAll] = [true, true]
    for (const client of this.doc.store.clients.keys()) {
      const clock = theirs.get(client) ?? 0
      if (clock > 0) isNone = false
      if (clock < this.clockOf(client)) isAll = false
    }
    if (isNone) return 'none'
    return isAll ? 'all' : 'some'
  }

  encodeStateVector(): Uint8Array {
    this.stateVector ??= Y.encodeStateVector(this.doc)
    return this.stateVector
  }

  digest(): Uint8Array {
    this.stateDigest ??= digestStateVector(Y.decodeStateVector(this.encodeStateVector()))
    return this.stateDigest
  }

  destroy(): void {
    this.doc.destroy()
  }

  /**
   * Forgets structs and deletions that wait for others: Yjs would try them again with every update. They were never
   * integrated, so the document stays sound.
   */
  private dropPending(): boolean {
    const { store } = this.doc
    const isPending = store.pendingStructs !== null || store.pendingDs !== null
    store.pendingStructs = null
    store.pendingDs = null
    return isPending
  }
}
