import * as buffer from 'lib0/buffer'
import { readEnvelope } from '../../envelope.ts'
import { type Down, DownLoop, type DownParts, HeldBack } from './down.ts'
import { EventParser, type StreamEvent } from './event-parser.ts'
import { VisitEnded } from './visit-requests.ts'

/** A stream from which nothing comes for so long, though something should, has a proxy that keeps it to itself. */
export const maxHeldBackMs = 3_000
/** The server says something at least every 25 s. */
export const maxSilentMs = 27_000

/** Hears events of one stream after another, and notices where something on the way holds them back. */
export function followEvents(parts: DownParts): Down {
  const following = new Following(parts)
  void following.run()
  return following
}

class Following implements Down {
  readonly #parts: DownParts
  readonly #loop: DownLoop
  /** Of the stream that is open. */
  #ending = new AbortController()
  /** Number of the newest message that came by stream; others come by questions. */
  #streamed = 0
  #promised = 0
  /** How the stream ended, where this side ended it. */
  #blame: Error | undefined
  #cancelWatch: () => void = () => undefined
  #cancelQuestion: () => void = () => undefined

  constructor(parts: DownParts) {
    this.#parts = parts
    this.#loop = new DownLoop(parts)
    this.#loop.signal.addEventListener('abort', () => this.#end())
  }

  run(): Promise<void> {
    return this.#loop.run(() => this.#follow())
  }

  /**
   * The page said something, and whatever is said has an answer sooner or later. When it has said nothing for a while,
   * one question tells whether there is an answer that the stream did not bring.
   */
  wake(): void {
    this.#cancelQuestion()
    this.#cancelQuestion = this.#parts.clock.after(maxHeldBackMs, () => void this.#ask())
  }

  onPromised(last: number): void {
    const isKept = last > this.#streamed && last > this.#promised
    this.#promised = Math.max(this.#promised, last)
    if (isKept) this.#watch(maxHeldBackMs)
  }

  stop(): void {
    this.#loop.stop()
  }

  async #follow(): Promise<void> {
    this.#ending = new AbortController()
    this.#blame = undefined
    this.#streamed = this.#parts.received()
    this.#watch(maxHeldBackMs)
    try {
      const reader = await this.#parts.requests.listen(this.#parts.received(), this.#ending.signal)
      await this.#read(reader)
    } catch (error) {
      throw this.#blame ?? error
    } finally {
      this.#end()
    }
  }

  async #read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    const parser = new EventParser()
    for (let isFirst = true; ; isFirst = false) {
      const { done, value } = await reader.read()
      if (done && isFirst) throw new Error('the stream ended before it began')
      if (done) return
      for (const event of parser.feed(value)) this.#hear(event)
      // Bytes are bytes: a long event may take long.
      this.#watch(this.#promised > this.#streamed ? maxHeldBackMs : maxSilentMs)
    }
  }

  #hear({ event, data }: StreamEvent): void {
    if (event === 'close') {
      const { code, detail } = JSON.parse(data) as { code: number; detail: string }
      throw new VisitEnded(code, detail)
    }
    const envelope = readEnvelope(buffer.fromBase64(data))
    this.#streamed = Math.max(this.#streamed, envelope.first + envelope.messages.length - 1)
    this.#loop.take(envelope)
    this.#loop.succeed()
  }

  async #ask(): Promise<void> {
    try {
      const envelope = await this.#loop.ask('at-once')
      this.#loop.take(envelope)
      this.onPromised(envelope.last)
    } catch (error) {
      this.#blame = error instanceof Error ? error : undefined
      this.#end()
    }
  }

  /** The loop then looks whether the server can be reached by other means. */
  #watch(ms: number): void {
    this.#cancelWatch()
    this.#cancelWatch = this.#parts.clock.after(ms, () => {
      this.#blame = ms === maxHeldBackMs ? new HeldBack('something holds the stream back') : undefined
      this.#end()
    })
  }

  #end(): void {
    this.#cancelWatch()
    this.#cancelQuestion()
    this.#ending.abort()
  }
}
