import * as limits from '../limits.ts'
import type { Hello } from '../messages.ts'
import { mayWrite } from '../roles.ts'
import type { Outbox } from './outbox.ts'
import { frameKindOf, keepOwnPresence } from './outgoing-frame.ts'
import type { OwnPresence } from './presence.ts'

type GateParts = {
  outbox: Outbox
  presence: OwnPresence
  /** The document's next message is larger than the server takes, and would be every time. */
  onTooBig: () => void
}

/** Decides which of the provider's frames go out, and numbers the ones that are acknowledged. */
export class OutgoingGate {
  readonly #parts: GateParts
  /** Undefined before the hello of this connection. */
  #hello: Hello | undefined

  constructor(parts: GateParts) {
    this.#parts = parts
  }

  startConnection(): void {
    this.#hello = undefined
  }

  open(hello: Hello): void {
    this.#hello = hello
  }

  pass(frame: Uint8Array): Uint8Array | undefined {
    switch (frameKindOf(frame)) {
      case 'awareness':
        return this.#passPresence(frame)
      case 'step2':
        return this.#passContent(frame)
      case 'update':
        return this.#parts.outbox.hasSentState ? this.#passContent(frame) : undefined
      default:
        return frame
    }
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
    return own !== undefined && own.length <= maxBytes ? own : undefined
  }
}
