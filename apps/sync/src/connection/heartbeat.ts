import { limits } from '@duplex/protocol'
import type { Cancel } from '../clock.ts'
import type { TimerWheel } from '../timer-wheel.ts'

export type HeartbeatOptions = {
  readonly wheel: TimerWheel
  /** ms between two pings of a healthy connection. */
  readonly intervalMs: number
  random(): number
  ping(): void
  /** Once an interval: say something that the client's own code can hear. */
  onBeat(): void
  /** Nothing was heard for two pings. */
  onSilence(): void
}

export type Heartbeat = { heard(): void; stop(): void }

/**
 * Pings once an interval, and after an unanswered ping at twice that pace: a dead connection is known after two
 * intervals. With 20 s and the wheel's coarseness that is at most 45 s.
 */
export function startHeartbeat({ wheel, intervalMs, random, ping, onBeat, onSilence }: HeartbeatOptions): Heartbeat {
  let unanswered = 0
  let isBeat = false
  let cancel: Cancel = schedule()

  function schedule(): Cancel {
    // +-10 %, less what the wheel adds, so that the connections of a node do not beat together.
    return wheel.after((intervalMs / 2) * (0.9 + 0.18 * random()), halfBeat)
  }

  function halfBeat(): void {
    if (unanswered >= limits.maxMissedPongs) {
      onSilence()
      return
    }
    cancel = schedule()
    isBeat = !isBeat
    if (!isBeat && unanswered === 0) return
    unanswered++
    ping()
    if (isBeat) onBeat()
  }

  return {
    heard: () => {
      unanswered = 0
    },
    stop: () => cancel(),
  }
}
