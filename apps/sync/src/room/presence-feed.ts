import type { TimerWheel } from '../timer-wheel.ts'
import type { Presence, PresenceChanges } from './presence.ts'

export type PresenceFeedContext = {
  readonly wheel: TimerWheel
  /** ms on a clock that never jumps. */
  elapsed(): number
  send(changes: PresenceChanges): void
}

/** Caret movements that are shown this often look alive. Also the most that two messages are apart under load. */
const flushMs = 50

/**
 * Sends what changed in a room's presence as one message for everybody. A change after a pause goes out at once;
 * those that follow wait for the next tick of the node's wheel together. A room where nothing changed has no timer.
 */
export class PresenceFeed {
  private isWaiting = false
  private sentAt = Number.NEGATIVE_INFINITY

  constructor(
    private readonly presence: Presence,
    private readonly context: PresenceFeedContext,
  ) {}

  /** Something changed. */
  announce(): void {
    if (this.isWaiting) return
    const { wheel, elapsed } = this.context
    if (elapsed() - this.sentAt >= flushMs) {
      this.flush()
      return
    }
    this.isWaiting = true
    wheel.after(0, () => {
      this.isWaiting = false
      this.flush()
    })
  }

  private flush(): void {
    const changes = this.presence.takeChanges()
    if (!changes) return
    this.sentAt = this.context.elapsed()
    this.context.send(changes)
  }
}
