/** Time as an argument. `now`: ms since 1970; `elapsed`: ms on a clock that never jumps. */
export type Clock = {
  now(): number
  elapsed(): number
  /** Runs once after `delayMs`. The answer takes it back. */
  after(delayMs: number, run: () => void): Cancel
}

export type Cancel = () => void

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}
