import type { Clock } from '../clock.ts'
import type { FaultUnit, WayKnobs } from './knobs.ts'

/** What TCP waits at least before it sends a packet again (Linux: 200 ms), beside the time that an answer takes. */
export const minResendMs = 200
/** Each time that the same packet is lost again, TCP waits twice as long; after so many, it comes here. */
const maxResends = 6
/** A packet that is overtaken is late by up to so many ms. */
const maxLateMs = 60
/** A message that is overtaken waits for the one behind it, and no longer than this. */
export const maxHeldMs = 300

type LineParts = {
  clock: Clock
  /** In [0, 1). */
  random: () => number
  manner: () => { readonly way: WayKnobs; readonly unit: FaultUnit }
  count: (what: 'lost' | 'twice' | 'swapped') => void
}

type Passing = { readonly at: number; readonly deliver: () => void }

/** One direction of one connection. Where nothing is to be done to it, what passes arrives at once. */
export class Line {
  readonly #parts: LineParts
  #passing: Passing[] = []
  #newestAt = 0
  #cancelDelivery: (() => void) | undefined
  #held: (() => void) | undefined
  #cancelHeld: () => void = () => undefined
  #isStopped = false

  constructor(parts: LineParts) {
    this.#parts = parts
  }

  /** Calls `deliver` when it arrives, which may be twice, or never: then `onLost`. */
  pass(deliver: () => void, onLost: () => void = () => undefined): void {
    const { way, unit } = this.#parts.manner()
    if (unit === 'packets') this.#enqueue(this.#travelMs(way) + this.#packetMs(way), deliver)
    else this.#passMessage(way, deliver, onLost)
  }

  /** Calls `deliver` once, behind everything before it; `extraMs` later than it would. */
  passSurely(deliver: () => void, extraMs = 0): void {
    this.#release()
    this.#enqueue(this.#travelMs(this.#parts.manner().way) + extraMs, deliver)
  }

  /** Nothing that is on its way arrives any more, nor what is still to come. */
  stop(): void {
    this.#isStopped = true
    this.#passing = []
    this.#held = undefined
    this.#cancelHeld()
    this.#cancelDelivery?.()
  }

  #passMessage(way: WayKnobs, deliver: () => void, onLost: () => void): void {
    if (this.#happens('lost', way.lost)) {
      this.#enqueue(this.#travelMs(way), onLost)
      return
    }
    const isTwice = this.#happens('twice', way.twice)
    if (this.#happens('swapped', way.swapped)) {
      this.#hold(deliver)
      return
    }
    this.#enqueue(this.#travelMs(way), deliver)
    if (isTwice) this.#enqueue(0, deliver)
    this.#release()
  }

  #hold(deliver: () => void): void {
    this.#release()
    this.#held = deliver
    this.#cancelHeld = this.#parts.clock.after(maxHeldMs, () => this.#release())
  }

  #release(): void {
    const held = this.#held
    this.#cancelHeld()
    this.#held = undefined
    if (held !== undefined) this.#enqueue(this.#travelMs(this.#parts.manner().way), held)
  }

  #travelMs({ delayMs, jitterMs }: WayKnobs): number {
    return delayMs + (jitterMs === 0 ? 0 : jitterMs * this.#parts.random())
  }

  /** What TCP makes of it: a packet that is lost or late is waited for, one that comes twice is thrown away. */
  #packetMs(way: WayKnobs): number {
    let ms = 0
    let resendMs = minResendMs + 2 * way.delayMs
    for (let i = 0; i < maxResends && this.#happens('lost', way.lost); i++) {
      ms += resendMs
      resendMs *= 2
    }
    this.#happens('twice', way.twice)
    if (this.#happens('swapped', way.swapped)) ms += maxLateMs * this.#parts.random()
    return ms
  }

  #happens(what: 'lost' | 'twice' | 'swapped', share: number): boolean {
    if (share === 0 || this.#parts.random() >= share) return false
    this.#parts.count(what)
    return true
  }

  #enqueue(ms: number, deliver: () => void): void {
    if (this.#isStopped) return
    const now = this.#parts.clock.now()
    const at = Math.max(now + ms, this.#newestAt)
    if (at <= now && this.#passing.length === 0) {
      deliver()
      return
    }
    this.#newestAt = at
    this.#passing.push({ at, deliver })
    this.#plan()
  }

  #plan(): void {
    const [next] = this.#passing
    if (next === undefined || this.#cancelDelivery !== undefined) return
    this.#cancelDelivery = this.#parts.clock.after(Math.max(0, next.at - this.#parts.clock.now()), () => {
      this.#cancelDelivery = undefined
      this.#deliverDue()
    })
  }

  #deliverDue(): void {
    const now = this.#parts.clock.now()
    for (let next = this.#passing[0]; next !== undefined && next.at <= now; next = this.#passing[0]) {
      this.#passing.shift()
      next.deliver()
    }
    this.#plan()
  }
}
