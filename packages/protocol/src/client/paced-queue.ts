import type { Rate } from '../limits.ts'
import type { Clock } from './clock.ts'
import { Pace } from './pace.ts'

type QueueParts = {
  clock: Clock
  rate: Rate
  /** Makes one frame of all that wait; undefined of none. */
  join: (frames: Uint8Array[]) => Uint8Array | undefined
  /** Called with a frame that had to wait; it comes back through `pass`. */
  send: (frame: Uint8Array) => void
}

/** Lets frames pass at once while they are within a rate, and joins them where they are not. Order is kept. */
export class PacedQueue {
  readonly #parts: QueueParts
  readonly #pace: Pace
  #waiting: Uint8Array[] = []
  #isFlushing = false
  #cancel: (() => void) | undefined

  constructor(parts: QueueParts) {
    this.#parts = parts
    this.#pace = new Pace(parts.rate, parts.clock)
  }

  /** The frame, to be sent now; undefined where it waits. */
  pass(frame: Uint8Array): Uint8Array | undefined {
    if (this.#isFlushing) return frame
    const delayMs = this.#waiting.length > 0 ? 0 : this.#pace.take()
    if (this.#waiting.length === 0 && delayMs === 0) return frame
    this.#waiting.push(frame)
    this.#cancel ??= this.#parts.clock.after(delayMs, () => this.flush())
    return undefined
  }

  /** Sends what waits, now. */
  flush(): void {
    const frames = this.#waiting
    this.clear()
    if (frames.length === 0) return
    this.#pace.take()
    this.#isFlushing = true
    try {
      const frame = this.#parts.join(frames)
      if (frame !== undefined) this.#parts.send(frame)
    } finally {
      this.#isFlushing = false
    }
  }

  /** Forgets what waits. */
  clear(): void {
    this.#waiting = []
    this.#cancel?.()
    this.#cancel = undefined
  }
}
