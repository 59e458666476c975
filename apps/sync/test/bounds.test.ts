import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { encodeSync } from '../src/room/frames.ts'
import { useFixture } from './support/fixture.ts'
import { forgeGc, updatesOf } from './support/forge.ts'
import { createStock } from './support/stock-client.ts'
import { until } from './support/until.ts'

const root = (doc: Y.Doc) => doc.getXmlFragment('default')

/** Paragraphs in paragraphs, and a text in the last: `depth` nodes in all, the way down made in one change each. */
function nest(doc: Y.Doc, depth: number): void {
  let parent: Y.XmlFragment = root(doc)
  for (let i = 1; i < depth; i++) {
    const child = new Y.XmlElement('blockquote')
    parent.insert(0, [child])
    parent = child
  }
  parent.insert(0, [new Y.XmlText('deep')])
}

const made = (make: (doc: Y.Doc) => void) => {
  const doc = new Y.Doc()
  make(doc)
  return Y.encodeStateAsUpdate(doc)
}

describe('V5 bounds of what an update may be', () => {
  const fixture = useFixture()

  async function scene() {
    const server = await fixture.start()
    const documentId = await fixture.world.addDocument()
    const [ada, eve] = await Promise.all([fixture.world.addPerson('Ada'), fixture.world.addPerson('Eve')])
    const a = await (await fixture.connect(server, documentId, ada)).sync()
    root(a.doc).insert(0, [new Y.XmlElement('paragraph')])
    await a.stored()
    const e = await (await fixture.connect(server, documentId, eve)).sync()
    await e.stored()
    return { server, documentId, a, e, eve }
  }

  const deletedText = (length: number) =>
    encoding.encode((encoder) => {
      for (const number of [1, 1, 9, 0, 1, 1]) encoding.writeVarUint(encoder, number)
      encoding.writeVarString(encoder, 'default')
      for (const number of [length, 0]) encoding.writeVarUint(encoder, number)
    })
  const withJson = (json: string) =>
    encoding.encode((encoder) => {
      for (const number of [1, 1, 9, 0, 5, 1]) encoding.writeVarUint(encoder, number)
      encoding.writeVarString(encoder, 'default')
      encoding.writeVarString(encoder, json)
      encoding.writeVarUint(encoder, 0)
    })
  const attribute = (name: string) => made((doc) => doc.getXmlElement('default').setAttribute(name, 'x'))
  const offences: [string, () => Uint8Array][] = [
    ['a GC of 2^50 clocks', () => forgeGc(9, 0, 2 ** 50)],
    ['deleted content of 2^50 clocks', () => deletedText(2 ** 50)],
    ['65 nodes in each other', () => made((doc) => nest(doc, 65))],
    ['1,000 nodes in each other', () => made((doc) => nest(doc, 1_000))],
    ['a root that documents do not have', () => made((doc) => doc.getText('elsewhere').insert(0, 'hidden'))],
    ['a root with a reserved name', () => made((doc) => doc.getMap('__proto__').set('a', 1))],
    ['an attribute with a reserved name', () => attribute('__proto__')],
    ['an attribute with a name of 257 letters', () => attribute('x'.repeat(257))],
    [
      'a format with a reserved name',
      () => made((doc) => doc.getText('default').insert(0, 'x', Object.fromEntries([['constructor', true]]))),
    ],
    ['a node with a reserved name', () => made((doc) => root(doc).insert(0, [new Y.XmlElement('prototype')]))],
    [
      'a reserved name inside a value',
      () => made((doc) => doc.getArray('default').push([{ a: [JSON.parse('{"__proto__":{"x":1}}')] }])),
    ],
    ['a reserved name inside JSON', () => withJson('{"a":{"\\u005f_proto__":1}}')],
  ]
  it.each(offences)('V5 ends whoever sends %s with 1008, and changes nothing', async (_, forge) => {
    const { documentId, a, e } = await scene()
    e.send(encodeSync('update', forge()))
    expect(await e.ended()).toBe(1008)
    root(a.doc).insert(0, [new Y.XmlText('still here')])
    await a.stored()
    const stored = await fixture.world.readDocument(documentId)
    expect([root(stored).toString(), [...stored.share.keys()]]).toEqual([root(a.doc).toString(), ['default']])
  })

  it('V5 counts depth from the root, by whatever steps and between whichever neighbours a node comes', async () => {
    const { documentId, a, e } = await scene()
    nest(a.doc, 64)
    await a.stored()
    await until('Eve has it', () => root(e.doc).toString().includes('deep'))
    let deepest = root(e.doc)
    while (deepest.get(0) instanceof Y.XmlElement) deepest = deepest.get(0) as Y.XmlElement
    // Beside the deepest text, and beside what came with the same change.
    deepest.insert(1, [new Y.XmlElement('image'), new Y.XmlElement('image')])
    deepest.insert(0, [new Y.XmlElement('image')])
    await e.stored()
    const beside = deepest.get(0) as Y.XmlElement
    beside.insert(0, [new Y.XmlText('too deep')])
    expect(await e.ended()).toBe(1008)
    expect(root(await fixture.world.readDocument(documentId)).toString()).not.toContain('too deep')
  })

  it('V5 finds depth that grows update by update in one window, and keeps what others sent in it', async () => {
    const { documentId, a, e } = await scene()
    const steps = updatesOf(e.doc, () => nest(e.doc, 70))
    // The connection sent each of them as it was made.
    expect(steps).toHaveLength(70)
    root(a.doc).insert(0, [new Y.XmlText('beside')])
    expect(await e.ended()).toBe(1008)
    await a.stored()
    const stored = root(await fixture.world.readDocument(documentId)).toString()
    expect([stored.includes('beside'), stored.includes('deep')]).toEqual([true, false])
    expect(stored.split('<blockquote>').length - 1).toBeLessThanOrEqual(64)
  })

  it('V5 W5 takes from a stock client what Yjs has collected: deleted paragraphs, long texts, another order', async () => {
    const { server, documentId, eve } = await scene()
    const stock = createStock(server.wsUrl, documentId, await fixture.world.ticket(eve, documentId))
    stock.provider.disconnect()
    for (let i = 0; i < 5; i++) {
      const paragraph = new Y.XmlElement('paragraph')
      root(stock.doc).insert(0, [paragraph])
      paragraph.insert(0, [new Y.XmlText('x'.repeat(100_000))])
      root(stock.doc).delete(0, 1)
    }
    root(stock.doc).insert(0, [new Y.XmlText('what is left')])
    const { structs } = Y.decodeUpdate(Y.encodeStateAsUpdate(stock.doc))
    expect(structs.some((struct) => struct instanceof Y.GC && struct.length > 100_000)).toBe(true)
    stock.provider.params = { ticket: await fixture.world.ticket(eve, documentId) }
    stock.provider.connect()
    await until('it is stored', async () =>
      root(await fixture.world.readDocument(documentId))
        .toString()
        .includes('what is left'),
    )
    expect(stock.stoppedBy).toBeUndefined()
    stock.provider.destroy()
  })
})
