import { digestStateVector, limits } from '@duplex/protocol'
import * as Y from 'yjs'
import { type Deletions, deletionsOf } from './deletions.ts'
import type { DocumentFacts } from './document-facts.ts'
import { deepestNode } from './node-depth.ts'
import { isStopped } from './stop-after.ts'
import { applyInTime } from './transaction-time.ts'
import { isContained, isDeleted, isTidying } from './update-check.ts'
import { scanUpdate, type UpdateScan } from './update-scan.ts'

/** What a transaction made of its updates. `update` is absent where they changed nothing. */
export type Applied = {
  readonly update: Uint8Array | undefined
  /** Places of the updates of which something could not be placed, or all would nest too deep; that is dropped. */
  readonly misfits: readonly number[]
  /** Places of the updates that changed something, of those with `clocks`. */
  readonly news: readonly number[]
}

export type Applicable = {
  readonly bytes: Uint8Array
  /** It brings nodes, whose depth is to be looked at. */
  readonly makesNodes?: boolean
  /** At least how many it brings. */
  readonly structs?: number
  /** Has every client of whom it brings structs; given where it is to be known whether it changed anything. */
  readonly clocks?: ReadonlyMap<number, number>
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

/** For a {@link LiveDocument}, to apply to it what is stored. */
export function createDoc(): Y.Doc {
  const doc = new Y.Doc()
  // Yjs would tidy formatting in a transaction of its own, and the server would become an author.
  doc.on('afterTransaction', (transaction: Y.Transaction) => {
    transaction._needFormattingCleanup = false
  })
  return doc
}

/** A document in memory. Counts nothing and stores nothing: what enters and when is the room's business. */
export class LiveDocument implements DocumentFacts {
  /** Nothing of what is stored waits for something that is missing. */
  readonly isWhole: boolean
  /** Updates made by the transaction that runs. */
  private made: Uint8Array[] = []
  /** What is asked for again and again, as long as nothing is applied. */
  private known: {
    clocks?: Map<number, number>
    stateVector?: Uint8Array
    digest?: Uint8Array
    deletions?: Deletions
    items?: number
  } = {}

  /** `doc`: of {@link createDoc}, with all that is stored. */
  constructor(private readonly doc: Y.Doc) {
    this.isWhole = !this.dropPending()
    this.doc.on('update', (update: Uint8Array) => this.made.push(update))
  }

  /** Applies checked updates in one transaction. Throws {@link PoisonError}. */
  apply(updates: readonly Applicable[]): Applied {
    const [misfits, news]: [number[], number[]] = [[], []]
    let place = 0
    const transaction = {
      bytes: updates.reduce((sum, update) => sum + update.bytes.length, 0),
      structs: updates.reduce((sum, { structs = 0 }) => sum + structs, 0),
      items: this.items,
    }
    this.made = []
    this.known = {}
    const applyAll = () => {
      Y.transact(this.doc, () => {
        for (; place < updates.length; place++) {
          const { isPlaced, isNews } = this.applyOne(updates[place] as Applicable)
          if (!isPlaced) misfits.push(place)
          if (isNews) news.push(place)
        }
      })
    }
    try {
      applyInTime(transaction, applyAll)
    } catch (cause) {
      throw new PoisonError(isStopped(cause) ? dearest(updates) : Math.min(place, updates.length - 1), { cause })
    }
    const update = this.made.length > 1 ? Y.mergeUpdates(this.made) : this.made[0]
    return { update, misfits, news }
  }

  /** Depth is known only here, where what the update builds on has been applied. */
  private applyOne(update: Applicable): { isPlaced: boolean; isNews: boolean } {
    const { bytes, makesNodes } = update
    if (makesNodes && deepestNode(bytes, this.doc) > limits.maxNodeDepth) return { isPlaced: false, isNews: false }
    const brings = this.watch(update)
    Y.applyUpdate(this.doc, bytes)
    return { isPlaced: !this.dropPending(), isNews: brings() }
  }

  /** To be asked when the update is applied: whether that changed anything. */
  private watch({ bytes, clocks }: Applicable): () => boolean {
    if (!clocks) return () => false
    const before = [...clocks.keys()].map((client) => [client, this.clockOf(client)] as const)
    const isAhead = before.some(([client, clock]) => clock < (clocks.get(client) ?? 0))
    // Without new structs only deletions can be news, which only the update itself tells.
    if (!isAhead && !this.contains(scanUpdate(bytes))) return () => true
    return () => before.some(([client, clock]) => clock < this.clockOf(client))
  }

  clockOf(client: number): number {
    return Y.getState(this.doc.store, client)
  }

  contains(scan: UpdateScan): boolean {
    return isContained(scan, this.doc)
  }

  countUndeleted({ deletes }: UpdateScan): number {
    return deletes.filter((range) => !isDeleted(range, this.doc)).length
  }

  isTidying(scan: UpdateScan): boolean {
    return isTidying(scan, this.doc)
  }

  /** What a client with this state vector lacks; all deletions are in it, because a state vector does not tell them. */
  encodeSince(stateVector: Uint8Array): Uint8Array {
    return Y.encodeStateAsUpdate(this.doc, stateVector)
  }

  get clocks(): ReadonlyMap<number, number> {
    this.known.clocks ??= Y.decodeStateVector(this.stateVector)
    return this.known.clocks
  }

  get stateVector(): Uint8Array {
    this.known.stateVector ??= Y.encodeStateVector(this.doc)
    return this.known.stateVector
  }

  get digest(): Uint8Array {
    this.known.digest ??= digestStateVector(this.clocks)
    return this.known.digest
  }

  get deletions(): Deletions {
    this.known.deletions ??= deletionsOf(this.doc)
    return this.known.deletions
  }

  get items(): number {
    this.known.items ??= [...this.doc.store.clients.values()].reduce((sum, structs) => sum + structs.length, 0)
    return this.known.items
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

/** The place of the update that takes most of the time, which is not always the one at which it was up. */
function dearest(updates: readonly Applicable[]): number {
  const structs = updates.map(({ structs = 0 }) => structs)
  return structs.indexOf(Math.max(...structs))
}
