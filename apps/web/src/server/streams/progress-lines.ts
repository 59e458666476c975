import type { PreparedStream } from './stream-hub.ts'
import type { StreamOutcome } from './text-stream.ts'

const encoder = new TextEncoder()

/** A line of JSON whenever more is stored, and a last one that says how it ended. */
export class ProgressLines {
  readonly #progressMs: number
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined
  #saidAt = 0
  #next: NodeJS.Timeout | undefined
  #storedBytes = 0

  constructor(progressMs: number) {
    this.#progressMs = progressMs
  }

  /** Begins. `toLast` makes the last line. A reader that goes away ends the stream. */
  run(stream: PreparedStream, toLast: (outcome: StreamOutcome) => object): ReadableStream<Uint8Array> {
    return new ReadableStream({
      start: (controller) => {
        this.#controller = controller
        void stream.run().then((outcome) => {
          clearTimeout(this.#next)
          this.#say(toLast(outcome))
          this.#controller?.close()
          this.#controller = undefined
        })
      },
      cancel: () => {
        this.#controller = undefined
        stream.abandon()
      },
    })
  }

  /** Told often, it says the newest only, now and then. */
  onStored(storedBytes: number): void {
    this.#storedBytes = storedBytes
    const dueMs = this.#saidAt + this.#progressMs - performance.now()
    if (dueMs <= 0) this.#sayProgress()
    else this.#next ??= setTimeout(() => this.#sayProgress(), dueMs)
  }

  #sayProgress(): void {
    clearTimeout(this.#next)
    this.#next = undefined
    this.#saidAt = performance.now()
    // Whoever does not read is told the newest later.
    if ((this.#controller?.desiredSize ?? 0) > 0) this.#say({ storedBytes: this.#storedBytes })
  }

  #say(line: object): void {
    this.#controller?.enqueue(encoder.encode(`${JSON.stringify(line)}\n`))
  }
}
