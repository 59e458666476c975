import type { limits } from '@duplex/protocol'
import type { Clock } from '../clock.ts'
import { Overload } from '../overload.ts'
import { RateLimit } from './rate-limit.ts'
import { createTurnstile } from './turnstile.ts'

export type LoadGateContext = {
  readonly settings: { readonly loadRate: limits.Rate; readonly maxLoads: number; readonly maxWaitingLoads: number }
  readonly clock: Clock
  random(): number
}

/** Lets loads begin in the order in which they came: so many at a time, so many a second, and so many that wait. */
export class LoadGate {
  private running = 0
  private readonly waiting: (() => void)[] = []
  private isPaused = false
  private readonly rate: RateLimit
  /** Asked only by those who are sent away, whom it spreads over time. */
  private readonly nextTurn: () => number

  constructor(private readonly context: LoadGateContext) {
    const { settings, clock, random } = context
    const elapsed = () => clock.elapsed()
    this.rate = new RateLimit(settings.loadRate, elapsed)
    this.nextTurn = createTurnstile({ ...settings.loadRate, burst: 0 }, elapsed, random)
  }

  /** Throws an Overload where too many wait already. */
  async run<T>(load: () => Promise<T>): Promise<T> {
    if (this.waiting.length >= this.context.settings.maxWaitingLoads) throw new Overload('documentLoads', this.retryMs)
    await new Promise<void>((begin) => {
      this.waiting.push(begin)
      this.beginNext()
    })
    try {
      return await load()
    } finally {
      this.running--
      this.beginNext()
    }
  }

  /** After those who wait, and after those who were sent away before. */
  private get retryMs(): number {
    return (this.waiting.length / this.context.settings.loadRate.perSecond) * 1000 + this.nextTurn()
  }

  private beginNext(): void {
    while (!this.isPaused && this.waiting.length > 0 && this.running < this.context.settings.maxLoads) {
      const delayMs = this.rate.take(1)
      if (delayMs > 0) {
        this.pause(delayMs)
      } else {
        this.running++
        this.waiting.shift()?.()
      }
    }
  }

  private pause(ms: number): void {
    this.isPaused = true
    this.context.clock.after(ms, () => {
      this.isPaused = false
      this.beginNext()
    })
  }
}
