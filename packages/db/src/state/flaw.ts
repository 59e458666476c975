/**
 * What can be wrong with the rows of a document. `update` and `snapshot`: the row does not match its checksum;
 * `missing`: updates from `seq` on are not there, although nothing explains it; `beyond`: rows after the last update
 * that the document knows of; `undecodable`: a sound row is no Yjs update, or waits for one that is not there; `state`:
 * a sound snapshot holds another state than the log.
 */
export type FlawKind = 'update' | 'snapshot' | 'missing' | 'beyond' | 'undecodable' | 'state'

/** Holds no content. */
export type Flaw = { readonly kind: FlawKind; readonly seq: number; readonly detail: string }

/**
 * What the rows of a document are worth. `sound`: all of them are right. `usable`: it opens with everything that was
 * stored, but a snapshot or an update of its history is damaged. `wrong`: it opens, and what it shows cannot be trusted.
 * `closed`: nothing sound leads to its newest state, so nothing is served of it and nothing written to it.
 */
export type Verdict = 'sound' | 'usable' | 'wrong' | 'closed'

export type DocumentReport = {
  readonly documentId: string
  readonly title: string
  /** Of the newest update. */
  readonly seq: number
  readonly updates: number
  readonly snapshots: number
  readonly verdict: Verdict
  /** Since when nothing is served of it and nothing written to it, whatever it is worth. */
  readonly quarantinedAt: Date | null
  readonly flaws: readonly Flaw[]
}
