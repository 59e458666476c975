import type { Envelope } from '../../envelope.ts'
import type { Clock } from '../clock.ts'
import { Patience } from './patience.ts'
import { VisitEnded, type VisitRequests } from './visit-requests.ts'

export type DownParts = {
  requests: Pick<VisitRequests, 'ask' | 'listen'>
  clock: Clock
  random: () => number
  /** Whether somebody looks at the page. */
  isVisible: () => boolean
  /** ms between two polls; undefined: as it suits. */
  pollIntervalMs: number | undefined
  /** Number of the newest message that arrived. */
  received(): number
  take(envelope: Envelope): void
  /** Nothing more will come. */
  onFailed(error: unknown): void
  /** The server can be reached, and this way to hear from it does not work. */
  onUnfit(): void
}

/** One way to hear from the server, until it is stopped. */
export type Down = {
  /** The page said something, or somebody looks at it again: there may soon be something to hear. */
  wake(): void
  /** The server has told by other means that its newest message is number `last`. */
  onPromised(last: number): void
  stop(): void
}

/** ms from one question to the next, at least: with what is said meanwhile they stay below the rate of messages. */
export const minAskMs = 100

/** A way that fails so often while another works is given up. */
const maxVainTries = 2

/** Something came late that was there: one such try is enough. */
export class HeldBack extends Error {
  override readonly name = 'HeldBack'
}

/** Hears one answer or stream after another, until it is stopped, out of patience, or found unfit. */
export class DownLoop {
  readonly #parts: DownParts
  readonly #patience: Patience
  readonly #ending = new AbortController()
  #vainTries = 0
  #askedAt = Number.NEGATIVE_INFINITY

  constructor(parts: DownParts) {
    this.#parts = parts
    this.#patience = new Patience(parts.clock, parts.random)
  }

  get signal(): AbortSignal {
    return this.#ending.signal
  }

  stop(): void {
    this.#ending.abort()
  }

  async run(once: () => Promise<void>): Promise<void> {
    while (!this.signal.aborted) {
      try {
        await once()
        this.succeed()
      } catch (error) {
        if (!this.signal.aborted) await this.#recover(error)
      }
    }
  }

  /** What the server has behind the newest that arrived; not too soon after the last question. */
  async ask(manner: 'hold' | 'at-once'): Promise<Envelope> {
    const { clock, requests, received } = this.#parts
    const waitMs = this.#askedAt + minAskMs - clock.now()
    if (waitMs > 0) await this.pause(waitMs).ended
    this.#askedAt = clock.now()
    return await requests.ask(received(), manner, this.signal)
  }

  /** This way works. */
  succeed(): void {
    this.#patience.succeed()
    this.#vainTries = 0
  }

  take(envelope: Envelope): void {
    if (!this.signal.aborted) this.#parts.take(envelope)
  }

  /** Waits for `ms`, or until it is ended, or everything is. */
  pause(ms: number): { readonly ended: Promise<void>; end(): void } {
    let end: () => void = () => undefined
    const ended = new Promise<void>((resolve) => {
      end = () => {
        cancel()
        this.signal.removeEventListener('abort', end)
        resolve()
      }
      const cancel = this.#parts.clock.after(ms, end)
      this.signal.addEventListener('abort', end)
    })
    return { ended, end }
  }

  async #recover(error: unknown): Promise<void> {
    if (error instanceof VisitEnded) return this.#fail(error)
    try {
      await this.#checkFitness(error)
      this.#patience.succeed()
    } catch (again) {
      if (again instanceof VisitEnded) return this.#fail(again)
      const delayMs = this.#patience.fail()
      if (delayMs === undefined) this.#fail(again)
      else await this.pause(delayMs).ended
    }
  }

  /** Hears what there is by a plain question. Where that works, the way that failed is to blame. */
  async #checkFitness(error: unknown): Promise<void> {
    this.take(await this.ask('at-once'))
    this.#vainTries += error instanceof HeldBack ? maxVainTries : 1
    if (this.#vainTries >= maxVainTries && !this.signal.aborted) this.#parts.onUnfit()
  }

  #fail(error: unknown): void {
    if (this.signal.aborted) return
    this.stop()
    this.#parts.onFailed(error)
  }
}
