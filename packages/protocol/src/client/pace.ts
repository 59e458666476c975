import type { Clock } from './clock.ts'

export type Rate = { readonly perSecond: number; readonly burst: number }

/** A token bucket: a lasting rate, and how many may be ahead of it. */
export class Pace {
  readonly #rate: Rate
  readonly #clock: Clock
  #tokens: number
  #at: number

  constructor(rate: Rate, clock: Clock) {
    this.#rate = rate
    this.#clock = clock
    this.#tokens = rate.burst
    this.#at = clock.now()
  }

  /** Takes a token and answers 0, or answers the ms until there is one. */
  take(): number {
    const now = this.#clock.now()
    const { perSecond, burst } = this.#rate
    const earned = (Math.max(0, now - this.#at) / 1000) * perSecond
    this.#tokens = Math.min(burst, this.#tokens + earned)
    this.#at = now
    if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) / perSecond) * 1000)
    this.#tokens -= 1
    return 0
  }
}
