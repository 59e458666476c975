import type { Clock } from '../clock.ts'

/** Requests that fail for so long mean that the network is gone. */
export const maxFailingMs = 10_000
const firstDelayMs = 100
const maxDelayMs = 2_000

/** How long to go on with requests that fail, and how fast. */
export class Patience {
  readonly #clock: Clock
  readonly #random: () => number
  #failingSince: number | undefined
  #failures = 0

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock
    this.#random = random
  }

  succeed(): void {
    this.#failingSince = undefined
    this.#failures = 0
  }

  /** ms until the next try; undefined where there should be none. */
  fail(): number | undefined {
    const now = this.#clock.now()
    this.#failingSince ??= now
    if (now - this.#failingSince >= maxFailingMs) return undefined
    return (0.5 + this.#random() / 2) * Math.min(maxDelayMs, firstDelayMs * 2 ** this.#failures++)
  }
}
