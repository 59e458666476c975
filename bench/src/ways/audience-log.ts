import * as Y from 'yjs'
import { monotonicMs } from './monotonic-ms.ts'

const arrivalLimitMs = 30_000

/** When each letter of one writer came to each reader. A letter is the next Yjs clock of its writer. */
export class AudienceLog {
  readonly #arrivedAt: number[][] = []
  #onLetter: () => void = () => undefined

  /** Follows another reader; letters that come with the document count as well. */
  follow(doc: Y.Doc, writerId: number): void {
    const times: number[] = []
    this.#arrivedAt.push(times)
    doc.on('update', (update: Uint8Array) => {
      const now = monotonicMs()
      for (const { id, length } of Y.decodeUpdate(update).structs) {
        if (id.client === writerId) while (times.length < id.clock + length) times.push(now)
      }
      this.#onLetter()
    })
  }

  /** Of each reader, for each letter, by the clock that all processes of this machine have. */
  get arrivedAt(): readonly (readonly number[])[] {
    return this.#arrivedAt
  }

  /** Resolves when every reader has so many letters. */
  async arrived(letters: number): Promise<void> {
    const isThere = () => this.#arrivedAt.every(({ length }) => length >= letters)
    await new Promise<void>((resolve, reject) => {
      const deadline = setTimeout(() => reject(new Error('letters did not arrive')), arrivalLimitMs)
      this.#onLetter = () => {
        if (!isThere()) return
        clearTimeout(deadline)
        this.#onLetter = () => undefined
        resolve()
      }
      this.#onLetter()
    })
  }
}
