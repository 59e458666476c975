import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { contentOf, safeHref, schema } from '../src/index.ts'
import { element, updateOfReplica } from './documents.ts'

const formats = ['markdown', 'html', 'json', 'text'] as const
const words = (value: string, attributes?: Record<string, unknown>) => {
  const node = new Y.XmlText()
  node.insert(0, value, attributes)
  return node
}
const htmlOf = (...nodes: Y.XmlElement[]) => contentOf([updateOfReplica((root) => root.insert(0, nodes))], 'html')

describe('a document that a raw client forged', () => {
  it.each(formats)('loses only its unknown nodes and marks as %s', (format) => {
    const update = updateOfReplica((root) =>
      root.insert(0, [
        element('paragraph', {}, [words('before')]),
        element('iframe', { src: 'https://evil.example' }, [words('frame')]),
        element('paragraph', {}, [words('styled', { onclick: { value: 'x()' }, bold: {} })]),
        element('constructor', {}),
        element('__proto__', {}),
        new Y.XmlElement(),
        element('paragraph', {}, [words('after')]),
      ]),
    )
    const content = contentOf([update], format)
    for (const word of ['before', 'styled', 'after']) expect(content).toContain(word)
    expect(content).not.toMatch(/iframe|onclick|evil/)
  })

  it('keeps text that stands where the schema wants a block, and list items without a list', () => {
    const update = updateOfReplica((root) => {
      root.insert(0, [words('bare')])
      root.insert(1, [element('listItem', {}, [element('paragraph', {}, [words('item')])])])
      root.insert(2, [element('table', {}, [element('paragraph', {}, [words('cell')])])])
    })
    expect(contentOf([update], 'text').split('\n')).toEqual(['bare', 'item', 'cell'])
  })

  it('cannot turn an attribute into a DOM spec or into markup', () => {
    const spec = ['script', { src: 'https://evil.example/x.js' }]
    const html = htmlOf(
      element('heading', { level: spec }, [words('h')]),
      element('codeBlock', { language: '"><script>alert(1)</script>' }, [words('<script>c</script>')]),
      element('orderedList', { start: '1" onload="x()', type: spec }, [
        element('listItem', {}, [element('paragraph')]),
      ]),
      element('table', {}, [
        element('tableRow', {}, [
          element('tableCell', { colspan: 1e9, rowspan: -1, colwidth: 'wide', align: 'left;background:url(//x)' }),
        ]),
      ]),
      element('taskList', {}, [element('taskItem', { checked: spec }, [element('paragraph', {}, [words('"><img>')])])]),
    )
    expect(html).not.toMatch(/<script|<img|onload|url\(|evil/)
    expect(html).toContain('<h1>h</h1>')
    expect(html).toContain('<td colspan="64">')
    expect(html).toContain('data-checked="false"')
  })

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,<script>',
    'vbscript:x',
    'file:///etc/passwd',
    '//evil.example',
    '/api/v1/documents',
    'blob:https://a.example/1',
    ['javascript:alert(1)'],
    { toString: 'javascript:alert(1)' },
    42,
    null,
  ])('has no address %j', (href) => {
    const html = htmlOf(element('paragraph', {}, [words('link', { link: { href, target: '_top', class: 'button' } })]))
    expect(html).toBe('<p>link</p>')
    expect(safeHref(href)).toBeUndefined()
    expect(schema.mark('link', { href }).attrs.href).toBeNull()
  })

  it('escapes text and addresses', () => {
    const href = 'https://a.example/?"onmouseover="x()&<y>'
    const html = htmlOf(element('paragraph', {}, [words(`<b>&"'`, { link: { href } })]))
    expect(html).toBe(
      '<p><a href="https://a.example/?&quot;onmouseover=&quot;x()&amp;&lt;y&gt;" rel="noopener noreferrer nofollow">&lt;b&gt;&amp;&quot;&#39;</a></p>',
    )
  })

  it.each(formats)('does not overflow the stack as %s when it is nested 20,000 levels deep', (format) => {
    const update = updateOfReplica((root) => {
      let parent: Y.XmlFragment = root
      for (let depth = 0; depth < 20_000; depth++) {
        const quote = new Y.XmlElement('blockquote')
        parent.insert(0, [quote])
        parent = quote
      }
      root.insert(1, [element('paragraph', {}, [words('beside')])])
    })
    expect(contentOf([update], format)).toContain('beside')
  })

  it('reports bytes that are no update', () => {
    expect(() => contentOf([new Uint8Array([255, 255, 255])], 'text')).toThrow()
  })
})
