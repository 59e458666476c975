import * as Y from 'yjs'
import type { Flow } from './flow.ts'
import { Fork } from './fork.ts'
import { LineEndings } from './line-endings.ts'
import { MarkdownFlow } from './markdown-flow.ts'
import { OwnBlocks } from './own-blocks.ts'
import { TextFlow } from './text-flow.ts'

export type TypedFormat = 'text' | 'markdown'

/** Where somebody's caret is: what the editor reads as `cursor` of a presence entry. */
export type TypedCaret = { readonly anchor: Y.RelativePosition; readonly head: Y.RelativePosition }

/** Writes text into a document as it comes, in blocks of its own at the end, however others change it meanwhile. */
export type Typist = {
  /** Writes on, in at most one local change of the document. `text` may end anywhere but within a character. */
  type(text: string): void
  /** Behind what was written last; it stays there by itself until another block begins. Undefined before that. */
  readonly caret: TypedCaret | undefined
  destroy(): void
}

/** `doc` has to hold what the server holds. It is held a second time as long as the typist is not destroyed. */
export function createTypist(doc: Y.Doc, format: TypedFormat): Typist {
  const fork = new Fork(doc)
  const blocks = new OwnBlocks(fork)
  const flow: Flow = format === 'text' ? new TextFlow(fork, blocks) : new MarkdownFlow(blocks)
  const endings = new LineEndings()
  return {
    type(text) {
      if (blocks.end !== undefined && fork.isDeleted(blocks.end)) flow.moveOn()
      const lines = endings.normalise(text)
      fork.doc.transact(() => flow.write(lines))
    },
    get caret() {
      const { end } = blocks
      if (end === undefined) return undefined
      const place = Y.createRelativePositionFromTypeIndex(end, end.length)
      return { anchor: place, head: place }
    },
    destroy: () => fork.destroy(),
  }
}
