import type { Cancel, Clock } from './clock.ts'

/** Timers of a whole node on one underlying timer, as coarse as `tickMs`. An idle wheel runs no timer at all. */
export type TimerWheel = {
  /** Runs once, `delayMs` to `delayMs + 1 tick` from now, as far as the event loop is free. */
  after(delayMs: number, run: () => void): Cancel
}

type Slot = Set<() => void>

export function createTimerWheel(clock: Clock, tickMs = 50): TimerWheel {
  const slots = new Map<number, Slot>()
  let done = tickOf(clock.elapsed())
  let ticking = false

  function tickOf(elapsed: number): number {
    return Math.floor(elapsed / tickMs)
  }

  /** On the grid of ticks: what is due with the next one must not wait for one more. */
  function schedule(): void {
    ticking = true
    clock.after(tickMs - (clock.elapsed() % tickMs), tick)
  }

  function tick(): void {
    const current = tickOf(clock.elapsed())
    while (done < current && slots.size > 0) {
      done++
      const slot = slots.get(done)
      slots.delete(done)
      for (const run of slot ?? []) run()
    }
    done = current
    ticking = false
    if (slots.size > 0) schedule()
  }

  return {
    after(delayMs, run) {
      // Two timers may share one function: the slot holds this call's own.
      const call = () => run()
      if (slots.size === 0 && !ticking) done = tickOf(clock.elapsed())
      const due = tickOf(clock.elapsed() + delayMs) + 1
      const slot = slots.get(due) ?? new Set()
      slot.add(call)
      slots.set(due, slot)
      if (!ticking) schedule()
      return () => {
        slot.delete(call)
        if (slot.size === 0 && slots.get(due) === slot) slots.delete(due)
      }
    },
  }
}
