import type { Line } from './line.ts'

type BodyParts = {
  /** Undefined where the body comes along with its head, because nobody hears of it before it is whole. */
  line: Line | undefined
  /** Something came. */
  onChunk: () => void
  /** Nothing more comes. */
  onEnd: () => void
}

/** The body of an answer, seen through chaos. */
export class BodyPassage {
  readonly stream: ReadableStream<Uint8Array>
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  readonly #parts: BodyParts
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined
  #isOver = false

  constructor(body: ReadableStream<Uint8Array>, parts: BodyParts) {
    this.#parts = parts
    this.#reader = body.getReader()
    this.stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller
        void this.#pump()
      },
      cancel: (reason) => {
        this.#end()
        return this.#reader.cancel(reason)
      },
    })
  }

  /** Says these last words, and ends. */
  finish(words: string): void {
    const controller = this.#controller
    if (!this.#end()) return
    controller?.enqueue(new TextEncoder().encode(words))
    controller?.close()
  }

  fail(error: unknown): void {
    const controller = this.#controller
    if (this.#end()) controller?.error(error)
  }

  async #pump(): Promise<void> {
    const { line, onChunk } = this.#parts
    try {
      for (let part = await this.#reader.read(); !part.done; part = await this.#reader.read()) {
        const { value } = part
        onChunk()
        const deliver = () => {
          if (!this.#isOver) this.#controller?.enqueue(value)
        }
        if (line === undefined) deliver()
        else line.pass(deliver)
      }
      this.#last(line, () => {
        if (this.#end()) this.#controller?.close()
      })
    } catch (error) {
      this.#last(line, () => this.fail(error))
    }
  }

  #last(line: Line | undefined, deliver: () => void): void {
    if (line === undefined) deliver()
    else line.passSurely(deliver)
  }

  /** False where it has ended before. */
  #end(): boolean {
    if (this.#isOver) return false
    this.#isOver = true
    this.#parts.onEnd()
    return true
  }
}
