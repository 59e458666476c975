import { limits } from '@duplex/protocol'
import type { Cancel } from '../clock.ts'
import type { TimerWheel } from '../timer-wheel.ts'

export type HeartbeatContext = {
  readonly wheel: TimerWheel
  /** ms between two pings of a healthy connection. */
  readonly intervalMs: number
  random(): number
}

/** Whose heart beats. */
export type Beating = {
  ping(): void
  /** Once an interval: say something that the client's own code can hear. */
  onBeat(): void
  /** Nothing was heard for two pings. */
  onSilence(): void
}

/**
 * Pings once an interval, and after an unanswered ping at twice that pace: a dead connection is known after two
 * intervals. With 20 s and the wheel's coarseness that is at most 45 s.
 */
export class Heartbeat {
  private unanswered = 0
  private isBeat = false
  private cancel: Cancel

  constructor(
    private readonly context: HeartbeatContext,
    private readonly of: Beating,
  ) {
    this.cancel = this.schedule()
  }

  heard(): void {
    this.unanswered = 0
  }

  stop(): void {
    this.cancel()
  }

  private schedule(): Cancel {
    const { wheel, intervalMs, random } = this.context
    // +-10 %, less what the wheel adds, so that the connections of a node do not beat together.
    return wheel.after((intervalMs / 2) * (0.9 + 0.18 * random()), () => this.halfBeat())
  }

  private halfBeat(): void {
    if (this.unanswered >= limits.maxMissedPongs) {
      this.of.onSilence()
      return
    }
    this.cancel = this.schedule()
    this.isBeat = !this.isBeat
    if (!this.isBeat && this.unanswered === 0) return
    this.unanswered++
    this.of.ping()
    if (this.isBeat) this.of.onBeat()
  }
}
