import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseMarkdown } from '../src/content/parse-markdown.ts'
import { toMarkdown } from '../src/content/to-markdown.ts'
import { block, docOf, paragraph, text } from './documents.ts'

const word = fc.string({
  unit: fc.constantFrom(...'ab12#*_~`[]()<>!&;:|\\-+=.,"\'/…。，「」你好é😀'),
  minLength: 1,
  maxLength: 8,
})
const plainLine = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '))

/** A line whose emphasised words stand between spaces, as most do. */
const spacedLine = fc
  .array(fc.tuple(fc.stringMatching(/^[a-z你好]{1,6}$/), fc.constantFrom('', 'bold', 'italic', 'strike', 'code')), {
    minLength: 1,
    maxLength: 6,
  })
  .map((words) =>
    words.flatMap(([value, mark], index) => [
      ...(index > 0 ? [text(' ')] : []),
      mark === '' ? text(value) : text(value, mark),
    ]),
  )

const leaf = fc.oneof(
  plainLine.map((line) => paragraph(line)),
  spacedLine.map((line) => paragraph(...line)),
  fc.tuple(fc.integer({ min: 1, max: 4 }), plainLine).map(([level, line]) => block('heading', { level }, text(line))),
  plainLine.map((line) => block('codeBlock', { language: null }, text(line))),
)
const list = (content: fc.Arbitrary<Record<string, unknown>>) =>
  fc
    .array(fc.tuple(plainLine, fc.option(content, { nil: undefined })), { minLength: 1, maxLength: 3 })
    .map((items) =>
      block(
        'bulletList',
        {},
        ...items.map(([line, more]) => block('listItem', {}, paragraph(line), ...(more === undefined ? [] : [more]))),
      ),
    )
const blocks = fc.letrec<{ node: Record<string, unknown> }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    leaf,
    list(tie('node')),
    fc.array(tie('node'), { minLength: 1, maxLength: 2 }).map((content) => block('blockquote', {}, ...content)),
  ),
})).node

it('reads back every document that it writes, whatever characters people type', () => {
  fc.assert(
    fc.property(blocks, (content) => {
      const doc = docOf(content)
      expect(parseMarkdown(toMarkdown(doc)).toJSON()).toEqual(doc.toJSON())
    }),
    { numRuns: 500 },
  )
}, 60_000)
