import MarkdownIt from 'markdown-it'
import type StateCore from 'markdown-it/lib/rules_core/state_core.mjs'
import type StateInline from 'markdown-it/lib/rules_inline/state_inline.mjs'
import type Token from 'markdown-it/lib/token.mjs'

/** Below the 64 levels that a document keeps. */
const maxNesting = 48

/** CommonMark with tables, strikethrough and task lists; HTML is text. */
export function createTokenizer(): MarkdownIt {
  const tokenizer = new MarkdownIt('default', { html: false, linkify: false, typographer: false, maxNesting } as never)
  tokenizer.core.ruler.after('block', 'task_lists', markTaskLists)
  tokenizer.core.ruler.after('task_lists', 'cell_paragraphs', wrapCellText)
  tokenizer.inline.ruler.before('text', 'cell_break', readCellBreak)
  // Addresses are judged by the schema, for every door alike.
  tokenizer.validateLink = () => true
  return tokenizer
}

const taskMarker = /^\[([ xX])\](?:[ \t]+|$)/

/** A bullet list whose items all begin with `[ ]` or `[x]` becomes a task list. */
function markTaskLists(state: StateCore): void {
  const open: { list: Token; items: Token[]; texts: (Token | undefined)[] }[] = []
  for (const [index, token] of state.tokens.entries()) {
    if (token.type === 'bullet_list_open') open.push({ list: token, items: [], texts: [] })
    if (token.type === 'list_item_open' && open.at(-1)?.list.level === token.level - 1) {
      open.at(-1)?.items.push(token)
      open.at(-1)?.texts.push(firstTextOf(state.tokens, index))
    }
    if (token.type === 'bullet_list_close') toTaskList(open.pop(), token, state.tokens)
  }
}

function firstTextOf(tokens: Token[], itemIndex: number): Token | undefined {
  return tokens[itemIndex + 1]?.type === 'paragraph_open' ? tokens[itemIndex + 2] : undefined
}

function toTaskList(
  found: { list: Token; items: Token[]; texts: (Token | undefined)[] } | undefined,
  close: Token,
  tokens: Token[],
): void {
  if (found === undefined || !found.texts.every((text) => text !== undefined && taskMarker.test(text.content))) return
  found.list.type = 'task_list_open'
  close.type = 'task_list_close'
  for (const [index, item] of found.items.entries()) {
    const text = found.texts[index]
    if (text === undefined) continue
    item.type = 'task_item_open'
    item.meta = { checked: taskMarker.exec(text.content)?.[1] !== ' ' }
    text.content = text.content.replace(taskMarker, '')
  }
  closeItems(found.list, close, tokens)
}

function closeItems(list: Token, close: Token, tokens: Token[]): void {
  const inside = tokens.slice(tokens.indexOf(list), tokens.indexOf(close))
  for (const token of inside) {
    if (token.type === 'list_item_close' && token.level === list.level + 1) token.type = 'task_item_close'
  }
}

/** Table cells hold blocks in our schema and bare text in Markdown. */
function wrapCellText(state: StateCore): void {
  state.tokens = state.tokens.flatMap((token) => {
    if (token.type === 'th_open' || token.type === 'td_open') return [token, new state.Token('paragraph_open', 'p', 1)]
    if (token.type === 'th_close' || token.type === 'td_close') {
      return [new state.Token('paragraph_close', 'p', -1), token]
    }
    return [token]
  })
}

/** `<br>` is how a line breaks inside a table cell; HTML is off otherwise. */
function readCellBreak(state: StateInline, silent: boolean): boolean {
  const found = /^<br ?\/?>/i.exec(state.src.slice(state.pos, state.pos + 6))
  if (found === null) return false
  if (!silent) state.push('hardbreak', 'br', 0)
  state.pos += found[0].length
  return true
}
