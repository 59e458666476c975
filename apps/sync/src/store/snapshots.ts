import type { Cancel, Clock } from '../clock.ts'
import { Refusal } from '../refusal.ts'
import { backoffMs } from './backoff.ts'
import type { Snapshot } from './store.ts'

/** `isStored` is false where a newer snapshot was there already; the state is right all the same. */
export type MadeSnapshot = Snapshot & { readonly isStored: boolean }

export type SnapshotsContext = {
  readonly clock: Clock
  random(): number
  /** Called for one document at a time. Undefined: the document has no update, or does not exist. */
  make(documentId: string): Promise<MadeSnapshot | undefined>
  onWritten(documentId: string, seq: number): void
  /** Nothing is lost by it: the log holds everything. */
  onFailed(documentId: string, cause: unknown): void
}

/** Tries of one request; the pauses between them grow to seconds, because nobody waits for a snapshot. */
const maxAttempts = 5
const firstPauseAttempt = 4

type Wanted = {
  readonly documentId: string
  readonly made: Promise<Snapshot | undefined>
  settle(made: Snapshot | undefined): void
  attempts: number
  cancelPause?: Cancel
}

/** Snapshots that are due, made one after the other. */
export class Snapshots {
  private readonly wanted = new Map<string, Wanted>()
  private readonly due: Wanted[] = []
  private running: Promise<void> | undefined
  private isClosed = false

  constructor(private readonly context: SnapshotsContext) {}

  /** Asking again while one is due or being made adds nothing. Never rejects. */
  request(documentId: string): Promise<Snapshot | undefined> {
    if (this.isClosed) return Promise.resolve(undefined)
    const before = this.wanted.get(documentId)
    if (before) return before.made
    const wanted = toWanted(documentId)
    this.wanted.set(documentId, wanted)
    this.enqueue(wanted)
    return wanted.made
  }

  /** What has not begun is dropped. Resolves when the one that is being made is done. */
  async close(): Promise<void> {
    this.isClosed = true
    this.due.length = 0
    for (const wanted of this.wanted.values()) {
      wanted.cancelPause?.()
      wanted.settle(undefined)
    }
    await this.running
  }

  private enqueue(wanted: Wanted): void {
    this.due.push(wanted)
    this.running ??= this.run()
  }

  private async run(): Promise<void> {
    for (let next = this.due.shift(); next; next = this.due.shift()) await this.make(next)
    this.running = undefined
  }

  private async make(wanted: Wanted): Promise<void> {
    const { documentId } = wanted
    try {
      const made = await this.context.make(documentId)
      if (made?.isStored) this.context.onWritten(documentId, made.seq)
      this.settle(wanted, made)
    } catch (cause) {
      this.context.onFailed(documentId, cause)
      this.retry(wanted, cause)
    }
  }

  /** Others are made in the pause. What is damaged stays so. */
  private retry(wanted: Wanted, cause: unknown): void {
    const isFinal = cause instanceof Refusal && cause.close === 'damaged'
    if (isFinal || this.isClosed || ++wanted.attempts >= maxAttempts) {
      this.settle(wanted, undefined)
    } else {
      const pauseMs = backoffMs(firstPauseAttempt + wanted.attempts, this.context.random)
      wanted.cancelPause = this.context.clock.after(pauseMs, () => this.enqueue(wanted))
    }
  }

  private settle(wanted: Wanted, made: Snapshot | undefined): void {
    this.wanted.delete(wanted.documentId)
    wanted.settle(made)
  }
}

function toWanted(documentId: string): Wanted {
  let settle: Wanted['settle'] = () => undefined
  const made = new Promise<Snapshot | undefined>((resolve) => {
    settle = resolve
  })
  return { documentId, made, settle, attempts: 0 }
}
