import * as Y from 'yjs'
import type { Appended, NewUpdate, Snapshot, Store, StoredUpdate } from '../../src/store/store.ts'

export type MemoryStore = Store & {
  create(documentId: string): void
  remove(documentId: string): void
  /** Updates that wait for {@link commit}; only while held. */
  readonly waiting: readonly NewUpdate[]
  /** From now on nothing commits or loads by itself. */
  hold(): void
  /** Commits the oldest waiting update, and lets its caller go on. */
  commit(): Promise<void>
  /** The newest waiting update becomes the oldest. */
  rotate(): void
  /** Lets the loads that wait go on. */
  finishLoads(): Promise<void>
  /** Every answer to a question about the log fails so, until it is called with nothing. */
  failReads(error?: Error): void
  readonly loads: number
  readonly snapshotRequests: readonly string[]
  /** From now on no snapshot is made, or each is again. */
  failSnapshots(isFailing: boolean): void
}

type Waiting = { readonly update: NewUpdate; readonly commit: () => void }

/** A store in memory that commits at once, or when it is told. */
export function createMemoryStore(): MemoryStore {
  const logs = new Map<string, Uint8Array[]>()
  const owners = new Map<string, Map<number, string>>()
  const waiting: Waiting[] = []
  const snapshotRequests: string[] = []
  let finishLoads: (() => void)[] = []
  let isHeld = false
  let loads = 0
  let readFault: Error | undefined
  let isFailingSnapshots = false

  function write({ documentId, bytes, claims }: NewUpdate): Appended {
    const known = owners.get(documentId) ?? new Map<number, string>()
    if (claims.some(({ clientId, userId }) => (known.get(clientId) ?? userId) !== userId)) return 'taken'
    for (const { clientId, userId } of claims) known.set(clientId, userId)
    owners.set(documentId, known)
    return logs.get(documentId)?.push(bytes) ?? 'gone'
  }

  const claimsOf = (documentId: string) => new Map(owners.get(documentId))
  const checkFault = () => {
    if (readFault) throw readFault
  }

  return {
    state: 'healthy',
    get loads() {
      return loads
    },
    get waiting() {
      return waiting.map(({ update }) => update)
    },
    snapshotRequests,
    create: (documentId) => void logs.set(documentId, []),
    remove: (documentId) => void logs.delete(documentId),
    hold: () => {
      isHeld = true
    },
    async load(documentId) {
      loads++
      if (isHeld) await new Promise<void>((resolve) => finishLoads.push(resolve))
      checkFault()
      const updates = logs.get(documentId)
      return updates && { updates: [...updates], seq: updates.length, claims: claimsOf(documentId) }
    },
    async readClaims(documentId) {
      checkFault()
      return claimsOf(documentId)
    },
    async append(update) {
      if (!isHeld) return write(update)
      return await new Promise((resolve) => waiting.push({ update, commit: () => resolve(write(update)) }))
    },
    async commit() {
      waiting.shift()?.commit()
      await settled()
    },
    failReads(error) {
      readFault = error
    },
    rotate: () => void waiting.unshift(...waiting.splice(-1)),
    async finishLoads() {
      const finish = finishLoads
      finishLoads = []
      for (const run of finish) run()
      await settled()
    },
    async readAfter(documentId, seq, limit) {
      checkFault()
      const updates = logs.get(documentId) ?? []
      const rows: StoredUpdate[] = updates.map((bytes, i) => ({ seq: i + 1, bytes }))
      return rows.slice(seq, seq + limit)
    },
    readNewest: async (documentIds) =>
      new Map(documentIds.flatMap((id) => (logs.has(id) ? [[id, logs.get(id)?.length ?? 0] as const] : []))),
    requestSnapshot: async (documentId) => {
      snapshotRequests.push(documentId)
      const updates = logs.get(documentId)
      return isFailingSnapshots || !updates ? undefined : toSnapshot(updates)
    },
    failSnapshots(isFailing) {
      isFailingSnapshots = isFailing
    },
  }
}

/** Without what was deleted. */
function toSnapshot(updates: readonly Uint8Array[]): Snapshot {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return { seq: updates.length, bytes: Y.encodeStateAsUpdate(doc), stateVector: Y.encodeStateVector(doc) }
}

/** Every promise that can go on has gone on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
