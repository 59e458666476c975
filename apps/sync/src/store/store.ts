/** The whole state of a document after update `seq`. */
export type Snapshot = {
  readonly seq: number
  /** A Yjs update, encoding V1. */
  readonly bytes: Uint8Array
  readonly stateVector: Uint8Array
}

/** A document as it is stored: the snapshot, where there is one, and every later update in order. */
export type StoredDocument = {
  readonly snapshot?: Snapshot
  readonly updates: readonly Uint8Array[]
  /** Newest committed update; 0 before the first. */
  readonly seq: number
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
  /**
   * Asks for a snapshot of everything committed, which is made in its own time. Answers with it, or with undefined
   * where there is nothing new or it failed for good: nothing is lost by that, the log holds everything. Never rejects.
   */
  requestSnapshot(documentId: string): Promise<Snapshot | undefined>
  readonly state: StorageState
}
