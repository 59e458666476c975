import * as limits from '../limits.ts'
import type { Hello } from '../messages.ts'
import { mayWrite } from '../roles.ts'
import type { Clock } from './clock.ts'
import type { Outbox } from './outbox.ts'
import { frameKindOf, isFarewell, joinUpdates, keepOwnPresence } from './outgoing-frame.ts'
import { PacedQueue } from './paced-queue.ts'
import type { OwnPresence } from './presence.ts'

/**
 * Updates beyond this rate wait for each other and go out as one; a held key alone repeats up to 40 times a second.
 * Together with presence this stays under `limits.messageRate`.
 */
export const updateRate = { perSecond: 25, burst: 50 } as const
/** Presence beyond this rate waits, and only the newest goes out. */
export const presenceRate = { perSecond: 10, burst: 10 } as const

type GateParts = {
  outbox: Outbox
  presence: OwnPresence
  clock: Clock
  /** Sends a frame that had to wait. It comes through the gate again. */
  send: (frame: Uint8Array) => void
  /** The document's next message is larger than the server takes, and would be every time. */
  onTooBig: () => void
}

/** Decides which of the provider's frames go out, and when, and numbers the ones that are acknowledged. */
export class OutgoingGate {
  readonly #parts: GateParts
  readonly #updates: PacedQueue
  readonly #presences: PacedQueue
  /** Undefined before the hello of this connection. */
  #hello: Hello | undefined

  constructor(parts: GateParts) {
    const { clock, send } = parts
    this.#parts = parts
    const join = (frames: Uint8Array[]) => joinUpdates(frames, (this.#hello?.maxMessageBytes ?? 0) / 2)
    this.#updates = new PacedQueue({ clock, send, rate: updateRate, join })
    this.#presences = new PacedQueue({ clock, send, rate: presenceRate, join: (frames) => frames.slice(-1) })
  }

  open(hello: Hello): void {
    this.#hello = hello
  }

  /** Sends what waits, because there may be no later moment. */
  flush(): void {
    this.#updates.flush()
    this.#presences.flush()
  }

  /** The connection is over. What waited is still in the document. */
  close(): void {
    this.#hello = undefined
    this.#updates.clear()
    this.#presences.clear()
  }

  pass(frame: Uint8Array): Uint8Array | undefined {
    switch (frameKindOf(frame)) {
      case 'awareness':
        return this.#passPresence(frame)
      case 'step2':
        this.#updates.clear()
        return this.#passContent(frame)
      case 'update':
        return this.#passUpdate(frame)
      default:
        return frame
    }
  }

  #passUpdate(frame: Uint8Array): Uint8Array | undefined {
    if (!this.#parts.outbox.hasSentState) return undefined
    const due = this.#updates.pass(frame)
    return due && this.#passContent(due)
  }

  /** A reader sends no content at all: the server would end the connection, and with it the reading. */
  #passContent(frame: Uint8Array): Uint8Array | undefined {
    if (this.#hello === undefined || !mayWrite(this.#hello.role)) return undefined
    if (frame.length > this.#hello.maxMessageBytes) {
      this.#parts.onTooBig()
      return undefined
    }
    this.#parts.outbox.recordSent()
    return frame
  }

  #passPresence(frame: Uint8Array): Uint8Array | undefined {
    const own = keepOwnPresence(frame, this.#parts.presence.clients)
    const maxBytes = this.#hello?.maxAwarenessBytes ?? limits.maxAwarenessBytes
    if (own === undefined || own.length > maxBytes) return undefined
    if (!isFarewell(own)) return this.#presences.pass(own)
    // What waits is older than the farewell, and would be refused behind it.
    this.#presences.clear()
    return own
  }
}
