import type { LiveTypist, LiveTypistOptions } from '@duplex/editor/streaming'
import type { EndCause } from '@duplex/protocol/client'
import { Refusal } from '../refusal.ts'
import { IncomingText } from './incoming-text.ts'
import type { StreamSettings } from './stream-settings.ts'

/** `storedBytes`: of the body, from its beginning. `refusal`: why it ended before the body did. */
export type StreamOutcome = { readonly storedBytes: number; readonly refusal: Refusal | undefined }

export type TextStreamParts = {
  readonly body: ReadableStream<Uint8Array>
  readonly settings: StreamSettings
  /** Aborted when the process is told to end. */
  readonly shutdown: AbortSignal
  openTypist(events: Pick<LiveTypistOptions, 'onStored' | 'onEnded'>): LiveTypist
  refusalOf(cause: EndCause): Refusal
  onStored(storedBytes: number): void
}

/**
 * One body on its way into a document. It is read as fast as the document stores it, and no faster. Whatever ends it,
 * what was read before is stored first, as far as that is still allowed and possible.
 */
export class TextStream {
  readonly #parts: TextStreamParts
  readonly #text = new IncomingText()
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  readonly #onShutdown = () => this.#stop(interrupted('The server is about to restart.'))
  readonly #startedAt = performance.now()
  #typist: LiveTypist | undefined
  #phase: 'reading' | 'storing' | 'ended' = 'reading'
  #refusal: Refusal | undefined
  #resolve: (outcome: StreamOutcome) => void = () => undefined
  #goOn: () => void = () => undefined
  #check: NodeJS.Timeout | undefined
  #readAt = performance.now()
  #storedAt = performance.now()

  constructor(parts: TextStreamParts) {
    this.#parts = parts
    this.#reader = parts.body.getReader()
  }

  /** Resolves when it is over. Call it once. */
  run(): Promise<StreamOutcome> {
    const { settings, shutdown } = this.#parts
    this.#check = setInterval(() => this.#checkTimes(), settings.checkMs)
    shutdown.addEventListener('abort', this.#onShutdown)
    if (shutdown.aborted) this.#onShutdown()
    void this.#read()
    return new Promise((resolve) => {
      this.#resolve = resolve
      if (this.#phase === 'ended') resolve(this.#outcome)
    })
  }

  /** The client is gone, so this is read by nobody. */
  abandon(): void {
    this.#stop(new Refusal('malformed-request', 'The body broke off.'))
  }

  get #unstoredBytes(): number {
    return this.#typist === undefined ? 0 : this.#typist.typedBytes - this.#typist.storedBytes
  }

  get #outcome(): StreamOutcome {
    return { storedBytes: this.#typist?.storedBytes ?? 0, refusal: this.#refusal }
  }

  /**
   * Reads to the end of the body, also of one that was refused meanwhile: a connection that is broken while it still
   * sends loses the answer. `limitBodies` ends that.
   */
  async #read(): Promise<void> {
    for (let chunk = await this.#next(); chunk !== undefined; chunk = await this.#next()) {
      if (this.#phase === 'reading') await this.#try(chunk, (bytes) => this.#take(bytes))
    }
    if (this.#phase === 'reading') await this.#try(undefined, () => this.#text.end())
    this.#stop(undefined)
  }

  /** Undefined at the end of the body, and where it breaks off. */
  async #next(): Promise<Uint8Array | undefined> {
    try {
      return (await this.#reader.read()).value
    } catch {
      this.abandon()
      return undefined
    }
  }

  async #try<T>(value: T, work: (value: T) => void | Promise<void>): Promise<void> {
    try {
      await work(value)
    } catch (cause) {
      const unexpected = () => new Refusal('internal', 'Something went wrong on the server.', { cause })
      this.#stop(cause instanceof Refusal ? cause : unexpected())
    }
  }

  async #take(chunk: Uint8Array): Promise<void> {
    const { settings } = this.#parts
    const piece = this.#text.feed(chunk)
    if (piece.bytes > settings.maxBytes) throw tooLarge()
    if (this.#unstoredBytes === 0) this.#storedAt = performance.now()
    this.#typist ??= this.#open()
    this.#typist.type(piece.text, piece.bytes)
    while (this.#phase === 'reading' && this.#unstoredBytes >= settings.windowBytes) {
      await new Promise<void>((resolve) => {
        this.#goOn = resolve
      })
    }
    this.#readAt = performance.now()
  }

  #open(): LiveTypist {
    return this.#parts.openTypist({
      onStored: () => this.#onStored(),
      onEnded: (cause) => this.#end(this.#parts.refusalOf(cause)),
    })
  }

  #onStored(): void {
    this.#storedAt = performance.now()
    this.#parts.onStored(this.#outcome.storedBytes)
    this.#goOn()
    if (this.#phase === 'storing' && this.#unstoredBytes === 0) this.#end(this.#refusal)
  }

  #checkTimes(): void {
    const now = performance.now()
    const { settings } = this.#parts
    if (this.#unstoredBytes > 0 && now - this.#storedAt > settings.maxStallMs)
      this.#end(this.#refusal ?? this.#stalled())
    else if (now - this.#startedAt > settings.maxStreamMs) this.#stop(tooSlow('A stream ends after so long.'))
    else if (this.#unstoredBytes < settings.windowBytes && now - this.#readAt > settings.maxIdleMs)
      this.#stop(tooSlow('Nothing was sent for too long.'))
  }

  #stalled(): Refusal {
    const trouble = this.#typist?.trouble
    return trouble === undefined ? interrupted('The text could not be stored in time.') : this.#parts.refusalOf(trouble)
  }

  /** Takes nothing more, and ends when all is stored. */
  #stop(refusal: Refusal | undefined): void {
    if (this.#phase !== 'reading') return
    this.#phase = 'storing'
    this.#refusal = refusal
    this.#goOn()
    if (this.#unstoredBytes === 0) this.#end(refusal)
  }

  #end(refusal: Refusal | undefined): void {
    if (this.#phase === 'ended') return
    this.#phase = 'ended'
    this.#refusal = refusal
    this.#goOn()
    clearInterval(this.#check)
    this.#parts.shutdown.removeEventListener('abort', this.#onShutdown)
    this.#resolve(this.#outcome)
    // Order: whoever said that it is over is still at it.
    queueMicrotask(() => this.#typist?.close())
  }
}

export function interrupted(detail: string): Refusal {
  return new Refusal('interrupted', detail, { retryAfterSeconds: 5 })
}

export function tooLarge(): Refusal {
  return new Refusal('too-large', 'The body is larger than a document can be.')
}

function tooSlow(detail: string): Refusal {
  return new Refusal('too-slow', detail)
}
