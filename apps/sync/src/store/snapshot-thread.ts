import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { DamagedDocumentError } from '@duplex/db'
import type { Cancel, Clock } from '../clock.ts'
import { waitAtMost } from '../deadline.ts'
import type { MadeSnapshot } from './snapshots.ts'

export type SnapshotWorkerData = { readonly databaseUrl: string }

/** Errors lose their class on the way between threads. */
export type SnapshotReply =
  | { readonly kind: 'done'; readonly made: MadeSnapshot | undefined }
  | { readonly kind: 'damaged'; readonly detail: string }
  | { readonly kind: 'failed'; readonly error: unknown }

type SnapshotThreadContext = SnapshotWorkerData & { readonly clock: Clock }

/** Reading, encoding and writing 20 MiB takes seconds, even on a slow machine and a slow link. */
const makeTimeoutMs = 120_000
/** A thread with a database client of its own takes tens of MiB: it ends when nothing was asked of it for so long. */
const idleMs = 30_000

/** Makes snapshots on a thread that starts when it is needed. One that dies is replaced by the next request's. */
export class SnapshotThread {
  private worker: Worker | undefined
  private cancelIdle: Cancel | undefined

  constructor(private readonly context: SnapshotThreadContext) {}

  /** One document at a time. Throws DamagedDocumentError, and whatever ended the work or the thread. */
  async make(documentId: string): Promise<MadeSnapshot | undefined> {
    this.cancelIdle?.()
    this.worker ??= this.start()
    const reply = await this.ask(this.worker, documentId)
    this.cancelIdle = this.context.clock.after(idleMs, () => void this.stop())
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
  async stop(): Promise<void> {
    this.cancelIdle?.()
    const { worker } = this
    this.worker = undefined
    await worker?.terminate()
  }

  private start(): Worker {
    const workerData: SnapshotWorkerData = { databaseUrl: this.context.databaseUrl }
    const worker = startWorker(workerData)
    const forget = () => {
      if (this.worker === worker) this.worker = undefined
    }
    // Whoever waits for an answer hears of it as well; unheard, an error would end the process.
    worker.on('error', forget)
    worker.on('exit', forget)
    return worker
  }

  private async ask(worker: Worker, documentId: string): Promise<SnapshotReply> {
    const asked = new AbortController()
    const { signal } = asked
    const ended = once(worker, 'exit', { signal }).then(() => {
      throw new Error('the thread that makes snapshots has ended')
    })
    const replied = once(worker, 'message', { signal }).then(([reply]) => reply as SnapshotReply)
    try {
      worker.postMessage(documentId)
      return await waitAtMost(this.context.clock, makeTimeoutMs, Promise.race([replied, ended]))
    } catch (error) {
      await this.stop()
      throw error
    } finally {
      asked.abort()
    }
  }
}

/** The build puts the worker beside this bundle. Run from sources, Node.js 20 gives a thread no loader for them. */
function startWorker(workerData: SnapshotWorkerData): Worker {
  const bundle = new URL('./snapshot-worker.mjs', import.meta.url)
  if (!import.meta.url.endsWith('.ts')) return new Worker(bundle, { workerData })
  const source = JSON.stringify(new URL('./snapshot-worker.ts', import.meta.url))
  const load = `import('tsx/esm/api').then(({ register }) => { register(); return import(${source}) })`
  return new Worker(load, { eval: true, workerData })
}
