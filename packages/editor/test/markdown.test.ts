import { describe, expect, it } from 'vitest'
import { parseMarkdown } from '../src/content/parse-markdown.ts'
import { toMarkdown } from '../src/content/to-markdown.ts'
import { block, docOf, link, paragraph, text } from './documents.ts'

const item = (...content: Record<string, unknown>[]) => block('listItem', {}, ...content)
const cell = (type: string, content: string, align: string | null = null) => block(type, { align }, paragraph(content))
const row = (...cells: Record<string, unknown>[]) => block('tableRow', {}, ...cells)

const cases: [string, Record<string, unknown>[], string][] = [
  ['paragraphs', [paragraph('One.'), paragraph('Two.')], 'One.\n\nTwo.'],
  [
    'headings of every level',
    [1, 2, 3, 4].map((level) => block('heading', { level }, text(`Level ${level}`))),
    '# Level 1\n\n## Level 2\n\n### Level 3\n\n#### Level 4',
  ],
  [
    'a bullet list in a bullet list',
    [
      block(
        'bulletList',
        {},
        item(paragraph('a'), block('bulletList', {}, item(paragraph('b')))),
        item(paragraph('c')),
      ),
    ],
    '- a\n  - b\n- c',
  ],
  [
    'an ordered list that starts at 9',
    [block('orderedList', { start: 9 }, item(paragraph('nine')), item(paragraph('ten')))],
    '9.  nine\n10. ten',
  ],
  [
    'a task list',
    [
      block(
        'taskList',
        {},
        block('taskItem', { checked: false }, paragraph('buy')),
        block('taskItem', { checked: true }, paragraph('done')),
      ),
    ],
    '- [ ] buy\n- [x] done',
  ],
  ['a quote with two paragraphs', [block('blockquote', {}, paragraph('a'), paragraph('b'))], '> a\n>\n> b'],
  [
    'code that holds a fence',
    [block('codeBlock', { language: 'markdown' }, text('```js\n1 < 2\n```'))],
    '````markdown\n```js\n1 < 2\n```\n````',
  ],
  ['code without a language', [block('codeBlock', {}, text('plain'))], '```\nplain\n```'],
  ['a rule', [paragraph('a'), { type: 'horizontalRule' }, paragraph('b')], 'a\n\n---\n\nb'],
  ['a hard break', [paragraph('a', { type: 'hardBreak' }, '- b')], 'a\\\n\\- b'],
  [
    'a table with a header row and columns that align',
    [
      block(
        'table',
        {},
        row(cell('tableHeader', 'a', 'left'), cell('tableHeader', 'b', 'right')),
        row(cell('tableCell', '1 | 2', 'left'), cell('tableCell', '3', 'right')),
      ),
    ],
    '| a | b |\n| :-- | --: |\n| 1 \\| 2 | 3 |',
  ],
  [
    'every mark',
    [paragraph(text('b', 'bold'), ' ', text('i', 'italic'), ' ', text('s', 'strike'), ' ', text('c`d', 'code'))],
    '**b** *i* ~~s~~ ``c`d``',
  ],
  [
    'a link with code and bold inside',
    [
      paragraph(
        'see ',
        text('a ', link('https://a.example/b_(c)')),
        text('b', link('https://a.example/b_(c)'), 'bold'),
      ),
    ],
    'see [a **b**](<https://a.example/b_(c)>)',
  ],
]

describe('Markdown', () => {
  it.each(cases)('writes and reads %s', (_, blocks, markdown) => {
    const doc = docOf(...blocks)
    expect(toMarkdown(doc)).toBe(markdown)
    expect(parseMarkdown(markdown).toJSON()).toEqual(doc.toJSON())
  })

  it.each([
    '# a',
    '- a',
    '+ a',
    '1. a',
    '1) a',
    '> a',
    '---',
    '===',
    '| a |',
    '*a*',
    '_a_',
    '`a`',
    '[a](b)',
    '~~~',
    '&amp;',
    '<https://a.example>',
    '\\',
    '    a',
    '#',
    '![a](b)',
    ':-- | --',
  ])('keeps %j as text', (line) => {
    const doc = docOf(paragraph('before', { type: 'hardBreak' }, line.trim()), paragraph(line.trim()))
    expect(parseMarkdown(toMarkdown(doc)).toJSON()).toEqual(doc.toJSON())
  })

  it('keeps emphasis beside punctuation where no space follows, as in Chinese', () => {
    const doc = docOf(paragraph('前', text('（重要。）', 'bold'), '下一句', text('好', 'italic')))
    expect(parseMarkdown(toMarkdown(doc)).toJSON()).toEqual(doc.toJSON())
  })

  it('keeps the text of what Markdown cannot say: cells with blocks, tables without a header', () => {
    const list = block('bulletList', {}, item(paragraph('x')), item(paragraph('y')))
    const doc = docOf(block('table', {}, row(block('tableCell', {}, paragraph('a'), list))))
    expect(toMarkdown(doc)).toBe('|  |\n| --- |\n| a<br>x<br>y |')
  })

  it('reads an image as a link, HTML as text, and heading 6 as heading 4', () => {
    expect(toMarkdown(parseMarkdown('![alt](https://a.example/i.png)'))).toBe(
      '![alt](https://a.example/i.png)'.slice(1),
    )
    expect(parseMarkdown('<b onclick="x()">y</b>').textContent).toBe('<b onclick="x()">y</b>')
    expect(parseMarkdown('###### deep').firstChild?.attrs).toEqual({ level: 4 })
  })

  it('reads ten thousand nested quotes without a deep stack', () => {
    expect(() => parseMarkdown('>'.repeat(10_000))).not.toThrow()
    expect(() => parseMarkdown(`${'- '.repeat(5_000)}a`)).not.toThrow()
  })
})
