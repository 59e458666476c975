import type * as Y from 'yjs'
import type { TcpProxy } from './tcp-proxy.ts'

/** How a participant reaches a document: `wsUrl` leads over a network of its own. */
export type Way = {
  readonly wsUrl: string
  readonly network: TcpProxy
  readonly documentId: string
  ticket(): Promise<string>
}

/** Somebody who edits a document with one kind of client, and stays in it until told otherwise. */
export type Participant = {
  readonly doc: Y.Doc
  /** Sends changes late, twice and out of order, and brings what is missing when it is asked. */
  readonly playTricks?: (insert: (by?: unknown) => void, trick: Trick) => void
  /** Comes, or tries again at once. */
  come(): void
  leave(): void
  /** By what the server says all that it has is stored. A stock client is told nothing. */
  readonly knowsAllStored: boolean
  /** Where its connection stands, for the message of a failure. */
  readonly standing: unknown
  /** Names of the close table: why its connections ended, but for those that it ended itself. */
  readonly endings: readonly string[]
}

export type Trick = 'repeat' | 'withhold' | 'reorder'
