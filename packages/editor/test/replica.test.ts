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

describe('V4 a replica with structs that the server refused', () => {
  it('V4 is rebuilt with the same text, without one struct or deletion under the old id', () => {
    const server = new Y.Doc()
    Y.applyUpdate(server, seedFromMarkdown('first\n\nsecond'))
    const old = refusedReplica(server)
    const [text, oldClient] = [textOf(old), old.clientID]
    const rebuilt = rebuildReplica(old, server)
    expect(textOf(rebuilt)).toBe(text)
    expect(rebuilt.clientID).not.toBe(oldClient)
    expect(rebuilt.store.clients.has(oldClient)).toBe(false)
    expect(Y.snapshot(rebuilt).ds.clients.has(oldClient)).toBe(false)
  })

  it('V4 brings its unsent text to the server once, beside what others wrote meanwhile and under the same id', () => {
    const server = new Y.Doc()
    Y.applyUpdate(server, seedFromMarkdown('first\n\nsecond'))
    const old = refusedReplica(server)
    server.clientID = old.clientID
    paragraphAt(server, 1).insert(6, ' by another')
    const rebuilt = rebuildReplica(old, server)
    Y.applyUpdate(server, Y.encodeStateAsUpdate(rebuilt))
    Y.applyUpdate(rebuilt, Y.encodeStateAsUpdate(server))
    expect(textOf(server)).toBe('firsttyped here\nond by another\na new one')
    expect(textOf(rebuilt)).toBe(textOf(server))
  })

  it('V4 keeps what the server had sent', () => {
    const server = new Y.Doc()
    Y.applyUpdate(server, seedFromMarkdown('# Title\n\n- a\n- b'))
    const old = new Y.Doc()
    Y.applyUpdate(old, Y.encodeStateAsUpdate(server))
    expect(textOf(rebuildReplica(old, server))).toBe('Title\na\nb')
  })
  it('V4 loses nothing of what was written under several ids, some of it stored, and doubles none of it', () => {
    const server = new Y.Doc()
    Y.applyUpdate(server, seedFromMarkdown('first\n\nsecond'))
    const old = new Y.Doc()
    Y.applyUpdate(old, Y.encodeStateAsUpdate(server))
    paragraphAt(old, 0).insert(5, ' stored')
    Y.applyUpdate(server, Y.encodeStateAsUpdate(old))
    paragraphAt(old, 0).insert(12, ' and not')
    old.clientID = 5
    paragraphAt(old, 1).insert(6, ' of an earlier page')
    old.clientID = 6
    paragraphAt(old, 1).delete(0, 1)
    paragraphAt(server, 0).insert(0, 'meanwhile ')
    const rebuilt = rebuildReplica(old, server)
    expect(textOf(rebuilt)).toBe('meanwhile first stored and not\necond of an earlier page')
    const lacking = Y.decodeUpdate(Y.encodeStateAsUpdate(rebuilt, Y.encodeStateVector(server)))
    expect(new Set(lacking.structs.map((struct) => struct.id.client))).toEqual(new Set([rebuilt.clientID]))
    Y.applyUpdate(server, Y.encodeStateAsUpdate(rebuilt))
    expect(textOf(server)).toBe(textOf(rebuilt))
  })

  it('V4 writes again what another member wrote and a restored server has lost', () => {
    const lost = new Y.Doc()
    Y.applyUpdate(lost, seedFromMarkdown('kept'))
    const server = new Y.Doc()
    Y.applyUpdate(server, Y.encodeStateAsUpdate(lost))
    paragraphAt(lost, 0).insert(4, ' and lost')
    const old = new Y.Doc()
    Y.applyUpdate(old, Y.encodeStateAsUpdate(lost))
    const rebuilt = rebuildReplica(old, server)
    expect(textOf(rebuilt)).toBe('kept and lost')
    expect(rebuilt.store.clients.has(lost.clientID)).toBe(false)
  })

  it('V4 keeps text whose id somebody else has used up, although the server calls all of it collected', () => {
    const server = new Y.Doc()
    Y.applyUpdate(server, seedFromMarkdown('first\n\nsecond'))
    const old = refusedReplica(server)
    const [text, client] = [textOf(old), old.clientID]
    const forger = new Y.Doc()
    forger.clientID = client
    forger.getXmlFragment(CONTENT_ROOT).insert(0, [element('paragraph', {}, [new Y.XmlText('x'.repeat(500))])])
    forger.getXmlFragment(CONTENT_ROOT).delete(0, 1)
    Y.applyUpdate(server, Y.encodeStateAsUpdate(forger))
    expect(textOf(rebuildReplica(old, server))).toBe(text)
  })
})
