import type { Envelope } from '../../envelope.ts'
import * as limits from '../../limits.ts'
import type { Clock } from '../clock.ts'
import { Patience } from './patience.ts'
import { type SayManner, VisitEnded } from './visit-requests.ts'

/** Messages of one POST, unless one alone is larger: it arrives well within the time that a body may take. */
export const maxSaidBytes = 128 * limits.KiB
/** A browser takes no more of a page that leaves. */
const maxLastBytes = 60 * limits.KiB

type UplinkParts = {
  clock: Clock
  random: () => number
  say(envelope: Envelope, manner: SayManner): Promise<Envelope>
  /** Number of the newest message that arrived. */
  received(): number
  onAnswer(answer: Envelope): void
  /** Nothing more will be said. */
  onFailed(error: unknown): void
}

/** Sends messages in order, one request after the other, and again until the server says that it has them. */
export class Uplink {
  readonly #parts: UplinkParts
  readonly #patience: Patience
  #waiting: Uint8Array[] = []
  #acknowledged = 0
  #owesAcknowledgement = false
  #state: 'idle' | 'planned' | 'saying' | 'stopped' = 'idle'
  #cancelRetry: () => void = () => undefined

  constructor(parts: UplinkParts) {
    this.#parts = parts
    this.#patience = new Patience(parts.clock, parts.random)
  }

  push(message: Uint8Array): void {
    this.#waiting.push(message)
    this.#plan()
  }

  /** Says what has arrived, with the next message or without one. */
  acknowledge(): void {
    this.#owesAcknowledgement = true
    this.#plan()
  }

  /** The server has everything up to number `upTo`, as whatever it said tells. */
  onAcknowledged(upTo: number): void {
    this.#waiting.splice(0, Math.max(0, upTo - this.#acknowledged))
    this.#acknowledged = Math.max(this.#acknowledged, upTo)
  }

  /** Says what waits although an earlier request has not been answered: the page may be gone before it is. */
  flush(): void {
    if (this.#state === 'stopped' || this.#waiting.length === 0) return
    this.#sayUnheard(this.#envelope(maxLastBytes), { isLast: false, keepalive: true })
  }

  /** Says what waits, and that it was the last. */
  leave(): void {
    const envelope = this.#envelope(maxLastBytes)
    this.stop()
    this.#sayUnheard(envelope, { isLast: true, keepalive: true })
  }

  stop(): void {
    this.#state = 'stopped'
    this.#cancelRetry()
  }

  /** What is pushed in one turn goes out in one request. */
  #plan(): void {
    if (this.#state !== 'idle') return
    this.#state = 'planned'
    queueMicrotask(() => void this.#sayAll())
  }

  async #sayAll(): Promise<void> {
    while (this.#state !== 'stopped' && (this.#waiting.length > 0 || this.#owesAcknowledgement)) {
      this.#state = 'saying'
      if (!(await this.#sayOnce())) return
    }
    if (this.#state !== 'stopped') this.#state = 'idle'
  }

  /** False where there is something to wait for first. */
  async #sayOnce(): Promise<boolean> {
    this.#owesAcknowledgement = false
    try {
      const answer = await this.#parts.say(this.#envelope(maxSaidBytes), { isLast: false, keepalive: false })
      this.#patience.succeed()
      if (this.#state !== 'stopped') this.#parts.onAnswer(answer)
      return true
    } catch (error) {
      this.#owesAcknowledgement = true
      this.#retry(error)
      return false
    }
  }

  #retry(error: unknown): void {
    if (this.#state === 'stopped') return
    const delayMs = error instanceof VisitEnded ? undefined : this.#patience.fail()
    if (delayMs === undefined) this.#parts.onFailed(error)
    else this.#cancelRetry = this.#parts.clock.after(delayMs, () => void this.#sayAll())
  }

  #sayUnheard(envelope: Envelope, manner: SayManner): void {
    this.#parts.say(envelope, manner).then(
      ({ ack }) => this.onAcknowledged(ack),
      () => undefined,
    )
  }

  #envelope(maxBytes: number): Envelope {
    let bytes = 0
    const end = this.#waiting.findIndex((message, i) => {
      bytes += message.length
      return i > 0 && bytes > maxBytes
    })
    const messages = this.#waiting.slice(0, end === -1 ? undefined : end)
    return {
      ack: this.#parts.received(),
      last: this.#acknowledged + this.#waiting.length,
      first: this.#acknowledged + 1,
      messages,
    }
  }
}
