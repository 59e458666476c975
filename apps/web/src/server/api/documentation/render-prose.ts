import { html } from 'hono/html'

/** Paragraphs of plain text with `code` in backticks; all the Markdown that our descriptions use. */
export function renderProse(text = '') {
  return text.split(/\n{2,}/).map((paragraph) => html`<p>${renderCode(paragraph)}</p>`)
}

/** Text between backticks as code. */
export function renderCode(text: string) {
  return text.split('`').map((part, i) => (i % 2 === 0 ? part : html`<code>${part}</code>`))
}
