import type { Node } from '@tiptap/pm/model'
import { schema } from '../schema/schema.ts'

const rulers: Record<string, string> = { left: ':--', center: ':-:', right: '--:' }

/**
 * A table in GitHub's notation. It needs a header row: a table without one gets an empty one. Text of merged and of
 * block-filled cells stays.
 */
export function tableToMarkdown(table: Node, blockToMarkdown: (doc: Node) => string): string {
  const rows = table.children.map((row) => row.children.map((cell) => cellToMarkdown(cell, blockToMarkdown)))
  const width = Math.max(...rows.map((row) => row.length))
  const firstRow = table.firstChild?.children ?? []
  const hasHeader = firstRow.some((cell) => cell.type.name === 'tableHeader')
  const ruler = Array.from({ length: width }, (_, column) => rulers[firstRow[column]?.attrs.align] ?? '---')
  const [header = [], ...body] = hasHeader ? rows : [[], ...rows]
  return [header, ruler, ...body].map((cells) => toRow(cells, width)).join('\n')
}

function toRow(cells: readonly string[], width: number): string {
  return `| ${Array.from({ length: width }, (_, column) => cells[column] ?? '').join(' | ')} |`
}

function cellToMarkdown(cell: Node, blockToMarkdown: (doc: Node) => string): string {
  return textblocksOf(cell)
    .map((block) => {
      const paragraph = schema.node('paragraph', null, block.content)
      return blockToMarkdown(schema.topNodeType.create(null, paragraph))
    })
    .join('<br>')
    .replaceAll('\\\n', '<br>')
    .replaceAll('\n', '<br>')
    .replaceAll('|', '\\|')
}

function textblocksOf(node: Node): Node[] {
  return node.isTextblock ? [node] : node.children.flatMap(textblocksOf)
}
