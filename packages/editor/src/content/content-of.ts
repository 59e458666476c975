import { documentNodeOf } from './document-node.ts'
import { toHtml } from './to-html.ts'
import { toMarkdown } from './to-markdown.ts'
import { toText } from './to-text.ts'

export type ContentFormat = 'markdown' | 'html' | 'json' | 'text'

/**
 * A document, given as the Yjs V1 updates of its log in any order, in one of the formats of the REST API. `html` is
 * escaped and holds no script; `json` is ProseMirror's. Whatever the schema does not know is left out. Throws on
 * undecodable bytes.
 */
export function contentOf(updates: readonly Uint8Array[], format: ContentFormat): string {
  const doc = documentNodeOf(updates)
  switch (format) {
    case 'markdown':
      return toMarkdown(doc)
    case 'html':
      return toHtml(doc)
    case 'json':
      return JSON.stringify(doc.toJSON())
    case 'text':
      return toText(doc)
  }
}
