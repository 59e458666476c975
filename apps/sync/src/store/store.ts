import type { ClientClaim } from '@duplex/db'

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

/** With it, Yjs client id -> the user whose it is. */
export type LoadedDocument = StoredDocument & { readonly claims: ReadonlyMap<number, string> }

export type StoredUpdate = { readonly seq: number; readonly bytes: Uint8Array }

export type NewUpdate = {
  readonly documentId: string
  /** A Yjs update, encoding V1. */
  readonly bytes: Uint8Array
  readonly authorIds: readonly string[]
  /** Yjs client ids that become somebody's together with it. */
  readonly claims: readonly ClientClaim[]
}

/** The update's seq; `gone`: there is no such document any more; `taken`: a claimed id is somebody else's. */
export type Appended = number | 'gone' | 'taken'

export type StorageState = 'healthy' | 'degraded'

/** Where documents are kept. All rooms of a node share one. Reading throws a Refusal `goingAway` once it is closed. */
export type Store = {
  /** Undefined: there is no such document. Throws a Refusal: `damaged`, `storageAway`. */
  load(documentId: string): Promise<LoadedDocument | undefined>
  /** As of now: whatever was read before, its claims are in it. Throws a Refusal: `storageAway`. */
  readClaims(documentId: string): Promise<ReadonlyMap<number, string>>
  /**
   * Resolves once the update and its claims are committed, however long that takes, or cannot be. The caller waits
   * for one update of a document before it appends the next. Rejects when the store was closed, and with a Refusal
   * `damaged` where the document is quarantined.
   *
   * An update can be stored twice, where the database failed after the commit and before its answer. Yjs takes the
   * second one as known, so only `seq` tells.
   */
  append(update: NewUpdate): Promise<Appended>
  /** Up to `limit` updates after `seq`, oldest first. Throws a Refusal: `damaged`, `storageAway`. */
  readAfter(documentId: string, seq: number, limit: number): Promise<readonly StoredUpdate[]>
  /** Document -> its newest committed update, of those that exist. Throws a Refusal: `storageAway`. */
  readNewest(documentIds: readonly string[]): Promise<ReadonlyMap<string, number>>
  /**
   * Asks for a snapshot of everything committed, which is made in its own time. Answers with it, or with undefined
   * where there is nothing new or it failed for good: nothing is lost by that, the log holds everything. Never rejects.
   */
  requestSnapshot(documentId: string): Promise<Snapshot | undefined>
  readonly state: StorageState
}
