import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { CONTENT_ROOT, contentOf, seedFromMarkdown, titleOfMarkdown, wordCount } from '../src/index.ts'
import { docOf, paragraph, updateOf, updateOfReplica } from './documents.ts'

const welcome = `# Title

Some **bold *both*** text.

1. one

| a | b |
| --- | :-: |
| 1 | x<br>y |

- [x] done

\`\`\`ts
1 < 2
\`\`\`

---`

describe('contentOf', () => {
  it('gives the lines of plain paragraphs joined by newlines as text, empty ones too', () => {
    const lines = ['first', '', 'third  with spaces ', '', '']
    const update = updateOf(docOf(...lines.map((line) => (line === '' ? paragraph() : paragraph(line)))))
    expect(contentOf([update], 'text')).toBe(lines.join('\n'))
  })

  it('gives the golden HTML', () => {
    expect(contentOf([seedFromMarkdown(welcome)], 'html')).toBe(
      '<h1>Title</h1><p>Some <strong>bold <em>both</em></strong> text.</p><ol><li><p>one</p></li></ol>' +
        '<table><tbody><tr><th><p>a</p></th><th style="text-align: center"><p>b</p></th></tr>' +
        '<tr><td><p>1</p></td><td style="text-align: center"><p>x<br>y</p></td></tr></tbody></table>' +
        '<ul data-type="taskList"><li data-type="taskItem" data-checked="true"><label><input type="checkbox" disabled checked aria-label="done"><span></span></label><div><p>done</p></div></li></ul>' +
        '<pre><code class="language-ts">1 &lt; 2</code></pre><hr>',
    )
  })

  it('gives the golden text', () => {
    expect(contentOf([seedFromMarkdown(welcome)], 'text')).toBe(
      'Title\nSome bold both text.\none\na\tb\n1\tx\ny\ndone\n1 < 2\n',
    )
  })

  it('gives the same document from updates in any order', () => {
    const replica = new Y.Doc()
    const updates: Uint8Array[] = []
    replica.on('update', (update: Uint8Array) => updates.push(update))
    const root = replica.getXmlFragment(CONTENT_ROOT)
    const node = new Y.XmlElement('paragraph')
    root.insert(0, [node])
    node.insert(0, [new Y.XmlText('hello')])
    expect(contentOf([...updates].reverse(), 'text')).toBe('hello')
  })

  it('gives an empty document for no updates, and for updates to other roots', () => {
    expect(contentOf([], 'text')).toBe('')
    expect(JSON.parse(contentOf([], 'json'))).toEqual({ type: 'doc', content: [{ type: 'paragraph' }] })
    expect(contentOf([updateOfReplica((root) => root.doc?.getText('elsewhere').insert(0, 'x'))], 'text')).toBe('')
  })
})

describe('seedFromMarkdown', () => {
  it('takes another client id each time', () => {
    const clients = [1, 2].map(() => [
      ...Y.decodeStateVector(Y.encodeStateVectorFromUpdate(seedFromMarkdown('a'))).keys(),
    ])
    expect(clients[0]).not.toEqual(clients[1])
  })
})

describe('titleOfMarkdown', () => {
  it('is the first heading, else the first line with text, without its marks', () => {
    expect(titleOfMarkdown('intro\n\n## The *real* title\n')).toBe('The real title')
    expect(titleOfMarkdown('\n\n**Bold** start\n\nmore')).toBe('Bold start')
    expect(titleOfMarkdown(' \n')).toBeUndefined()
    expect(titleOfMarkdown(`# ${'a'.repeat(500)}`)).toHaveLength(200)
  })
})

describe('wordCount', () => {
  it('counts words of any script and no punctuation', () => {
    expect(wordCount('Two words — and, 42 more…')).toBe(5)
    expect(wordCount('你好，世界。')).toBe(2)
    expect(wordCount('')).toBe(0)
  })
})
