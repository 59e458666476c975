import { prosemirrorToYXmlFragment } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { CONTENT_ROOT } from '../schema/schema.ts'
import { parseMarkdown } from './parse-markdown.ts'

const maxTitleLength = 200

/**
 * A new document's first update (Yjs V1), made from Markdown. Each call takes a new random client id: made once, in
 * the transaction that creates the document, and never by two sides.
 */
export function seedFromMarkdown(markdown: string): Uint8Array {
  const doc = new Y.Doc()
  try {
    prosemirrorToYXmlFragment(parseMarkdown(markdown), doc.getXmlFragment(CONTENT_ROOT))
    return Y.encodeStateAsUpdate(doc)
  } finally {
    doc.destroy()
  }
}

/** The first heading, else the first line with text, as plain text; undefined where there is none. */
export function titleOfMarkdown(markdown: string): string | undefined {
  const blocks = parseMarkdown(markdown).children
  const named = blocks.find(({ type, textContent }) => type.name === 'heading' && textContent.trim() !== '')
  const title = (named ?? blocks.find(({ textContent }) => textContent.trim() !== ''))?.textContent
  return title?.trim().replace(/\s+/g, ' ').slice(0, maxTitleLength).trim()
}
