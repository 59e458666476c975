import type { TimerWheel } from '../timer-wheel.ts'
import type { Presence, PresenceChanges } from './presence.ts'

export type PresenceFeedContext = {
  readonly wheel: TimerWheel
  /** ms on a clock that never jumps. */
  elapsed(): number
  /** Connections that are sent what changes. */
  readers(): number
  send(changes: PresenceChanges): void
}

/** How far two messages are apart: carets that move 20 times a second look alive, and 10 times still do. */
const apartMs = { small: 50, large: 100 } as const
/** With more readers a room is large: nobody follows so many carets, and each message goes to all of them. */
const smallRoom = 100

/**
 * Sends what changed in a room's presence as one message for everybody. A change after a pause goes out at once;
 * those that follow wait for a tick of the node's wheel together. A room where nothing changed has no timer.
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
    const { wheel, elapsed, readers } = this.context
    const waitMs = this.sentAt + (readers() > smallRoom ? apartMs.large : apartMs.small) - elapsed()
    if (waitMs <= 0) {
      this.flush()
      return
    }
    this.isWaiting = true
    // The wheel adds up to a tick of 50 ms.
    wheel.after(Math.max(0, waitMs - apartMs.small), () => {
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
