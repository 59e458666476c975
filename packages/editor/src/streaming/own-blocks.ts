import type { Node } from '@tiptap/pm/model'
import { updateYFragment } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { CONTENT_ROOT } from '../schema/schema.ts'
import type { Fork } from './fork.ts'

type OwnBlock = { readonly element: Y.XmlElement; readonly node: Node }

/**
 * The blocks at the end of a document that a stream writes, in front of an empty paragraph that the document may end
 * in. Some of them may still change; the others are finished.
 */
export class OwnBlocks {
  readonly #fork: Fork
  readonly #root: Y.XmlFragment
  /** Where in the fork the blocks begin that may still change. */
  #start: number
  #open: OwnBlock[] = []

  constructor(fork: Fork) {
    this.#fork = fork
    this.#root = fork.doc.getXmlFragment(CONTENT_ROOT)
    this.#start = this.#root.length - (isEmptyParagraph(this.#root.get(this.#root.length - 1)) ? 1 : 0)
  }

  /** Makes the blocks that may still change these. Each keeps what it has in common with what it was. */
  show(nodes: readonly Node[]): void {
    this.#fork.doc.transact(() => {
      const shown = nodes.map((node, i) => this.#showOne(node, i))
      if (this.#open.length > nodes.length) {
        this.#root.delete(this.#start + nodes.length, this.#open.length - nodes.length)
      }
      this.#open = shown
    })
  }

  /** The first so many of them do not change any more. */
  finish(count = this.#open.length): void {
    this.#start += count
    this.#open = this.#open.slice(count)
  }

  /** Where writing goes on: the last text, or the block that has none yet. */
  get end(): Y.XmlText | Y.XmlElement | undefined {
    const last = this.#open.at(-1)?.element
    return last && lastTextOf(last)
  }

  #showOne(node: Node, i: number): OwnBlock {
    const before = this.#open[i]
    if (before?.node.eq(node)) return before
    const index = this.#start + i
    const isKept = before?.node.type === node.type
    const element = isKept ? before.element : new Y.XmlElement(node.type.name)
    if (!isKept) {
      if (before !== undefined) this.#root.delete(index, 1)
      this.#root.insert(index, [element])
    }
    updateYFragment(this.#fork.doc, element, node, { mapping: new Map(), isOMark: new Map() })
    return { element, node }
  }
}

function isEmptyParagraph(block: unknown): boolean {
  if (!(block instanceof Y.XmlElement) || block.nodeName !== 'paragraph') return false
  return block.toArray().every((child) => child instanceof Y.XmlText && child.length === 0)
}

function lastTextOf(element: Y.XmlElement): Y.XmlText | Y.XmlElement {
  const last: unknown = element.length > 0 ? element.get(element.length - 1) : undefined
  if (last instanceof Y.XmlText) return last
  return last instanceof Y.XmlElement ? lastTextOf(last) : element
}
