import type { Cancel } from '../clock.ts'
import type { TimerWheel } from '../timer-wheel.ts'

const stallMs = 250

/** Calls `onStalled` again and again while something takes long, until it is cancelled. */
export function watchForStall(wheel: TimerWheel, onStalled: () => void): Cancel {
  let cancel: Cancel
  const watch = () => {
    cancel = wheel.after(stallMs, () => {
      onStalled()
      watch()
    })
  }
  watch()
  return () => cancel()
}
