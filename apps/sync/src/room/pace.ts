import type { Cancel, Clock } from '../clock.ts'

export type PaceContext = {
  readonly clock: Clock
  /** Connections that a window is sent to. */
  readers(): number
}

/** A window costs about as much as its messages, one to each reader: so many of them are worth waiting a ms for. */
const readersPerMs = 6
const longestMs = 16

/**
 * When the windows of a room begin. In a small room one begins as soon as the one before it is stored. In a large one
 * they begin some ms apart, so that those who write at once share a window and its messages; a keystroke after a
 * pause waits for nothing there either.
 */
export class Pace {
  private beganAt = Number.NEGATIVE_INFINITY
  private cancel: Cancel | undefined

  constructor(private readonly context: PaceContext) {}

  /** Whether a window may begin now; it counts as begun then. Otherwise `tryAgain` runs once when it may. */
  begin(tryAgain: () => void): boolean {
    const { clock, readers } = this.context
    const apartMs = Math.min(Math.floor(readers() / readersPerMs), longestMs)
    const waitMs = this.beganAt + apartMs - clock.elapsed()
    if (waitMs <= 0) {
      this.stop()
      this.beganAt = clock.elapsed()
      return true
    }
    this.cancel ??= clock.after(waitMs, () => {
      this.cancel = undefined
      tryAgain()
    })
    return false
  }

  stop(): void {
    this.cancel?.()
    this.cancel = undefined
  }
}
