/** What a client opens and offers in order to join a document. Good for one connection. */
export type Invitation = { readonly url: string; readonly protocols: string[] }

/** Totals since the server started. */
export type Counters = {
  /** Statements that committed updates. */
  readonly commits: number
  /** Rows that they wrote. */
  readonly rows: number
  readonly messagesOut: number
}

/** A server as a process of its own, and how clients come to it. */
export type ServerUnderTest = {
  readonly pid: number
  addDocument(): Promise<string>
  invite(documentId: string): Promise<Invitation>
  readCounters(): Promise<Counters>
  /** Resolves when nothing is left that the process does not need. */
  collectGarbage(): Promise<void>
  /** Resolves when the process is gone. */
  stop(): Promise<void>
}
