import type { Flow } from './flow.ts'
import { findOpenBlock } from './open-block.ts'
import type { OwnBlocks } from './own-blocks.ts'
import { parseUnfinished } from './unfinished-markdown.ts'

/** Characters of one block, beyond which it goes on in a new one: a block is read again with each piece that comes. */
const maxBlockLength = 32 * 1024

/**
 * Markdown as it comes: at each moment the document shows what the text up to now means, an unfinished line included.
 * Only the last block can still turn into something else, by the rules of Markdown; the others are finished.
 */
export class MarkdownFlow implements Flow {
  readonly #blocks: OwnBlocks
  /** Of the blocks that may still change. */
  #source = ''

  constructor(blocks: OwnBlocks) {
    this.#blocks = blocks
  }

  write(text: string): void {
    this.#source += text
    this.#show(this.#source)
    if (text.includes('\n')) this.#finishBlocks()
    if (this.#source.length > maxBlockLength) this.#breakBlock()
  }

  moveOn(): void {
    this.#source = ''
    this.#blocks.finish()
  }

  #show(source: string): void {
    this.#blocks.show(parseUnfinished(source))
  }

  /** Only whole lines count: `***` is a rule, and `***bold***` is not. */
  #finishBlocks(): void {
    const lines = this.#source.slice(0, this.#source.lastIndexOf('\n') + 1)
    const { finished, start } = findOpenBlock(lines)
    this.#blocks.finish(finished)
    this.#source = this.#source.slice(start)
  }

  /** At the end of a line, where there is one. */
  #breakBlock(): void {
    const end = this.#source.lastIndexOf('\n') + 1 || this.#source.length
    const rest = this.#source.slice(end)
    const { fence } = findOpenBlock(this.#source.slice(0, end))
    this.#show(this.#source.slice(0, end))
    this.#blocks.finish()
    this.#source = (fence ?? '') + rest
    this.#show(this.#source)
  }
}
