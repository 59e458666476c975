import type { Node } from '@tiptap/pm/model'
import type MarkdownIt from 'markdown-it'
import type Token from 'markdown-it/lib/token.mjs'
import { MarkdownParser } from 'prosemirror-markdown'
import { schema } from '../schema/schema.ts'
import { createTokenizer } from './markdown-tokens.ts'

let parser: MarkdownParser | undefined

/** The document that a Markdown text describes. Never throws: whatever is not Markdown is text. */
export function parseMarkdown(markdown: string): Node {
  parser ??= createMarkdownParser(createTokenizer())
  return parser.parse(markdown)
}

export function createMarkdownParser(tokenizer: MarkdownIt): MarkdownParser {
  return new MarkdownParser(schema, tokenizer, {
    paragraph: { block: 'paragraph' },
    heading: { block: 'heading', getAttrs: (token) => ({ level: Number(token.tag.slice(1)) }) },
    blockquote: { block: 'blockquote' },
    bullet_list: { block: 'bulletList' },
    ordered_list: { block: 'orderedList', getAttrs: (token) => ({ start: Number(token.attrGet('start') ?? 1) }) },
    list_item: { block: 'listItem' },
    task_list: { block: 'taskList' },
    task_item: { block: 'taskItem', getAttrs: (token) => ({ checked: token.meta.checked }) },
    code_block: { block: 'codeBlock', noCloseToken: true },
    fence: { block: 'codeBlock', noCloseToken: true, getAttrs: (token) => ({ language: languageOf(token) }) },
    hr: { node: 'horizontalRule' },
    table: { block: 'table' },
    thead: { ignore: true },
    tbody: { ignore: true },
    tr: { block: 'tableRow' },
    th: { block: 'tableHeader', getAttrs: (token) => ({ align: alignOf(token) }) },
    td: { block: 'tableCell', getAttrs: (token) => ({ align: alignOf(token) }) },
    hardbreak: { node: 'hardBreak' },
    image: { mark: 'link', noCloseToken: true, getAttrs: (token) => ({ href: token.attrGet('src') }) },
    em: { mark: 'italic' },
    strong: { mark: 'bold' },
    s: { mark: 'strike' },
    link: { mark: 'link', getAttrs: (token) => ({ href: token.attrGet('href') }) },
    code_inline: { mark: 'code', noCloseToken: true },
  })
}

function languageOf(token: Token): string | null {
  return token.info.trim().split(/\s+/)[0] || null
}

function alignOf(token: Token): string | null {
  return /text-align:\s*(\w+)/.exec(token.attrGet('style') ?? '')?.[1] ?? null
}
