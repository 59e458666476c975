import { EventParser } from '@duplex/protocol/event-parser'
import { type NewsEvent, readNewsEvent } from './news-event.ts'

/** Full jitter: an attempt comes anywhere between nothing and a bound that doubles from here with each that fails. */
const backoffBaseMs = 3_000
const backoffCapMs = 60_000
/** The server says something every 20 s; who says nothing for so long is not there any more. */
const maxSilentMs = 45_000

export type NewsLineParts = {
  url: string
  /** The last event that is known; undefined where none is. */
  position(): number | undefined
  onEvent(event: NewsEvent): void
  /** Whose page this is. */
  userId: string
  /** Somebody else is signed in by now. Nothing of theirs is told. */
  onOtherPerson(): void
  random?: () => number
  maxSilentMs?: number
}

export type NewsLine = {
  /** Somebody looks at the page, or the network is back: no time to wait. */
  wake(): void
  close(): void
}

/** The session is over. Another one may begin in another tab, so somebody who looks at this one may try. */
class SignedOut extends Error {}

/** Another session has begun, of another person. */
class OtherPerson extends Error {}

/** The server names the time. */
class ComeBackLater extends Error {
  readonly seconds: number

  constructor(seconds: number) {
    super('come back later')
    this.seconds = seconds
  }
}

/**
 * Follows the events of one person, over one stream after another, until it is closed or they are signed in no more. `fetch` and not
 * EventSource, which tells neither why it was refused nor that a stream has gone silent, and can begin nowhere but now.
 */
export function openNewsLine(parts: NewsLineParts): NewsLine {
  const line = new Line(parts)
  line.wake()
  return line
}

class Line implements NewsLine {
  readonly #parts: NewsLineParts
  readonly #closing = new AbortController()
  #isRunning = false
  #failures = 0
  #heardAt = 0
  #endPause: () => void = () => undefined
  #hangUp: () => void = () => undefined

  constructor(parts: NewsLineParts) {
    this.#parts = parts
  }

  wake(): void {
    if (!this.#isRunning) void this.#run()
    // A device that slept has a connection that looks open.
    if (Date.now() - this.#heardAt > this.#maxSilentMs) this.#hangUp()
    this.#endPause()
  }

  close(): void {
    this.#closing.abort()
    this.#hangUp()
    this.#endPause()
  }

  get #maxSilentMs(): number {
    return this.#parts.maxSilentMs ?? maxSilentMs
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing
    this.#isRunning = true
    while (!signal.aborted) {
      const cause = await this.#follow().catch((error: unknown) => error)
      if (cause instanceof OtherPerson && !signal.aborted) this.#parts.onOtherPerson()
      if (cause instanceof SignedOut || cause instanceof OtherPerson) break
      if (!signal.aborted) await this.#pause(this.#delayMs(cause))
    }
    this.#isRunning = false
  }

  async #follow(): Promise<void> {
    const ending = new AbortController()
    this.#hangUp = () => ending.abort()
    this.#heardAt = Date.now()
    const watch = setInterval(() => {
      if (Date.now() - this.#heardAt > this.#maxSilentMs) ending.abort()
    }, this.#maxSilentMs / 3)
    try {
      await this.#read(await this.#connect(ending.signal))
    } finally {
      clearInterval(watch)
      ending.abort()
    }
  }

  async #connect(signal: AbortSignal): Promise<ReadableStreamDefaultReader<Uint8Array>> {
    const position = this.#parts.position()
    const headers: Record<string, string> = { accept: 'text/event-stream' }
    if (position !== undefined) headers['last-event-id'] = String(position)
    const response = await fetch(this.#parts.url, { headers, cache: 'no-store', signal })
    if (response.status === 401) throw new SignedOut('signed out')
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true
    const whose = response.headers.get('duplex-person') ?? this.#parts.userId
    if (whose !== this.#parts.userId) throw new OtherPerson('other person')
    if (response.ok && isStream && response.body !== null) return response.body.getReader()
    const seconds = Number(response.headers.get('retry-after'))
    throw seconds > 0 ? new ComeBackLater(seconds) : new Error(`no stream: ${response.status}`)
  }

  async #read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    const parser = new EventParser()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      this.#heardAt = Date.now()
      for (const streamed of parser.feed(value)) this.#hear(readNewsEvent(streamed))
    }
  }

  #hear(event: NewsEvent | undefined): void {
    if (event === undefined || this.#closing.signal.aborted) return
    if (event.event === 'ready') this.#failures = 0
    this.#parts.onEvent(event)
  }

  #delayMs(cause: unknown): number {
    const { random = Math.random } = this.#parts
    const boundMs = Math.min(backoffCapMs, backoffBaseMs * 2 ** this.#failures++)
    return (cause instanceof ComeBackLater ? cause.seconds * 1_000 : 0) + random() * boundMs
  }

  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#endPause = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#endPause = () => undefined
  }
}
