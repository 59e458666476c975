import { encodeTrace } from '../messages.ts'
import type { Clock } from './clock.ts'

/** An edit on its way, which is in a trace. `place`: 24 bytes, as the server is told them. */
export type SentTrace = { readonly place: Uint8Array; end(outcome: 'stored' | 'lost'): void }

/** Records what becomes of a few updates, in traces that go on at the server and at other pages. */
export type UpdateTraces = {
  /** An edit of this page goes out, in a message of so many bytes. Undefined: it is in no trace that is recorded. */
  sent(bytes: number): SentTrace | undefined
  /** Something that belongs to `trace`, 24 bytes, arrived. Returns the function to call once it is applied. */
  arrived(trace: Uint8Array, bytes: number): () => void
}

/** From the beginning of one edit that is followed to that of the next, at least. */
const followMs = 1_000

type FollowedEditsParts = {
  readonly traces: UpdateTraces | undefined
  readonly clock: Clock
  send(message: Uint8Array): void
}

/** Follows one edit at a time, and one a second at most, from when it is sent to when it is stored. */
export class FollowedEdits {
  readonly #parts: FollowedEditsParts
  #underWay: { readonly message: number; readonly trace: SentTrace } | undefined
  #nextAt = 0

  constructor(parts: FollowedEditsParts) {
    this.#parts = parts
  }

  /** An update goes out, as the content message of this number. Order: the server is told before it. */
  begin(message: number, bytes: number): void {
    const { traces, clock, send } = this.#parts
    const now = clock.now()
    if (traces === undefined || this.#underWay !== undefined || now < this.#nextAt) return
    this.#nextAt = now + followMs
    const trace = traces.sent(bytes)
    if (trace === undefined) return
    this.#underWay = { message, trace }
    send(encodeTrace(trace.place))
  }

  /** So many content messages are stored. */
  onStored(messages: number): void {
    if (this.#underWay !== undefined && messages >= this.#underWay.message) this.#end('stored')
  }

  /** The connection is over. */
  stop(): void {
    if (this.#underWay !== undefined) this.#end('lost')
  }

  #end(outcome: 'stored' | 'lost'): void {
    this.#underWay?.trace.end(outcome)
    this.#underWay = undefined
  }
}
