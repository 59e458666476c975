import { digestStateVector } from '@duplex/protocol'
import * as Y from 'yjs'
import { isContained, type KnownClocks } from './update-check.ts'
import type { UpdateScan } from './update-scan.ts'

/** What a transaction made of its updates. `update` is absent where they changed nothing. */
export type Applied = {
  readonly update: Uint8Array | undefined
  /** Places of the updates of which something could not be placed; that part is dropped. */
  readonly misfits: readonly number[]
}

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
  /** Updates made by the transaction that runs. */
  private made: Uint8Array[] = []

  /** `updates`: stored ones, a snapshot first where there is one. */
  constructor(updates: readonly Uint8Array[]) {
    // Yjs would tidy formatting in a transaction of its own, and the server would become an author.
    this.doc.on('afterTransaction', (transaction: Y.Transaction) => {
      transaction._needFormattingCleanup = false
    })
    Y.transact(this.doc, () => {
      for (const update of updates) Y.applyUpdate(this.doc, update)
    })
    this.dropPending()
    this.doc.on('update', (update: Uint8Array) => this.made.push(update))
  }

  /** Applies checked updates in one transaction. Throws {@link PoisonError}. */
  apply(updates: readonly Uint8Array[]): Applied {
    const misfits: number[] = []
    let place = 0
    this.made = []
    try {
      Y.transact(this.doc, () => {
        for (; place < updates.length; place++) {
          Y.applyUpdate(this.doc, updates[place] as Uint8Array)
          if (this.dropPending()) misfits.push(place)
        }
      })
    } catch (cause) {
      throw new PoisonError(Math.min(place, updates.length - 1), { cause })
    }
    const update = this.made.length > 1 ? Y.mergeUpdates(this.made) : this.made[0]
    return { update, misfits }
  }

  readonly clockOf: KnownClocks = (client) => Y.getState(this.doc.store, client)

  contains(scan: UpdateScan): boolean {
    return isContained(scan, this.doc)
  }

  /** What a client with this state vector lacks; all deletions are in it, because a state vector does not tell them. */
  encodeSince(stateVector: Uint8Array): Uint8Array {
    return Y.encodeStateAsUpdate(this.doc, stateVector)
  }

  encodeStateVector(): Uint8Array {
    return Y.encodeStateVector(this.doc)
  }

  digest(): Uint8Array {
    return digestStateVector(Y.decodeStateVector(this.encodeStateVector()))
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
