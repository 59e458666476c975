import type { Clock } from '../clock.ts'
import type { ChaosTallies } from './chaos-state.ts'
import type { ChaosKnobs } from './knobs.ts'
import { Line } from './line.ts'

/** A connection or a request that is under way. */
export type Passage = {
  readonly isDead: boolean
  /** A message of it was lost, doubled or overtaken: its ends may count differently from now on. */
  readonly isHurt: boolean
  /** Breaks, and says so to our side. */
  cut(): void
  /** Stays open, and nothing comes or goes. */
  goDead(): void
  /** Ends as if the server said so. False where it cannot: it is no way to hear what a server says of a document. */
  end(code: number, reason: string): boolean
}

/** What a passage has to know of the chaos around it. */
export type Surroundings = {
  readonly clock: Clock
  /** In [0, 1). */
  readonly random: () => number
  knobs(): ChaosKnobs
  isCut(): boolean
  count(what: keyof ChaosTallies): void
  enter(passage: Passage): void
  leave(passage: Passage): void
  /** Retry-After in seconds, where the next request is to be refused. */
  takeRefusal(): number | undefined
  /** A close that found nothing to end, and is for the next request of a visit. */
  takeEnd(): { readonly code: number; readonly reason: string } | undefined
}

/** Both directions of one passage. `onHurt`: a message was lost, doubled or overtaken. */
export function createLines(around: Surroundings, onHurt: () => void): Record<'up' | 'down', Line> {
  const create = (direction: 'up' | 'down') =>
    new Line({
      ...around,
      manner: () => ({ way: around.knobs()[direction], unit: around.knobs().unit }),
      count(what) {
        around.count(what)
        if (around.knobs().unit === 'messages') onHurt()
      },
    })
  return { up: create('up'), down: create('down') }
}

/** Ends what says nothing for as long as the knob says. */
export class IdleCut {
  readonly #around: Surroundings
  readonly #cut: () => void
  #cancel: () => void = () => undefined

  constructor(around: Surroundings, cut: () => void) {
    this.#around = around
    this.#cut = cut
  }

  /** Something was said. */
  touch(): void {
    this.#cancel()
    const { idleCutMs } = this.#around.knobs()
    if (idleCutMs > 0) this.#cancel = this.#around.clock.after(idleCutMs, this.#cut)
  }

  stop(): void {
    this.#cancel()
  }
}
