/** A document as it is stored: `updates` in order, a snapshot first where there is one, give its state at `seq`. */
export type StoredDocument = {
  readonly updates: readonly Uint8Array[]
  /** Newest committed update; 0 before the first. */
  readonly seq: number
  /** seq of the snapshot; 0 where there is none. */
  readonly snapshotSeq: number
}

export type StoredUpdate = { readonly seq: number; readonly bytes: Uint8Array }

export type NewUpdate = {
  readonly documentId: string
  /** A Yjs update, encoding V1. */
  readonly bytes: Uint8Array
  readonly authorIds: readonly string[]
}

export type StorageState = 'healthy' | 'degraded'

/** Where documents are kept. All rooms of a node share one. */
export type Store = {
  /** Undefined: there is no such document. Throws a Refusal: `damaged`, `storageAway`. */
  load(documentId: string): Promise<StoredDocument | undefined>
  /**
   * Resolves once the update is committed, however long that takes; undefined: the document is gone. The caller
   * waits for one update of a document before it appends the next. Rejects only when the store was closed.
   *
   * An update can be stored twice, where the database failed after the commit and before its answer. Yjs takes the
   * second one as known, so only `seq` tells.
   */
  append(update: NewUpdate): Promise<number | undefined>
  /** Up to `limit` updates after `seq`, oldest first. Throws a Refusal: `damaged`, `storageAway`. */
  readAfter(documentId: string, seq: number, limit: number): Promise<readonly StoredUpdate[]>
  /** Asks for a snapshot of everything committed. It is made in its own time; a failed one is asked for again. */
  requestSnapshot(documentId: string): void
  readonly state: StorageState
}
