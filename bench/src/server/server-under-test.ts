/** What a client opens and offers in order to join a document. Good for one connection. */
export type Invitation = {
  readonly url: string
  readonly protocols: readonly string[]
  /** Begins every message of both sides, where the wire is not quite y-websocket's. */
  readonly prefix?: Uint8Array
  /** The first message of the client, with its prefix. */
  readonly greeting?: Uint8Array
}

/** What a server tells of itself; totals since it started. */
export type Counters = {
  /** Statements that committed updates. */
  readonly commits: number
  /** Rows that they wrote. */
  readonly rows: number
  readonly messagesOut: number
  /** Documents that are held as more than their bytes, now. */
  readonly liveDocuments: number
  /** How late a timer was at worst, since the last time that the counters were read. */
  readonly longestHoldMs: number
}

/** A server as a process of its own, and how clients come to it. */
export type ServerUnderTest = {
  readonly pid: number
  /** Of the database that it stores in; undefined where that is no process of its own. */
  readonly databasePid?: number
  /** Whether it tells a client what is stored. */
  readonly acknowledges: boolean
  addDocument(): Promise<string>
  invite(documentId: string): Promise<Invitation>
  /** Undefined where the server does not count. */
  readCounters(): Promise<Counters | undefined>
  /** Resolves when nothing is left that the process does not need, with the bytes that it uses then. */
  collectGarbage(): Promise<number>
  /** Kills the process and starts it again, on what it had stored; absent where a server stores nothing. */
  crash?(): Promise<ServerUnderTest>
  /** So many more on the same database, joined over a Redis of their own; absent where a server is always alone. */
  startNodes?(count: number): Promise<{ readonly nodes: readonly ServerUnderTest[]; stop(): Promise<void> }>
  /** Resolves when the process is gone. */
  stop(): Promise<void>
}

/** A server that can be measured: its column in the results, and how to start it. */
export type Contestant = { readonly name: string; start(): Promise<ServerUnderTest> }
