import type { Node } from '@tiptap/pm/model'
import type MarkdownIt from 'markdown-it'
import type Token from 'markdown-it/lib/token.mjs'
import type { MarkdownParser } from 'prosemirror-markdown'
import { createTokenizer } from '../content/markdown-tokens.ts'
import { createMarkdownParser } from '../content/parse-markdown.ts'

/** A block that stands directly in the document. */
export type BlockToken = { readonly type: string; readonly markup: string; readonly firstLine: number }

let kept: { tokenizer: MarkdownIt; parser: MarkdownParser } | undefined

/** Definitions of links are text: the block that uses one may be finished before it comes. */
function tools() {
  if (kept !== undefined) return kept
  const tokenizer = createTokenizer().disable('reference')
  kept = { tokenizer, parser: createMarkdownParser(tokenizer) }
  return kept
}

/** The blocks that a beginning of a Markdown text describes; none where it has no text. */
export function parseUnfinished(source: string): readonly Node[] {
  return source.trim() === '' ? [] : tools().parser.parse(source).children
}

export function tokenizeBlocks(source: string): BlockToken[] {
  const { tokenizer } = tools()
  const tokens: Token[] = []
  tokenizer.block.parse(source, tokenizer, {}, tokens)
  return tokens
    .filter(({ level, nesting }) => level === 0 && nesting >= 0)
    .map(({ type, markup, map }) => ({ type, markup, firstLine: map?.[0] ?? 0 }))
}
