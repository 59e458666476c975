import type { UserEventRead } from '@duplex/db'
import { presentEvent } from '../presenters/present-event.ts'
import { heartbeatText, openingText, toDocumentText, toReadyText, toResetText } from './event-text.ts'

/** Why a stream ended. `gone`: the client left. `slow`: it did not take what there was for it. */
export type StreamEnd = 'gone' | 'slow' | 'signed-out' | 'unknown' | 'closing' | 'failed'

export type EventStreamParts = {
  readonly userId: string
  readonly sessionId: string
  /** The last event that the client has; undefined where it wants those from now on. */
  readonly after: number | undefined
  read(after: number): Promise<UserEventRead>
  readPosition(): Promise<number>
  /** Ends the connection under the answer, where it can be reached. */
  readonly cut: (() => void) | undefined
  /** The client has taken what was said, and there is more. */
  onRoom(stream: EventStream): void
  onEnd(stream: EventStream, reason: StreamEnd): void
}

/** Heartbeats that find the last chunk still waiting before a reader is given up. */
const maxMissedBeats = 2
/** How long a stream that has ended may take to say so before its connection is cut. */
const farewellMs = 1_000

const encoder = new TextEncoder()

/**
 * One client's stream. It holds one chunk at most: what comes after stays in the database until the client has taken
 * the one before, so that a slow reader costs no memory.
 */
export class EventStream {
  readonly body: ReadableStream<Uint8Array>
  readonly userId: string
  readonly sessionId: string
  readonly #parts: EventStreamParts
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined
  #position: number | undefined
  #unsaid = openingText
  #isReady = false
  #isTelling = false
  #mayBeBehind = true
  #missedBeats = 0

  constructor(parts: EventStreamParts) {
    this.#parts = parts
    this.userId = parts.userId
    this.sessionId = parts.sessionId
    this.#position = parts.after
    this.body = new ReadableStream({
      start: (controller) => {
        this.#controller = controller
      },
      pull: () => {
        if (this.#mayBeBehind && this.#hasBegun) parts.onRoom(this)
      },
      cancel: () => this.#finish('gone'),
    })
  }

  get isEnded(): boolean {
    return this.#controller === undefined
  }

  /** Whether it has not yet told an event that was committed. */
  isBehind(lastSeq: number): boolean {
    return this.#mayBeBehind || (this.#position ?? 0) < lastSeq
  }

  /** Tells what there is, as far as the client takes it. Throws where the database does not answer. */
  async tell(): Promise<void> {
    this.#mayBeBehind = true
    if (this.#isTelling) return
    this.#isTelling = true
    try {
      while (this.#mayBeBehind && this.#hasRoom) {
        // Order: what is committed from here on asks again.
        this.#mayBeBehind = false
        this.#say(await this.#read())
      }
    } catch (error) {
      this.#mayBeBehind = true
      throw error
    } finally {
      this.#isTelling = false
    }
  }

  beat(): void {
    if (!this.#hasBegun) return
    if (this.#hasRoom) {
      this.#missedBeats = 0
      this.#controller?.enqueue(encoder.encode(heartbeatText))
    } else if (++this.#missedBeats >= maxMissedBeats) {
      this.end('slow')
    }
  }

  end(reason: Exclude<StreamEnd, 'gone'>): void {
    if (this.isEnded) return
    this.#controller?.close()
    this.#finish(reason)
    // A reader that takes nothing never comes to the end of the stream.
    const { cut } = this.#parts
    if (cut) setTimeout(cut, reason === 'slow' ? 0 : farewellMs).unref()
  }

  get #hasBegun(): boolean {
    return this.#unsaid === ''
  }

  get #hasRoom(): boolean {
    return (this.#controller?.desiredSize ?? 0) > 0
  }

  async #read(): Promise<UserEventRead> {
    if (this.#position !== undefined) return await this.#parts.read(this.#position)
    return { lastSeq: await this.#parts.readPosition(), events: [] }
  }

  #say({ lastSeq, events }: UserEventRead): void {
    if (events === undefined) this.#unsaid += toResetText(lastSeq)
    else this.#unsaid += events.map((event) => toDocumentText(presentEvent(event))).join('')
    const position = events?.at(-1)?.seq ?? lastSeq
    this.#position = position
    if (position < lastSeq) this.#mayBeBehind = true
    else if (!this.#isReady) {
      this.#unsaid += toReadyText(position)
      this.#isReady = true
    }
    if (this.#unsaid !== '') this.#controller?.enqueue(encoder.encode(this.#unsaid))
    this.#unsaid = ''
  }

  #finish(reason: StreamEnd): void {
    this.#controller = undefined
    this.#parts.onEnd(this, reason)
  }
}
