import { DamagedDocumentError } from '@duplex/db'
import type { Clock } from '../clock.ts'
import { WorkerThread } from '../worker-thread.ts'
import type { MadeSnapshot } from './snapshots.ts'

export type SnapshotWorkerData = { readonly databaseUrl: string }

/** Errors lose their class on the way between threads. */
export type SnapshotReply =
  | { readonly kind: 'done'; readonly made: MadeSnapshot | undefined }
  | { readonly kind: 'damaged'; readonly detail: string }
  | { readonly kind: 'failed'; readonly error: unknown }

/** Reading, encoding and writing 20 MiB takes seconds, even on a slow machine and a slow link. */
const makeTimeoutMs = 120_000

/** Makes snapshots on a thread, with a database client of its own. */
export class SnapshotThread {
  private readonly thread: WorkerThread<string, SnapshotReply>

  constructor({ clock, databaseUrl }: SnapshotWorkerData & { readonly clock: Clock }) {
    const data: SnapshotWorkerData = { databaseUrl }
    const place = { script: 'snapshot-worker', from: import.meta.url }
    this.thread = new WorkerThread({ clock, data, timeoutMs: makeTimeoutMs, ...place })
  }

  /** One document at a time. Throws DamagedDocumentError, and whatever ended the work or the thread. */
  async make(documentId: string): Promise<MadeSnapshot | undefined> {
    const reply = await this.thread.ask(documentId)
    switch (reply.kind) {
      case 'done':
        return reply.made
      case 'damaged':
        throw new DamagedDocumentError(documentId, reply.detail)
      case 'failed':
        throw reply.error
    }
  }

  /** Ends the thread at once. PostgreSQL takes back what it has not committed. */
  stop(): Promise<void> {
    return this.thread.stop()
  }
}
