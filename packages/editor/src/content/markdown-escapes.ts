import type { Mark, Node } from '@tiptap/pm/model'

/** What means a block at the start of a line is text after a backslash; space there would mean code or nothing. */
export function escapeLineStart(line: string): string {
  return line
    .trimStart()
    .replace(/^([-+>|]|:-|#{1,6}(?=\s|$)|=+(?=\s*$))/, '\\$1')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
}

/** Number signs at the end of a heading would close it. */
export function escapeHeadingEnd(line: string): string {
  return line.replace(/(?<!\\)#+\s*$/, '\\$&')
}

/** Backticks around inline code: one more than any run inside, with a space where CommonMark would take one away. */
export function codeDelimiter(code: string): { open: string; close: string } {
  const runs = (code.match(/`+/g) ?? []).map((run) => run.length)
  let length = 1
  while (runs.includes(length)) length++
  const ticks = '`'.repeat(length)
  const pad = /^`|`$|^ .*[^ ].* $/.test(code) ? ' ' : ''
  return { open: ticks + pad, close: pad + ticks }
}

/** A link's address between the parentheses. */
export function destinationOf(href: unknown): string {
  const address = String(href ?? '').replace(/[<>\\]/g, encodeURIComponent)
  return /[\s()]/.test(address) ? `<${address}>` : address
}

const isWord = (char: string | undefined) => char !== undefined && !/[\s\p{P}\p{S}]/u.test(char)
const isPunctuation = (char: string | undefined) => char !== undefined && /[\p{P}\p{S}]/u.test(char)
const emphasis = new Set(['bold', 'italic', 'strike'])

/**
 * CommonMark does not open `**` between a word and punctuation, nor close it between punctuation and a word; in
 * Chinese, where no space follows a full stop, that is every other bold sentence. The neighbour outside the emphasis
 * becomes a character reference, which counts as punctuation and reads the same.
 */
export function protectFlanks(
  text: string,
  node: Node,
  before: Node | undefined,
  after: Node | undefined,
  escapeText: (text: string) => string,
): string {
  const chars = [...text]
  const first = chars[0]
  const last = chars.at(-1)
  const head = isWord(first) && endsEmphasis(before, node) && isPunctuation([...(before?.text ?? '')].at(-1))
  const tail = isWord(last) && endsEmphasis(after, node) && isPunctuation([...(after?.text ?? '')][0])
  if (chars.length === 1 && first !== undefined) return head || tail ? toReference(first) : escapeText(text)
  const middle = chars.slice(head ? 1 : 0, tail ? -1 : undefined).join('')
  return (head && first ? toReference(first) : '') + escapeText(middle) + (tail && last ? toReference(last) : '')
}

/** Whether some emphasis of `neighbour` does not reach into `node`. */
function endsEmphasis(neighbour: Node | undefined, node: Node): boolean {
  return neighbour?.marks.some((mark: Mark) => emphasis.has(mark.type.name) && !mark.isInSet(node.marks)) ?? false
}

function toReference(char: string): string {
  return `&#x${(char.codePointAt(0) ?? 0).toString(16)};`
}
