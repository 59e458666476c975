import type { Node } from '@tiptap/pm/model'
import { MarkdownSerializer, type MarkdownSerializerState } from 'prosemirror-markdown'
import { codeDelimiter, destinationOf, escapeHeadingEnd, escapeLineStart, protectFlanks } from './markdown-escapes.ts'
import { tableToMarkdown } from './table-to-markdown.ts'

type NodeSerializer = (state: MarkdownSerializerState, node: Node, parent: Node, index: number) => void

/**
 * CommonMark with tables, strikethrough and task lists. What Markdown cannot say is left out: empty paragraphs, space
 * around a paragraph, a line break in a heading, merged cells, blocks inside cells (their text stays, separated by `<br>`).
 */
export function toMarkdown(doc: Node): string {
  return serializer.serialize(doc, { tightLists: true }).trimEnd()
}

const nodes: Record<string, NodeSerializer> = {
  paragraph: (state, node) => {
    state.renderInline(node)
    state.closeBlock(node)
  },
  heading: (state, node) => {
    state.write(`${'#'.repeat(Number(node.attrs.level))} `)
    state.renderInline(node, false)
    state.closeBlock(node)
  },
  blockquote: (state, node) => state.wrapBlock('> ', null, node, () => state.renderContent(node)),
  codeBlock: writeCodeBlock,
  horizontalRule: (state, node) => {
    state.write('---')
    state.closeBlock(node)
  },
  bulletList: (state, node, parent, index) => state.renderList(node, '  ', () => `${bulletOf(parent, index)} `),
  orderedList: writeOrderedList,
  listItem: (state, node) => state.renderContent(node),
  taskList: (state, node, parent, index) =>
    state.renderList(
      node,
      '  ',
      (item) => `${bulletOf(parent, index)} [${node.child(item).attrs.checked ? 'x' : ' '}] `,
    ),
  taskItem: (state, node) => state.renderContent(node),
  table: (state, node) => {
    state.text(tableToMarkdown(node, toMarkdown), false)
    state.closeBlock(node)
  },
  hardBreak: (state, _node, parent, index) => {
    const isLast = parent.children.slice(index).every((child) => child.type.name === 'hardBreak')
    if (!isLast) state.write(parent.type.name === 'heading' ? ' ' : '\\\n')
  },
  text: writeText,
}

const marks: MarkdownSerializer['marks'] = {
  bold: { open: '**', close: '**', mixable: true, expelEnclosingWhitespace: true },
  italic: { open: '*', close: '*', mixable: true, expelEnclosingWhitespace: true },
  strike: { open: '~~', close: '~~', mixable: true, expelEnclosingWhitespace: true },
  link: { open: '[', close: (_state, mark) => `](${destinationOf(mark.attrs.href)})`, mixable: true },
  code: {
    open: (_state, _mark, parent, index) => codeDelimiter(parent.child(index).text ?? '').open,
    close: (_state, _mark, parent, index) => codeDelimiter(parent.child(index - 1).text ?? '').close,
    escape: false,
  },
}

/** `<` would open an address, `&name;` is an entity. */
const serializer = new MarkdownSerializer(nodes, marks, {
  escapeExtraCharacters: /<|&(?=#?\w+;)/g,
  hardBreakNodeName: 'hardBreak',
})

function writeCodeBlock(state: MarkdownSerializerState, node: Node): void {
  const longest = Math.max(2, ...(node.textContent.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  state.write(`${fence}${node.attrs.language ?? ''}\n`)
  state.text(node.textContent, false)
  state.write('\n')
  state.write(fence)
  state.closeBlock(node)
}

function writeOrderedList(state: MarkdownSerializerState, node: Node, parent: Node, index: number): void {
  const start = Number(node.attrs.start)
  const width = String(start + node.childCount - 1).length + 2
  const delimiter = isSecondList(parent, index) ? ')' : '.'
  state.renderList(node, ' '.repeat(width), (item) => `${start + item}${delimiter} `.padEnd(width))
}

/** Markdown joins two lists that follow each other, unless their markers differ. */
function bulletOf(parent: Node, index: number): '-' | '*' {
  return isSecondList(parent, index) ? '*' : '-'
}

const markerFamily: Record<string, string> = { bulletList: 'bullet', taskList: 'bullet', orderedList: 'number' }

/** Whether an odd number of lists with the same kind of marker stands right before this one. */
function isSecondList(parent: Node, index: number): boolean {
  const family = markerFamily[parent.child(index).type.name]
  let first = index
  while (first > 0 && markerFamily[parent.child(first - 1).type.name] === family) first--
  return (index - first) % 2 === 1
}

function writeText(state: MarkdownSerializerState, node: Node, parent: Node, index: number): void {
  const before = index > 0 ? parent.child(index - 1) : undefined
  const after = index + 1 < parent.childCount ? parent.child(index + 1) : undefined
  const startsLine = before === undefined || before.type.name === 'hardBreak'
  const text = protectFlanks((node.text ?? '').replace(/\s*\n\s*/g, ' '), node, before, after, (part) =>
    state.esc(part),
  )
  const line = startsLine ? escapeLineStart(text) : text
  state.text(parent.type.name === 'heading' && after === undefined ? escapeHeadingEnd(line) : line, false)
}
