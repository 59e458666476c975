import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { encodeSync } from '../src/room/frames.ts'
import { useFixture } from './support/fixture.ts'
import { until } from './support/until.ts'
import type { WireClient } from './support/wire-client.ts'

/** The updates that `change` makes, one for each transaction. */
function updatesOf(doc: Y.Doc, change: () => void): Uint8Array[] {
  const made: Uint8Array[] = []
  const record = (update: Uint8Array) => made.push(update)
  doc.on('update', record)
  change()
  doc.off('update', record)
  return made
}

describe('V validation', () => {
  const fixture = useFixture()

  async function scene(settings = {}) {
    const server = await fixture.start({ settings })
    const documentId = await fixture.world.addDocument()
    const [ada, eve] = await Promise.all([fixture.world.addPerson('Ada'), fixture.world.addPerson('Eve')])
    const a = await (await fixture.connect(server, documentId, ada)).sync()
    a.text.insert(0, 'base')
    await a.stored()
    return { server, documentId, a, ada, eve }
  }

  /** A client that answers nothing by itself. */
  async function manual(
    { server, documentId, eve }: Awaited<ReturnType<typeof scene>>,
    role: 'editor' | 'viewer' = 'editor',
  ) {
    const client = await (await fixture.connect(server, documentId, eve, { role })).opened()
    client.send(encodeSync('step1', new Uint8Array([0])))
    await until('it is answered and asked', () => client.of('step2').length > 0 && client.of('step1').length > 0)
    return client
  }

  async function expectUntouched({ documentId, a }: Awaited<ReturnType<typeof scene>>) {
    a.text.insert(a.text.length, '!')
    await a.stored()
    expect(a.closed).toBeUndefined()
    expect(await fixture.world.readText(documentId)).toBe('base!')
  }

  it.each(['update', 'step2'] as const)(
    'V1 ends a viewer that writes with an %s, and changes nothing',
    async (kind) => {
      const s = await scene()
      const client = await manual(s, 'viewer')
      const doc = new Y.Doc()
      doc.getText('default').insert(0, 'forbidden')
      client.send(encodeSync(kind, Y.encodeStateAsUpdate(doc)))
      expect(await client.ended()).toBe(4403)
      await expectUntouched(s)
    },
  )

  it('V1 ends a viewer that only deletes', async () => {
    const s = await scene()
    const client = await manual(s, 'viewer')
    for (const { update } of [...client.of('update'), ...client.of('step2')]) Y.applyUpdate(client.doc, update)
    const [deletion] = updatesOf(client.doc, () => client.doc.getText('default').delete(0, 4))
    client.send(encodeSync('update', deletion as Uint8Array))
    expect(await client.ended()).toBe(4403)
    await expectUntouched(s)
  })

  it('V1 lets a viewer answer the server with what it got from it, and acknowledges that', async () => {
    const s = await scene()
    s.a.text.delete(0, 1)
    await s.a.stored()
    const viewer = await (await fixture.connect(s.server, s.documentId, s.eve, { role: 'viewer' })).sync()
    await viewer.stored()
    expect(viewer.text.toString()).toBe('ase')
    viewer.send(encodeSync('step2', Y.encodeStateAsUpdate(viewer.doc)))
    await viewer.stored()
    s.a.text.insert(0, 'b')
    await until('the viewer sees more', () => viewer.text.toString() === 'base')
  })

  const broken: [string, (sound: Uint8Array) => Uint8Array][] = [
    ['structs that end too early', (sound) => sound.subarray(0, 3)],
    ['a broken delete set', (sound) => new Uint8Array([...sound.subarray(0, -1), 1, 0xff])],
    ['bytes behind it', (sound) => new Uint8Array([...sound, 0])],
    ['encoding V2', (sound) => Y.convertUpdateFormatV1ToV2(sound)],
  ]
  it.each(broken)(
    'V2 W4 does not take an update with %s; the second one ends the connection with 1007',
    async (_, damage) => {
      const s = await scene()
      const client = await manual(s)
      const doc = new Y.Doc()
      doc.getText('default').insert(0, 'half')
      const bytes = damage(Y.encodeStateAsUpdate(doc))
      client.send(encodeSync('step2', new Uint8Array([0, 0])))
      await client.stored()
      client.send(encodeSync('update', bytes))
      await until('the server asks again', () => client.of('step1').length === 2)
      expect(client.ack?.stored).toBe(1)
      client.send(encodeSync('update', bytes))
      expect(await client.ended()).toBe(1007)
      await expectUntouched(s)
    },
  )

  it('V3 does not take an update behind a gap, asks for a resync, and calls it stored only when its content is', async () => {
    const s = await scene()
    const client = await manual(s)
    client.send(encodeSync('step2', new Uint8Array([0, 0])))
    await client.stored()
    const [lost, first, second] = updatesOf(client.doc, () => {
      for (const letter of 'xyz') client.doc.getText('default').insert(client.doc.getText('default').length, letter)
    }) as [Uint8Array, Uint8Array, Uint8Array]
    expect(lost.length).toBeGreaterThan(0)
    client.send(encodeSync('update', first))
    client.send(encodeSync('update', second))
    await until('the server asks again', () => client.of('step1').length === 2)
    const other = new Y.Doc()
    other.getText('default').insert(0, 'independent')
    client.send(encodeSync('update', Y.encodeStateAsUpdate(other)))
    await until(
      'the independent update is stored',
      async () => (await fixture.world.readSeqs(s.documentId)).length === 2,
    )
    expect(client.ack).toMatchObject({ received: 1, stored: 1 })
    client.send(encodeSync('step2', Y.encodeStateAsUpdate(client.doc, client.of('step1')[1]?.stateVector)))
    await client.stored()
    expect(client.ack).toMatchObject({ received: 5, stored: 5 })
    expect(client.of('step1')).toHaveLength(2)
    expect(await fixture.world.readText(s.documentId)).toContain('xyz')
  })

  it('V3 ends a client whose resync leaves the same gap, and does not ask for ever', async () => {
    const s = await scene()
    const client = await manual(s)
    const [, second] = updatesOf(client.doc, () => {
      client.doc.getText('default').insert(0, 'a')
      client.doc.getText('default').insert(1, 'b')
    }) as [Uint8Array, Uint8Array]
    client.send(encodeSync('step2', second))
    await until('the server asks again', () => client.of('step1').length === 2)
    client.send(encodeSync('step2', second))
    expect(await client.ended()).toBe(1008)
    await expectUntouched(s)
  })

  it('V3 ends a client whose answer leaves the same gap in a later part', async () => {
    const s = await scene()
    const client = await manual(s)
    const [, second] = updatesOf(client.doc, () => {
      client.doc.getText('default').insert(0, 'a')
      client.doc.getText('default').insert(1, 'b')
    }) as [Uint8Array, Uint8Array]
    const answer = () => {
      client.send(encodeSync('step2', new Uint8Array([0, 0])))
      client.send(encodeSync('update', second))
    }
    answer()
    await until('the server asks again', () => client.of('step1').length === 2)
    answer()
    expect(await client.ended()).toBe(1008)
    await expectUntouched(s)
  })

  it('V3 takes what was written offline and during the handshake, in whatever order it arrives', async () => {
    const s = await scene()
    const client = await (await fixture.connect(s.server, s.documentId, s.eve)).opened()
    client.text.insert(0, 'offline ')
    const [early] = updatesOf(client.doc, () => client.text.insert(8, 'early '))
    client.send(encodeSync('update', early as Uint8Array))
    await client.sync()
    client.text.insert(0, 'online ')
    await client.stored()
    expect(client.of('step1')).toHaveLength(1)
    expect(await fixture.world.readText(s.documentId)).toBe(client.text.toString())
    expect(client.text.toString()).toContain('offline early ')
  })

  it('V6 ends a message over the limit with 1009, and an awareness message over its own', async () => {
    const s = await scene()
    const big = await manual(s)
    big.ws.send(new Uint8Array(2 * 1024 * 1024 + 1))
    expect(await big.ended()).toBe(1009)
    const chatty = await manual(s)
    chatty.send(new Uint8Array([1, 0x81, 0x80, 4, ...new Uint8Array(64 * 1024 + 1)]))
    expect(await chatty.ended()).toBe(1009)
    await expectUntouched(s)
  })

  it('V6 refuses more items than a document may have with 4413, however small they are, and goes on for others', async () => {
    const s = await scene({ maxDocumentItems: 1_000 })
    const client = await (await fixture.connect(s.server, s.documentId, s.eve)).sync()
    const root = client.doc.getXmlFragment('default')
    const add = (count: number) =>
      root.insert(
        0,
        Array.from({ length: count }, () => new Y.XmlElement('a')),
      )
    add(900)
    await client.stored()
    add(200)
    expect(await client.ended()).toBe(4413)
    s.a.text.insert(s.a.text.length, '!')
    await s.a.stored()
    expect((await fixture.world.readDocument(s.documentId)).getXmlFragment('default').length).toBe(901 + 4)
  })

  it('V6 warns at 60 and 80 %, refuses more with 4413, and goes on for everybody else', async () => {
    const s = await scene({ maxDocumentBytes: 100_000 })
    const client = await (await fixture.connect(s.server, s.documentId, s.eve)).sync()
    const sizes = (of: WireClient) =>
      of.of('notice').flatMap(({ notice }) => (notice?.kind === 'size' ? notice.bytes : []))
    client.text.insert(0, 'x'.repeat(65_000))
    await until('Ada is warned', () => sizes(s.a).length === 1)
    client.text.insert(0, 'x'.repeat(20_000))
    await until('Ada is warned again', () => sizes(s.a).length === 2)
    expect(sizes(s.a).map((bytes) => Math.round(bytes / 10_000))).toEqual([7, 9])
    client.text.insert(0, 'x'.repeat(20_000))
    expect(await client.ended()).toBe(4413)
    s.a.text.insert(0, 'still here')
    await s.a.stored()
    s.a.text.delete(0, 40_000)
    s.a.text.insert(0, 'x'.repeat(30_000))
    // What deleting made room for is known once a snapshot tells: it is asked for again.
    await until('it is stored', async () => (await fixture.world.readText(s.documentId)) === s.a.text.toString())
    await s.a.stored()
    expect(s.a.closed).toBeUndefined()
    expect(await fixture.world.readText(s.documentId)).toBe(s.a.text.toString())
  })
})
