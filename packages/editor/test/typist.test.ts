import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { CONTENT_ROOT, contentOf, seedFromMarkdown } from '../src/index.ts'
import { createTypist, type TypedFormat } from '../src/streaming/typist.ts'

const contentIn = (doc: Y.Doc, format: 'text' | 'markdown' | 'json') => contentOf([Y.encodeStateAsUpdate(doc)], format)
const blockAt = (doc: Y.Doc, index: number) => doc.getXmlFragment(CONTENT_ROOT).get(index) as Y.XmlElement
const textAt = (doc: Y.Doc, index: number) => blockAt(doc, index).get(0) as Y.XmlText

function docFrom(markdown: string): Y.Doc {
  const doc = new Y.Doc()
  if (markdown !== '') Y.applyUpdate(doc, seedFromMarkdown(markdown))
  return doc
}

/** The document after these pieces were typed into it, one by one. */
function typed(pieces: readonly string[], format: TypedFormat, doc = new Y.Doc()): Y.Doc {
  const typist = createTypist(doc, format)
  for (const piece of pieces) typist.type(piece)
  typist.destroy()
  return doc
}

/** A text in pieces, cut anywhere but between two halves of a character. */
const piecesOf = (text: string) =>
  fc.array(fc.nat(text.length), { maxLength: 40 }).map((cuts) => {
    const places = [0, ...cuts.sort((a, b) => a - b), text.length]
    return places.slice(1).map((end, i) => text.slice(places[i], end))
  })

const everyBlock = `# Head *line*

A paragraph with **bold**, \`code\`, ~~not~~ and [a link](https://example.org),
on two lines.

Setext
======

- one
- two
  - inside

  loose
- [ ] no task

* [ ] open
* [x] done

1. first
2. second

> quoted
lazy

\`\`\`ts
const x = 1

- no list
\`\`\`

| a | b |
|---|:-:|
| 1 | **2** |

***bold*** and
--- no rule

    indented

---
end`

describe('Markdown that comes in pieces', () => {
  it('is at the end what it is as a whole, however it was cut', { timeout: 60_000 }, () => {
    const whole = contentIn(docFrom(everyBlock), 'json')
    fc.assert(
      fc.property(piecesOf(everyBlock), (pieces) => {
        expect(contentIn(typed(pieces, 'markdown'), 'json')).toBe(whole)
      }),
      { numRuns: 40 },
    )
    expect(contentIn(typed([...everyBlock], 'markdown'), 'json')).toBe(whole)
    expect(contentIn(typed([...everyBlock.replaceAll('\n', '\r\n')], 'markdown'), 'json')).toBe(whole)
  })

  it('shows a line before it is complete', () => {
    const doc = new Y.Doc()
    const typist = createTypist(doc, 'markdown')
    const shown = ['# He', 'ad\nSome **bo', 'ld** te', 'xt'].map((piece) => {
      typist.type(piece)
      return contentIn(doc, 'json')
    })
    expect(shown.map((json) => JSON.parse(json).content.at(-1).content)).toMatchObject([
      [{ text: 'He' }],
      [{ text: 'Some **bo' }],
      [{ text: 'Some ' }, { text: 'bold', marks: [{ type: 'bold' }] }, { text: ' te' }],
      [{ text: 'Some ' }, { text: 'bold', marks: [{ type: 'bold' }] }, { text: ' text' }],
    ])
  })

  it('writes no block anew that is finished', () => {
    const doc = new Y.Doc()
    const typist = createTypist(doc, 'markdown')
    typist.type('one\n\ntwo\n\nthree')
    const [one, two] = [blockAt(doc, 0), blockAt(doc, 1)]
    for (const piece of '\n===\n\n- a\n- b') typist.type(piece)
    expect([blockAt(doc, 0), blockAt(doc, 1)]).toEqual([one, two])
    expect(contentIn(doc, 'markdown')).toBe('one\n\ntwo\n\n# three\n\n- a\n- b')
  })

  it('keeps the definition of a link as text, because what uses it may be finished', () => {
    const source = 'See [this][1].\n\n[1]: https://example.org\n'
    expect(contentIn(typed([...source], 'markdown'), 'text')).toBe('See [this][1].\n[1]: https://example.org')
  })

  it('goes on in a new block where one grows without end, code as code', { timeout: 60_000 }, () => {
    const line = `${'x'.repeat(99)}\n`
    const code = typed(['```ts\n', ...Array.from({ length: 1_000 }, () => line), '```\nend'], 'markdown')
    const { content } = JSON.parse(contentIn(code, 'json'))
    expect(content.length).toBeGreaterThan(3)
    for (const block of content.slice(0, -1))
      expect(block).toMatchObject({ type: 'codeBlock', attrs: { language: 'ts' } })
    expect(contentIn(code, 'text')).toBe(`${line.repeat(1_000)}end`)
    const words = 'word '.repeat(20_000)
    const text = contentIn(typed(words.match(/.{1,500}/g) ?? [], 'markdown'), 'text')
    expect(text.replaceAll(/\s/g, '')).toBe(words.replaceAll(' ', ''))
  })
})

