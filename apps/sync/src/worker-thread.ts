import { once } from 'node:events'
import { type TransferListItem, Worker } from 'node:worker_threads'
import type { Cancel, Clock } from './clock.ts'
import { waitAtMost } from './deadline.ts'

export type WorkerThreadContext = {
  readonly clock: Clock
  /** File name of the worker without its ending, beside the module whose URL is `from`; its bundle is beside ours. */
  readonly script: string
  readonly from: string
  /** `workerData` of the thread. */
  readonly data?: unknown
  /** ms after which an answer is given up, and the thread with it. */
  readonly timeoutMs: number
}

/** A thread with its own heap takes tens of MiB: it ends when nothing was asked of it for so long. */
const idleMs = 30_000

/** A thread that answers each message with one, and starts when it is needed. One that dies is replaced at the next. */
export class WorkerThread<Question, Reply> {
  private worker: Worker | undefined
  private cancelIdle: Cancel | undefined

  constructor(private readonly context: WorkerThreadContext) {}

  /** One question at a time. Throws whatever ended the work or the thread. */
  async ask(question: Question, transfer: readonly TransferListItem[] = []): Promise<Reply> {
    this.cancelIdle?.()
    this.worker ??= this.start()
    const reply = await this.askOnce(this.worker, question, transfer)
    this.cancelIdle = this.context.clock.after(idleMs, () => void this.stop())
    return reply
  }

  /** Ends the thread at once, in the middle of whatever it does. */
  async stop(): Promise<void> {
    this.cancelIdle?.()
    const { worker } = this
    this.worker = undefined
    await worker?.terminate()
  }

  private start(): Worker {
    const worker = startWorker(this.context)
    const forget = () => {
      if (this.worker === worker) this.worker = undefined
    }
    // Whoever waits for an answer hears of it as well; unheard, an error would end the process.
    worker.on('error', forget)
    worker.on('exit', forget)
    return worker
  }

  private async askOnce(worker: Worker, question: Question, transfer: readonly TransferListItem[]): Promise<Reply> {
    const asked = new AbortController()
    const { signal } = asked
    const { clock, script, timeoutMs } = this.context
    const ended = once(worker, 'exit', { signal }).then(() => {
      throw new Error(`the thread ${script} has ended`)
    })
    const replied = once(worker, 'message', { signal }).then(([reply]) => reply as Reply)
    try {
      worker.postMessage(question, transfer)
      return await waitAtMost(clock, timeoutMs, Promise.race([replied, ended]))
    } catch (error) {
      await this.stop()
      throw error
    } finally {
      asked.abort()
    }
  }
}

/** The build puts all workers beside its bundle. Run from sources, Node.js 20 gives a thread no loader for them. */
function startWorker({ script, from, data: workerData }: WorkerThreadContext): Worker {
  if (!from.endsWith('.ts')) return new Worker(new URL(`./${script}.mjs`, from), { workerData })
  const source = JSON.stringify(new URL(`./${script}.ts`, from))
  const load = `import('tsx/esm/api').then(({ register }) => { register(); return import(${source}) })`
  return new Worker(load, { eval: true, workerData })
}

/** For the other side: a whole document is handed over instead of copied, unless others share its buffer. */
export function ownBuffers({ buffer, byteLength }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []
}
