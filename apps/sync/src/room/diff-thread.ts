import type { Clock } from '../clock.ts'
import { WorkerThread } from '../worker-thread.ts'

export type DiffQuestion = { readonly update: Uint8Array; readonly stateVector: Uint8Array }
export type DiffReply =
  | { readonly kind: 'done'; readonly difference: Uint8Array }
  | { readonly kind: 'failed'; readonly error: unknown }

/** 20 MiB take two seconds; on a slow machine several times that. */
const diffTimeoutMs = 30_000

/** Compares large updates with state vectors on a thread, one after the other. */
export class DiffThread {
  private readonly thread: WorkerThread<DiffQuestion, DiffReply>
  private last: Promise<unknown> = Promise.resolve()

  constructor(clock: Clock) {
    const place = { script: 'diff-worker', from: import.meta.url }
    this.thread = new WorkerThread({ clock, timeoutMs: diffTimeoutMs, ...place })
  }

  /** What of `update` somebody with this state vector lacks. Throws whatever ended the work or the thread. */
  readonly diff = (update: Uint8Array, stateVector: Uint8Array): Promise<Uint8Array> => {
    const asked = this.last.then(() => this.ask({ update, stateVector }))
    this.last = asked.catch(() => undefined)
    return asked
  }

  stop(): Promise<void> {
    return this.thread.stop()
  }

  private async ask(question: DiffQuestion): Promise<Uint8Array> {
    const reply = await this.thread.ask(question)
    if (reply.kind === 'failed') throw reply.error
    return reply.difference
  }
}
