import type { Clock } from './clock.ts'

/** For a ticket, and again from there to the hello. */
export const maxAttemptMs = 20_000

/** One attempt to connect, until it is aborted. Calls `onLate` where a part of it takes too long. */
export class Attempt {
  readonly #clock: Clock
  readonly #onLate: () => void
  readonly #controller = new AbortController()
  #cancelDeadline: () => void = () => undefined

  constructor(clock: Clock, onLate: () => void) {
    this.#clock = clock
    this.#onLate = onLate
    this.beginPart()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** The time counts from now. */
  beginPart(): void {
    this.#cancelDeadline()
    this.#cancelDeadline = this.#clock.after(maxAttemptMs, this.#onLate)
  }

  /** It is no more late, whatever follows. */
  succeed(): void {
    this.#cancelDeadline()
  }

  abort(): void {
    this.#cancelDeadline()
    this.#controller.abort()
  }
}
