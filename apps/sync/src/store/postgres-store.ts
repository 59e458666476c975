import {
  type AppendResult,
  appendUpdates,
  DamagedDocumentError,
  type Database,
  loadLog,
  readClientClaims,
  readNewestSeqs,
  readUpdatesAfter,
} from '@duplex/db'
import type { Clock } from '../clock.ts'
import { DeadlineError, waitAtMost } from '../deadline.ts'
import { Refusal } from '../refusal.ts'
import { Committer, type CommitterContext, type Written } from './committer.ts'
import { SnapshotThread } from './snapshot-thread.ts'
import { Snapshots, type SnapshotsContext } from './snapshots.ts'
import { toStorageError } from './storage-error.ts'
import type { Appended, LoadedDocument, Store } from './store.ts'

export type PostgresStoreContext = Pick<
  CommitterContext,
  'random' | 'statementTimeoutMs' | 'onCommitted' | 'onFailed' | 'onState'
> & {
  readonly clock: Clock
  /** For commits alone: a storm of documents being loaded must not keep them waiting for a connection. */
  readonly writer: Database['prisma']
  readonly reader: Database['prisma']
  /** For the thread that makes snapshots, which connects by itself. */
  readonly databaseUrl: string
  /** A document's stored rows are damaged. Nothing is served of it and nothing written to it. */
  onDamaged(documentId: string, detail: string): void
  readonly onSnapshotWritten: SnapshotsContext['onWritten']
  readonly onSnapshotFailed: SnapshotsContext['onFailed']
}

export type PostgresStore = Store & {
  readonly lagMs: number
  /** Throws where the database cannot be reached. */
  probe(): Promise<void>
  /** Rejects what is not committed. A snapshot that is being made has a moment to end. */
  close(): Promise<void>
}

/** Reading a large document over a slow link takes longer than any statement. */
const loadTimeoutMs = 30_000
/** Less than a shutdown has left after its drain. A snapshot that is given up harms nothing. */
const closeTimeoutMs = 2_000

export function createPostgresStore(context: PostgresStoreContext): PostgresStore {
  const { writer, reader, clock, statementTimeoutMs } = context
  let isClosed = false
  const guard = async <T>(ms: number, work: Promise<T>) => {
    try {
      return await translate(context, waitAtMost(clock, ms, work))
    } catch (cause) {
      // Nobody is to ask again.
      throw isClosed ? new Refusal('goingAway', { cause }) : cause
    }
  }
  const probe = () => guard(statementTimeoutMs, reader.$queryRaw`SELECT 1`).then(() => undefined)
  const load = (documentId: string) => guard(loadTimeoutMs, loadWithClaims(reader, documentId))
  const committer = new Committer({
    ...context,
    probe,
    write: async (updates) => (await appendUpdates(writer, updates)).map(toWritten),
  })
  const thread = new SnapshotThread(context)
  const snapshots = new Snapshots({
    ...context,
    make: (documentId) => translate(context, thread.make(documentId)),
    onWritten: context.onSnapshotWritten,
    onFailed: context.onSnapshotFailed,
  })
  return {
    get state() {
      return committer.state
    },
    get lagMs() {
      return committer.lagMs
    },
    load,
    readClaims: (documentId) => guard(loadTimeoutMs, readClientClaims(reader, documentId)),
    append: async (update) => toAppended(await committer.append(update)),
    readAfter: (documentId, seq, limit) => guard(loadTimeoutMs, readUpdatesAfter(reader, documentId, seq, limit)),
    readNewest: (documentIds) => guard(statementTimeoutMs, readNewestSeqs(reader, documentIds)),
    requestSnapshot: (documentId) => snapshots.request(documentId),
    probe,
    async close() {
      isClosed = true
      committer.close()
      await waitAtMost(clock, closeTimeoutMs, snapshots.close()).catch(ignoreLate)
      await thread.stop()
    },
  }
}

/** Order: claims are read after the log, so that none of its ids lacks one. */
async function loadWithClaims(reader: Database['prisma'], documentId: string): Promise<LoadedDocument | undefined> {
  const log = await loadLog(reader, documentId)
  if (!log) return undefined
  const claims = await readClientClaims(reader, documentId)
  return { ...log, updates: log.updates.map((row) => row.bytes), claims }
}

function toWritten({ refused, seq }: AppendResult): Written {
  return refused ?? seq
}

function toAppended(written: Written): Appended {
  if (written === 'quarantined') throw new Refusal('damaged')
  return written
}

function ignoreLate(error: unknown): void {
  if (!(error instanceof DeadlineError)) throw error
}

/** Errors of the database in the words of the wire. */
async function translate<T>(context: PostgresStoreContext, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    if (!(cause instanceof DamagedDocumentError)) throw toStorageError(cause)
    context.onDamaged(cause.documentId, cause.detail)
    throw new Refusal('damaged', { cause })
  }
}
