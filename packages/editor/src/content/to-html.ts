import type { Mark, Node } from '@tiptap/pm/model'
import { safeHref } from '../schema/safe-href.ts'

/**
 * The document as HTML that is safe to put into a page: tags and attributes come from this file only, text is escaped,
 * and an address is checked once more. `doc` is valid by the guarded schema.
 */
export function toHtml(doc: Node): string {
  return renderChildren(doc)
}

type NodeRenderer = (node: Node, content: string) => string

const nodeRenderers: Record<string, NodeRenderer> = {
  paragraph: (_, content) => `<p>${content}</p>`,
  heading: ({ attrs }, content) => `<h${Number(attrs.level)}>${content}</h${Number(attrs.level)}>`,
  bulletList: (_, content) => `<ul>${content}</ul>`,
  orderedList: ({ attrs }, content) =>
    `<ol${attribute('start', attrs.start === 1 ? null : attrs.start)}>${content}</ol>`,
  listItem: (_, content) => `<li>${content}</li>`,
  taskList: (_, content) => `<ul data-type="taskList">${content}</ul>`,
  taskItem: renderTaskItem,
  blockquote: (_, content) => `<blockquote>${content}</blockquote>`,
  codeBlock: ({ attrs }, content) =>
    `<pre><code${attribute('class', attrs.language === null ? null : `language-${attrs.language}`)}>${content}</code></pre>`,
  horizontalRule: () => '<hr>',
  hardBreak: () => '<br>',
  table: (node, content) => `<table>${columnsOf(node)}<tbody>${content}</tbody></table>`,
  tableRow: (_, content) => `<tr>${content}</tr>`,
  tableHeader: (node, content) => `<th${cellAttributes(node)}>${content}</th>`,
  tableCell: (node, content) => `<td${cellAttributes(node)}>${content}</td>`,
}

const markTags: Record<string, string> = { bold: 'strong', italic: 'em', strike: 's', code: 'code' }

function renderTaskItem({ attrs, textContent }: Node, content: string): string {
  const box = `<input type="checkbox" disabled${attrs.checked ? ' checked' : ''}${attribute('aria-label', textContent || 'task')}>`
  return `<li data-type="taskItem" data-checked="${attrs.checked === true}"><label>${box}<span></span></label><div>${content}</div></li>`
}

function renderNode(node: Node): string {
  const render = nodeRenderers[node.type.name]
  if (render === undefined) throw new Error(`no HTML for the node ${node.type.name}`)
  return render(node, renderChildren(node))
}

function renderChildren(parent: Node): string {
  let html = ''
  let open: readonly Mark[] = []
  for (const child of parent.children) {
    const shared = sharedLength(open, child.marks)
    html += closeTags(open.slice(shared)) + child.marks.slice(shared).map(openTag).join('')
    html += child.isText ? escapeHtml(child.text ?? '') : renderNode(child)
    open = child.marks
  }
  return html + closeTags(open)
}

function sharedLength(a: readonly Mark[], b: readonly Mark[]): number {
  let length = 0
  while (length < a.length && length < b.length && a[length]?.eq(b[length] as Mark)) length++
  return length
}

function openTag(mark: Mark): string {
  if (mark.type.name !== 'link') return `<${markTags[mark.type.name] ?? 'span'}>`
  const href = safeHref(mark.attrs.href)
  return href === undefined ? '<span>' : `<a${attribute('href', href)} rel="noopener noreferrer nofollow">`
}

function closeTags(marks: readonly Mark[]): string {
  return [...marks]
    .reverse()
    .map(
      (mark) =>
        `</${mark.type.name === 'link' ? (safeHref(mark.attrs.href) ? 'a' : 'span') : (markTags[mark.type.name] ?? 'span')}>`,
    )
    .join('')
}

function columnsOf(table: Node): string {
  const widths = table.firstChild?.children.flatMap(({ attrs }) => attrs.colwidth ?? Array(attrs.colspan).fill(0)) ?? []
  if (!widths.some((width) => width > 0)) return ''
  const columns = widths.map((width) => (width > 0 ? `<col style="width: ${Number(width)}px">` : '<col>'))
  return `<colgroup>${columns.join('')}</colgroup>`
}

function cellAttributes({ attrs }: Node): string {
  const span = (name: 'colspan' | 'rowspan') => attribute(name, attrs[name] === 1 ? null : attrs[name])
  return (
    span('colspan') + span('rowspan') + attribute('style', attrs.align === null ? null : `text-align: ${attrs.align}`)
  )
}

function attribute(name: string, value: unknown): string {
  return value === null || value === '' ? '' : ` ${name}="${escapeHtml(String(value))}"`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Safe as text and inside a quoted attribute. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? '')
}
