import * as limits from '../limits.ts'
import type { Clock } from './clock.ts'
import type { Mark, Outbox } from './outbox.ts'
import { contentHeaderBytes, encodeContent, joinUpdates, readContent } from './outgoing-frame.ts'
import type { Pace } from './pace.ts'
import { splitUpdate } from './split-update.ts'

/**
 * What is larger goes out in parts of at most so many bytes: each arrives, and is acknowledged, well within the times
 * that either side allows for it, also where the line carries no more than 15 KiB a second.
 */
export const maxPartBytes = 128 * limits.KiB

type UploadParts = {
  outbox: Outbox
  clock: Clock
  bytes: Pace
  send: (frame: Uint8Array) => void
  /** The server would not take it, in whatever parts. */
  onTooBig: () => void
}

/**
 * Sends one large message in parts, each when everything before it is stored and the pace allows it. Updates that come
 * meanwhile follow behind, as one.
 *
 * The first part has the kind of the whole, the others are updates. A server that refused a message stores nothing
 * more, as far as it says, until its step 1 is answered: so the first part of an answer waits for nothing before it,
 * and what the server then says of earlier messages no longer counts. Nor does it owe an answer meanwhile, so that it
 * asks again where it refuses a part.
 */
export class Upload {
  readonly #parts: UploadParts
  #waiting: Uint8Array[] = []
  #carried: Mark
  #followers: Uint8Array[] = []
  /** The next part is the first of an answer. */
  #isAnswer = false
  #maxMessageBytes = 0
  #cancel: (() => void) | undefined

  constructor(parts: UploadParts) {
    this.#parts = parts
    this.#carried = parts.outbox.history
  }

  get isUnderWay(): boolean {
    return this.#waiting.length > 0
  }

  /** Takes the place of what is under way. `frame`: a step 2 or update message that carries the history up to now. */
  start(kind: 'step2' | 'update', frame: Uint8Array, maxMessageBytes: number): void {
    this.stop()
    const updates = splitContent(readContent(frame), maxMessageBytes)
    if (updates === undefined) {
      this.#parts.onTooBig()
      return
    }
    this.#maxMessageBytes = maxMessageBytes
    this.#carried = this.#parts.outbox.history
    this.#waiting = updates.map((update, i) => encodeContent(i === 0 ? kind : 'update', update))
    this.#isAnswer = kind === 'step2'
    if (this.#isAnswer) this.#parts.outbox.sendAnew()
    this.advance()
  }

  /** An update that builds on what is under way. */
  follow(frame: Uint8Array): void {
    this.#followers.push(frame)
  }

  /** Sends the next part if its time has come. Call after every acknowledgement. */
  advance(): void {
    const [next] = this.#waiting
    const { outbox, bytes, clock, send } = this.#parts
    const isDue = this.#isAnswer || outbox.isAllStored
    if (next === undefined || this.#cancel !== undefined || !isDue) return
    const delayMs = bytes.take(next.length)
    if (delayMs > 0) {
      this.#cancel = clock.after(delayMs, () => {
        this.#cancel = undefined
        this.advance()
      })
      return
    }
    this.#waiting.shift()
    this.#isAnswer = false
    if (this.isUnderWay) outbox.recordPart()
    else outbox.recordSent(this.#carried)
    send(next)
    if (!this.isUnderWay) this.#sendFollowers()
  }

  stop(): void {
    this.#waiting = []
    this.#followers = []
    this.#cancel?.()
    this.#cancel = undefined
  }

  #sendFollowers(): void {
    const frames = this.#followers
    if (frames.length > 0) this.start('update', joinUpdates(frames), this.#maxMessageBytes)
  }
}

/** A single thing that is larger than a part may still be as large as a message. */
function splitContent(update: Uint8Array, maxMessageBytes: number): Uint8Array[] | undefined {
  const maxBytes = maxMessageBytes - contentHeaderBytes
  return splitUpdate(update, Math.min(maxPartBytes, maxBytes)) ?? splitUpdate(update, maxBytes)
}
