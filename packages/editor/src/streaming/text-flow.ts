import * as Y from 'yjs'
import { schema } from '../schema/schema.ts'
import type { Flow } from './flow.ts'
import type { Fork } from './fork.ts'
import type { OwnBlocks } from './own-blocks.ts'

/** Plain text as it comes: each line is a paragraph, an empty one too. */
export class TextFlow implements Flow {
  readonly #fork: Fork
  readonly #blocks: OwnBlocks
  /** Of the line that is not at its end. */
  #text: Y.XmlText | undefined

  constructor(fork: Fork, blocks: OwnBlocks) {
    this.#fork = fork
    this.#blocks = blocks
  }

  write(text: string): void {
    this.#fork.doc.transact(() => {
      for (const [i, part] of text.split('\n').entries()) {
        if (i > 0) this.#endLine()
        if (part === '') continue
        const line = this.#line()
        line.insert(line.length, part)
      }
    })
  }

  moveOn(): void {
    this.#text = undefined
  }

  #endLine(): void {
    this.#line()
    this.#text = undefined
  }

  #line(): Y.XmlText {
    if (this.#text !== undefined) return this.#text
    this.#blocks.finish()
    this.#blocks.show([schema.node('paragraph')])
    const paragraph = this.#blocks.end
    this.#text = new Y.XmlText()
    if (paragraph instanceof Y.XmlElement) paragraph.insert(0, [this.#text])
    return this.#text
  }
}