describe('plain text that comes in pieces', () => {
  it('is a paragraph for each line, however it was cut', () => {
    const source = '\nfirst *line*\r\n\r\n  second\tline\rthird 🚲\n\n'
    fc.assert(
      fc.property(piecesOf(source), (pieces) => {
        fc.pre(pieces.every((piece) => !/[\ud800-\udbff]$/.test(piece)))
        expect(contentIn(typed(pieces, 'text'), 'text')).toBe('\nfirst *line*\n\n  second\tline\nthird 🚲\n')
      }),
    )
  })

  it('adds nothing for a newline at the end, and nothing for no text', () => {
    expect(contentIn(typed(['one\n'], 'text'), 'json')).toBe(contentIn(docFrom('one'), 'json'))
    expect(typed([''], 'text').store.clients.size).toBe(0)
  })
})

describe.each(['text', 'markdown'] as const)('typing %s into a document', (format) => {
  it('begins a block at the end, in front of an empty line to go on with', () => {
    expect(contentIn(typed(['new'], format, docFrom('# old')), 'text')).toBe('old\nnew')
    const waiting = docFrom('# old')
    waiting.getXmlFragment(CONTENT_ROOT).insert(1, [new Y.XmlElement('paragraph')])
    const { clientID } = waiting
    expect(contentIn(typed(['new'], format, waiting), 'text')).toBe('old\nnew\n')
    expect(waiting.clientID).toBe(clientID)
  })

  it('makes at most one change of each piece, and it is local', () => {
    const doc = docFrom('old')
    const typist = createTypist(doc, format)
    const changes: boolean[] = []
    const client = doc.clientID
    doc.on('update', (_update, _origin, _doc, { local }) => changes.push(local))
    for (const piece of ['a', 'b\n\nc\n\n', 'd']) typist.type(piece)
    expect(changes).toEqual([true, true, true])
    expect(doc.clientID).toBe(client)
  })

  it('takes back nothing of what others write into the same block', () => {
    const doc = docFrom('old')
    const typist = createTypist(doc, format)
    typist.type('Hello w')
    const other = new Y.Doc()
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
    textAt(other, 1).insert(5, ' there,')
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))
    typist.type('orld')
    expect(contentIn(doc, 'text')).toBe('old\nHello there, world')
  })

  it('goes on behind a block that somebody deletes', () => {
    const doc = docFrom('old')
    const typist = createTypist(doc, format)
    typist.type('Hello w')
    doc.getXmlFragment(CONTENT_ROOT).delete(1, 1)
    typist.type('orld\n\nmore')
    expect(contentIn(doc, 'text').replaceAll(/\n+/g, '\n')).toBe('old\norld\nmore')
  })

  it('has its caret behind the last character', () => {
    const doc = docFrom('old')
    const typist = createTypist(doc, format)
    expect(typist.caret).toBeUndefined()
    typist.type('one\n\ntwo')
    const caret = typist.caret?.head
    const place = caret && Y.createAbsolutePositionFromRelativePosition(caret, doc)
    expect(place?.type.toJSON()).toBe('two')
    expect(place?.index).toBe(3)
    typist.type(' more')
    expect(caret && Y.createAbsolutePositionFromRelativePosition(caret, doc)?.index).toBe(8)
  })
})
