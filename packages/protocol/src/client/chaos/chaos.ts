import { type Clock, systemClock } from '../clock.ts'
import type { Wires } from '../transport/carrier.ts'
import { createWatched, type Watched } from '../watched.ts'
import { type ChaosState, type ChaosTallies, noTallies } from './chaos-state.ts'
import { type ChaosKnobs, calm, isCalm } from './knobs.ts'
import type { Passage, Surroundings } from './passage.ts'
import { RequestPassage } from './request-passage.ts'
import { SocketPassage } from './socket-passage.ts'

export type ChaosParts = {
  /** That of the connections around which it is. */
  clock?: Clock
  /** In [0, 1). */
  random?: () => number
}

/** A bad network, or a broken middle, for whatever goes through its wires. Calm until it is told otherwise. */
export type Chaos = {
  readonly state: Watched<ChaosState>
  /** The same wires, through it. */
  around(wires: Wires): Wires
  /** Holds at once, also for what is open; what is on its way arrives as it would have. */
  set(knobs: Partial<ChaosKnobs>): void
  /** Breaks everything, and lets nothing new through for so long. */
  cut(ms: number): void
  /** Whatever is open now stays open, and nothing comes or goes on it any more. What is opened anew works. */
  goDead(): void
  /**
   * Ends connections as if the server said so: WebSockets, and visits by the answer to what they wait for, or to what
   * they ask next. `reason` as in a close frame.
   */
  end(code: number, reason?: string): void
  /** Answers so many of the next HTTP requests with 503. */
  refuse(requests: number, retryAfterSeconds: number): void
  /** Calm again. What is dead, or was hurt by lost, doubled or overtaken messages, breaks, and so is made anew. */
  stop(): void
}

/** Whether anything is done to anything. */
export function isOn({ knobs, cutUntil, refusals, dead }: ChaosState): boolean {
  return !isCalm(knobs) || cutUntil !== undefined || refusals > 0 || dead > 0
}

export function createChaos({ clock = systemClock, random = Math.random }: ChaosParts = {}): Chaos {
  return new ChaosOfWires(clock, random)
}

class ChaosOfWires implements Chaos {
  readonly state
  readonly #clock: Clock
  readonly #around: Surroundings
  readonly #passages = new Set<Passage>()
  #retryAfterSeconds = 0
  #end: { code: number; reason: string } | undefined
  #cancelMending: () => void = () => undefined

  constructor(clock: Clock, random: () => number) {
    const first: ChaosState = { knobs: calm, cutUntil: undefined, refusals: 0, dead: 0, tallies: noTallies }
    this.state = createWatched(first, Object.is)
    this.#clock = clock
    this.#around = {
      clock,
      random,
      knobs: () => this.#now.knobs,
      isCut: () => this.#now.cutUntil !== undefined,
      count: (what) => this.#count(what),
      enter: (passage) => this.#passages.add(passage),
      leave: (passage) => {
        this.#passages.delete(passage)
        if (passage.isDead) this.#change({ dead: this.#dead })
      },
      takeRefusal: () => this.#takeRefusal(),
      takeEnd: () => {
        const end = this.#end
        this.#end = undefined
        return end
      },
    }
  }

  around({ openSocket, fetch }: Wires): Wires {
    return {
      openSocket: (...asked) => new SocketPassage(openSocket, this.#around, asked),
      fetch: (...request) => new RequestPassage(fetch, this.#around, request).answer,
    }
  }

  set(knobs: Partial<ChaosKnobs>): void {
    this.#change({ knobs: { ...this.#now.knobs, ...knobs } })
  }

  cut(ms: number): void {
    this.#cancelMending()
    this.#change({ cutUntil: this.#clock.now() + ms })
    this.#cancelMending = this.#clock.after(ms, () => this.#change({ cutUntil: undefined }))
    for (const passage of [...this.#passages]) passage.cut()
  }

  goDead(): void {
    for (const passage of this.#passages) passage.goDead()
    this.#change({ dead: this.#dead })
  }

  end(code: number, reason = ''): void {
    const ended = [...this.#passages].filter((passage) => passage.end(code, reason))
    this.#end = ended.length > 0 ? undefined : { code, reason }
  }

  refuse(requests: number, retryAfterSeconds: number): void {
    this.#retryAfterSeconds = retryAfterSeconds
    this.#change({ refusals: requests })
  }

  stop(): void {
    this.#cancelMending()
    this.#end = undefined
    this.#change({ knobs: calm, cutUntil: undefined, refusals: 0 })
    for (const passage of [...this.#passages]) if (passage.isDead || passage.isHurt) passage.cut()
  }

  get #now(): ChaosState {
    return this.state.getSnapshot()
  }

  get #dead(): number {
    return [...this.#passages].filter(({ isDead }) => isDead).length
  }

  #change(change: Partial<ChaosState>): void {
    this.state.set({ ...this.#now, ...change })
  }

  #count(what: keyof ChaosTallies): void {
    const { tallies } = this.#now
    this.#change({ tallies: { ...tallies, [what]: tallies[what] + 1 } })
  }

  #takeRefusal(): number | undefined {
    const { refusals } = this.#now
    if (refusals === 0) return undefined
    this.#change({ refusals: refusals - 1 })
    this.#count('refused')
    return this.#retryAfterSeconds
  }
}
