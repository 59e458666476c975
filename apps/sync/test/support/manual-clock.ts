import type { Clock } from '../../src/clock.ts'

/** Time that passes only when told. */
export type ManualClock = Clock & {
  /** Runs everything due within the next `ms`, in order, as time passes. */
  advance(ms: number): void
  /** Timers that wait. */
  readonly waiting: number
}

export function createManualClock(startedAt = 1_700_000_000_000): ManualClock {
  let elapsed = 0
  const timers = new Set<{ readonly at: number; readonly run: () => void }>()
  return {
    now: () => startedAt + elapsed,
    elapsed: () => elapsed,
    after(delayMs, run) {
      const timer = { at: elapsed + delayMs, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance(ms) {
      const end = elapsed + ms
      for (;;) {
        const next = [...timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        timers.delete(next)
        elapsed = Math.max(elapsed, next.at)
        next.run()
      }
      elapsed = end
    },
    get waiting() {
      return timers.size
    },
  }
}
