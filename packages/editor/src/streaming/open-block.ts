import { type BlockToken, tokenizeBlocks } from './unfinished-markdown.ts'

/**
 * The last block of some whole lines of Markdown, the only one that lines to come can change. `finished`: blocks before
 * it. `start`: where it begins in `lines`. `fence`: its first line, where it is code that waits for its closing fence.
 */
export type OpenBlock = { finished: number; start: number; fence: string | undefined }

export function findOpenBlock(lines: string): OpenBlock {
  const blocks = tokenizeBlocks(lines)
  const last = blocks.at(-1)
  if (last === undefined) return { finished: 0, start: 0, fence: undefined }
  const start = offsetOfLine(lines, last.firstLine)
  return { finished: blocks.length - 1, start, fence: openFenceOf(last, lines.slice(start)) }
}

function offsetOfLine(text: string, line: number): number {
  let offset = 0
  for (let i = 0; i < line; i++) offset = text.indexOf('\n', offset) + 1
  return offset
}

function openFenceOf({ type, markup }: BlockToken, block: string): string | undefined {
  if (type !== 'fence') return undefined
  const lines = block.split('\n').filter((line) => line.trim() !== '')
  const closing = lines.length > 1 ? (lines.at(-1)?.trim() ?? '') : ''
  const isClosed = closing.startsWith(markup) && closing === (markup[0] ?? '').repeat(closing.length)
  return isClosed ? undefined : `${lines[0] ?? ''}\n`
}
