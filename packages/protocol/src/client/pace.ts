import type { Rate } from '../limits.ts'
import type { Clock } from './clock.ts'

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

  /**
   * Takes tokens and answers 0, or answers the ms until there are enough. What is more than the burst waits for all of
   * the burst, and delays what comes after it.
   */
  take(tokens = 1): number {
    this.#earn()
    const needed = Math.min(tokens, this.#rate.burst)
    if (this.#tokens < needed) return Math.ceil(((needed - this.#tokens) / this.#rate.perSecond) * 1000)
    this.#tokens -= tokens
    return 0
  }

  /** Takes tokens whether there are any or not: what comes next waits the longer. */
  spend(tokens: number): void {
    this.#earn()
    this.#tokens -= tokens
  }

  #earn(): void {
    const now = this.#clock.now()
    const { perSecond, burst } = this.#rate
    const earned = (Math.max(0, now - this.#at) / 1000) * perSecond
    this.#tokens = Math.min(burst, this.#tokens + earned)
    this.#at = now
  }
}
