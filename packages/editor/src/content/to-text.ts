import type { Node } from '@tiptap/pm/model'

/**
 * Plain text: every text block is one line (an empty one too), lines are joined by one newline, none is added at the
 * end. A hard break is a newline, a rule is an empty line, the cells of a table row are joined by tabs.
 */
export function toText(doc: Node): string {
  return linesOf(doc).join('\n')
}

function linesOf(node: Node): string[] {
  if (node.isTextblock) return [lineOf(node)]
  if (node.type.name === 'tableRow') return [node.children.map((cell) => linesOf(cell).join(' ')).join('\t')]
  return node.isLeaf ? [''] : node.children.flatMap(linesOf)
}

function lineOf(block: Node): string {
  return block.textBetween(0, block.content.size, '', () => '\n')
}
