import * as limits from '../limits.ts'
import type { Acknowledgement, Hello } from '../messages.ts'
import { mayWrite } from '../roles.ts'
import type { Clock } from './clock.ts'
import { FollowedEdits, type UpdateTraces } from './followed-edits.ts'
import type { Outbox } from './outbox.ts'
import { frameKindOf, isFarewell, joinUpdates, keepOwnPresence } from './outgoing-frame.ts'
import { Pace } from './pace.ts'
import { PacedQueue } from './paced-queue.ts'
import type { OwnPresence } from './presence.ts'
import { maxPartBytes, Upload } from './upload.ts'

/**
 * Updates beyond this rate wait for each other and go out as one; a held key alone repeats up to 40 times a second.
 * Together with presence this stays under `limits.messageRate`.
 */
export const updateRate = { perSecond: 25, burst: 50 } as const
/** Presence beyond this rate waits, and only the newest goes out. */
export const presenceRate = { perSecond: 10, burst: 10 } as const
/** Bytes of a connection: under `limits.byteRate`, because a network may hold some back and deliver them at once. */
export const uploadRate = { perSecond: 768 * limits.KiB, burst: 4 * limits.MiB } as const

type GateParts = {
  outbox: Outbox
  presence: OwnPresence
  clock: Clock
  traces: UpdateTraces | undefined
  /** Sends a frame that had to wait. It comes through the gate again. */
  send: (frame: Uint8Array) => void
  /** The document's next message is larger than the server takes, and would be every time. */
  onTooBig: () => void
}

/** What the gate has while somebody listens at the other end. The server counts bytes anew for each connection. */
type Opening = { readonly hello: Hello; readonly bytes: Pace; readonly upload: Upload }

/** Decides which of the provider's frames go out, and when, and numbers the ones that are acknowledged. */
export class OutgoingGate {
  readonly #parts: GateParts
  readonly #updates: PacedQueue
  readonly #presences: PacedQueue
  readonly #followed: FollowedEdits
  /** Undefined before the hello of this connection. */
  #opening: Opening | undefined
  /** A part on its way out: what comes through the gate for the second time. */
  #released: Uint8Array | undefined

  constructor(parts: GateParts) {
    const { clock, send } = parts
    this.#parts = parts
    this.#updates = new PacedQueue({ clock, send, rate: updateRate, join: joinUpdates })
    this.#presences = new PacedQueue({ clock, send, rate: presenceRate, join: (frames) => frames.at(-1) })
    this.#followed = new FollowedEdits(parts)
  }

  open(hello: Hello): void {
    const bytes = new Pace(uploadRate, this.#parts.clock)
    const upload = new Upload({ ...this.#parts, bytes, send: (frame) => this.#release(frame) })
    this.#opening = { hello, bytes, upload }
  }

  /** The server said what it has stored. */
  onAcknowledgement({ stored }: Pick<Acknowledgement, 'stored'>): void {
    this.#followed.onStored(stored)
    this.#opening?.upload.advance()
  }

  /** Sends what waits for its turn, because there may be no later moment. What goes out in parts stays on the device. */
  flush(): void {
    this.#updates.flush()
    this.#presences.flush()
  }

  /** The connection is over. What waited is still in the document. */
  close(): void {
    this.#opening?.upload.stop()
    this.#opening = undefined
    this.#followed.stop()
    this.#updates.clear()
    this.#presences.clear()
  }

  pass(frame: Uint8Array): Uint8Array | undefined {
    if (frame === this.#released) return frame
    const kind = frameKindOf(frame)
    switch (kind) {
      case 'awareness':
        return this.#passPresence(frame)
      case 'step2':
        this.#updates.clear()
        return this.#passContent(kind, frame)
      case 'update':
        return this.#passUpdate(frame)
      default:
        this.#opening?.bytes.spend(frame.length)
        return frame
    }
  }

  #passUpdate(frame: Uint8Array): Uint8Array | undefined {
    const upload = this.#opening?.upload
    if (upload?.isUnderWay) {
      upload.follow(frame)
      return undefined
    }
    if (!this.#parts.outbox.hasSentState) return undefined
    const due = this.#updates.pass(frame)
    return due && this.#passContent('update', due)
  }

  /** A reader sends no content at all: the server would end the connection, and with it the reading. */
  #passContent(kind: 'step2' | 'update', frame: Uint8Array): Uint8Array | undefined {
    if (this.#opening === undefined || !mayWrite(this.#opening.hello.role)) return undefined
    const { hello, bytes, upload } = this.#opening
    upload.stop()
    if (frame.length > Math.min(maxPartBytes, hello.maxMessageBytes) || bytes.take(frame.length) > 0) {
      upload.start(kind, frame, hello.maxMessageBytes)
      return undefined
    }
    const message = this.#parts.outbox.recordSent()
    if (kind === 'update') this.#followed.begin(message, frame.length)
    return frame
  }

  #release(frame: Uint8Array): void {
    this.#released = frame
    try {
      this.#parts.send(frame)
    } finally {
      this.#released = undefined
    }
  }

  #passPresence(frame: Uint8Array): Uint8Array | undefined {
    const own = keepOwnPresence(frame, this.#parts.presence.clients)
    const maxBytes = this.#opening?.hello.maxAwarenessBytes ?? limits.maxAwarenessBytes
    if (own === undefined || own.length > maxBytes) return undefined
    const due = isFarewell(own) ? this.#overtake(own) : this.#presences.pass(own)
    if (due !== undefined) this.#opening?.bytes.spend(due.length)
    return due
  }

  /** What waits is older than the farewell, and would be refused behind it. */
  #overtake(farewell: Uint8Array): Uint8Array {
    this.#presences.clear()
    return farewell
  }
}
