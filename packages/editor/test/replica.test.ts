import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { rebuildReplica } from '../src/client/replica.ts'
import { CONTENT_ROOT, contentOf, seedFromMarkdown } from '../src/index.ts'
import { element } from './documents.ts'

const textOf = (doc: Y.Doc) => contentOf([Y.encodeStateAsUpdate(doc)], 'text')
const paragraphAt = (doc: Y.Doc, index: number) => {
  const paragraph = doc.getXmlFragment(CONTENT_ROOT).get(index) as Y.XmlElement
  return paragraph.get(0) as Y.XmlText
}

/** A replica whose client id the server refused, after it had synced `server` and typed on. */
function refusedReplica(server: Y.Doc): Y.Doc {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(server))
  paragraphAt(doc, 0).insert(5, ' typed here')
  paragraphAt(doc, 0).delete(5, 1)
  paragraphAt(doc, 1).delete(0, 3)
  doc.getXmlFragment(CONTENT_ROOT).insert(2, [element('paragraph', {}, [new Y.XmlText('a new one')])])
  return doc
}

describe('a replica whose client id belongs to somebody else', () => {
  it('is rebuilt with the same text, without one struct or deletion under the old id', () => {
    const server = new Y.Doc()
    Y.applyUpdate(server, seedFromMarkdown('first\n\nsecond'))
    const old = refusedReplica(server)
    const [text, oldClient] = [textOf(old), old.clientID]
    const rebuilt = rebuildReplica(old)
    expect(textOf(rebuilt)).toBe(text)
    expect(rebuilt.clientID).not.toBe(oldClient)
    expect(rebuilt.store.clients.has(oldClient)).toBe(false)
    expect(Y.snapshot(rebuilt).ds.clients.has(oldClient)).toBe(false)
  })

  it('brings its unsent text to the server once, beside what others wrote meanwhile and under the same id', () => {
    const server = new Y.Doc()
    Y.applyUpdate(server, seedFromMarkdown('first\n\nsecond'))
    const old = refusedReplica(server)
    server.clientID = old.clientID
    paragraphAt(server, 1).insert(6, ' by another')
    const rebuilt = rebuildReplica(old)
    Y.applyUpdate(server, Y.encodeStateAsUpdate(rebuilt))
    Y.applyUpdate(rebuilt, Y.encodeStateAsUpdate(server))
    expect(textOf(server)).toBe('firsttyped here\nond by another\na new one')
    expect(textOf(rebuilt)).toBe(textOf(server))
  })

  it('keeps what the server had sent', () => {
    const server = new Y.Doc()
    Y.applyUpdate(server, seedFromMarkdown('# Title\n\n- a\n- b'))
    const old = new Y.Doc()
    Y.applyUpdate(old, Y.encodeStateAsUpdate(server))
    expect(textOf(rebuildReplica(old))).toBe('Title\na\nb')
  })
})
