import type { Clock } from './clock.ts'
import type { Ending } from './ending.ts'
import { healthyAfterMs, retryDelayMs } from './retry-delay.ts'

type ScheduleParts = { clock: Clock; random: () => number; attempt: () => void }

/** Decides whether and when to connect again. At most one attempt is planned at any time. */
export class RetrySchedule {
  readonly #parts: ScheduleParts
  #failures = 0
  /** Changes of access are no failures: what they mean is told soon, also to whom the network failed before. */
  #renewals = 0
  #hasResynced = false
  #isPatient = false
  #cancelPlan: (() => void) | undefined
  #cancelHealth: (() => void) | undefined

  constructor(parts: ScheduleParts) {
    this.#parts = parts
  }

  /** Plans the next attempt. Returns its time in ms since 1970; undefined where the ending is for good. */
  plan({ verdict, reason }: Ending): number | undefined {
    this.cancel()
    if (verdict === 'stop' || verdict === 'done' || verdict === 'new-client-id') return undefined
    if (verdict === 'retry-once') {
      if (this.#hasResynced) return undefined
      this.#hasResynced = true
    }
    const { clock, random } = this.#parts
    const delayMs = retryDelayMs(verdict, reason, this.#countAttempt(verdict), random)
    this.#isPatient = verdict === 'retry-after'
    this.#cancelPlan = clock.after(delayMs, () => this.#run())
    return clock.now() + delayMs
  }

  /** Something speaks for success: attempt now what is planned, unless the server asked for that very delay. */
  hurry(): void {
    if (this.#cancelPlan !== undefined && !this.#isPatient) this.#run()
  }

  /** The connection is up; once it has been for long enough, earlier failures are forgotten. */
  startHealth(): void {
    this.#cancelHealth?.()
    this.#cancelHealth = this.#parts.clock.after(healthyAfterMs, () => this.forget())
  }

  forget(): void {
    this.#failures = 0
    this.#renewals = 0
    this.#hasResynced = false
  }

  /** How many there were before it. */
  #countAttempt(verdict: Ending['verdict']): number {
    return verdict === 'new-ticket' ? this.#renewals++ : this.#failures++
  }

  cancel(): void {
    this.#cancelPlan?.()
    this.#cancelPlan = undefined
    this.#cancelHealth?.()
    this.#cancelHealth = undefined
  }

  #run(): void {
    this.cancel()
    this.#parts.attempt()
  }
}
