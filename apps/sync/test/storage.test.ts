import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { useFixture } from './support/fixture.ts'
import { lockDocument } from './support/row-lock.ts'
import { until } from './support/until.ts'

describe('ST storage', () => {
  const fixture = useFixture()

  async function twoPeople() {
    const server = await fixture.start()
    const documentId = await fixture.world.addDocument()
    const [ada, bob] = await Promise.all([fixture.world.addPerson('Ada'), fixture.world.addPerson('Bob')])
    const a = await (await fixture.connect(server, documentId, ada)).sync()
    const b = await (await fixture.connect(server, documentId, bob)).sync()
    await Promise.all([a.stored(), b.stored()])
    return { server, documentId, a, b, ada, bob }
  }

  it('ST1 shows an edit to others and acknowledges it, and then it is in the rows', async () => {
    const { documentId, a, b } = await twoPeople()
    a.text.insert(0, 'hello')
    await Promise.all([a.stored(), until('Bob sees it', () => b.text.toString() === 'hello')])
    expect(await fixture.world.readText(documentId)).toBe('hello')
  })

  it('ST1 lets nothing out while the row is not committed, and says what it received', async () => {
    const { server, documentId, a, b } = await twoPeople()
    const lock = await lockDocument(fixture.database.url, documentId)
    a.text.insert(0, 'secret')
    await lock.waitedFor()
    a.text.insert(6, ' more')
    const late = await fixture.connect(server, documentId, await fixture.world.addPerson('Zoe'))
    const joined = late.sync()
    await until('both edits are received', () => a.ack?.received === a.sent)
    expect(a.ack?.stored).toBe(1)
    expect(b.of('update')).toEqual([])
    expect(late.of('step2')).toEqual([])
    expect(await fixture.world.readSeqs(documentId)).toEqual([])
    await lock.release()
    await Promise.all([a.stored(), joined, until('Bob sees both', () => b.text.toString() === 'secret more')])
    await until('Zoe sees both', () => late.text.toString() === 'secret more')
  })

  it('ST2 stores what gathers behind a commit as one row, and ST4 numbers rows without a gap', async () => {
    const { documentId, a, b } = await twoPeople()
    const lock = await lockDocument(fixture.database.url, documentId)
    a.text.insert(0, 'x')
    await lock.waitedFor()
    for (const letter of 'a hundred keystrokes behind one commit') a.text.insert(a.text.length, letter)
    b.text.insert(0, 'and mine')
    await until('all is received', () => a.ack?.received === a.sent && b.ack?.received === b.sent)
    await lock.release()
    await Promise.all([a.stored(), b.stored()])
    expect(await fixture.world.readSeqs(documentId)).toEqual([1, 2])
    const rows = await fixture.world.prisma.documentUpdate.findMany({ where: { documentId }, orderBy: { seq: 'asc' } })
    expect(rows[1]?.authorIds).toHaveLength(2)
  })

  it('ST4 keeps seq gap-free and in commit order under many writers and documents', async () => {
    const server = await fixture.start()
    const documentIds = await Promise.all([1, 2, 3].map(() => fixture.world.addDocument()))
    const person = await fixture.world.addPerson()
    const writers = await Promise.all(
      [...documentIds, ...documentIds].map(async (id) => (await fixture.connect(server, id, person)).sync()),
    )
    for (let round = 0; round < 20; round++) {
      for (const writer of writers) writer.text.insert(0, `${round} `)
      await until('something is stored', () => writers.some((writer) => (writer.ack?.stored ?? 0) > round))
    }
    await Promise.all(writers.map((writer) => writer.stored()))
    for (const id of documentIds) {
      const seqs = await fixture.world.readSeqs(id)
      expect(seqs).toEqual(seqs.map((_, i) => i + 1))
      expect(seqs.length).toBeLessThanOrEqual(40)
      const document = await fixture.world.prisma.document.findUniqueOrThrow({ where: { id } })
      expect(document.lastSeq).toBe(seqs.length)
    }
  })

  it('C2 answers a client that has everything without any struct, and others with what they lack', async () => {
    const { server, documentId, a, bob } = await twoPeople()
    a.text.insert(0, 'a longer text that is there already')
    await a.stored()
    const current = await fixture.connect(server, documentId, bob)
    Y.applyUpdate(current.doc, Y.encodeStateAsUpdate(a.doc))
    await current.sync()
    expect(current.of('step2')[0]?.update).toEqual(new Uint8Array([0, 0]))
    a.text.insert(0, '!')
    await a.stored()
    const behind = await fixture.connect(server, documentId, bob)
    Y.applyUpdate(behind.doc, Y.encodeStateAsUpdate(current.doc))
    behind.doc.getText('default').delete(0, 1)
    await behind.sync()
    expect(behind.of('step2')[0]?.update.length).toBeLessThan(40)
    await behind.stored()
    expect(behind.text.toString()).toBe(a.text.toString())
  })

  it('ST5 writes a snapshot from the log, and loads from it', async () => {
    const server = await fixture.start({ settings: { snapshotRows: 10, lingerMs: 0 } })
    const documentId = await fixture.world.addDocument()
    const person = await fixture.world.addPerson()
    const writer = await (await fixture.connect(server, documentId, person)).sync()
    for (let i = 0; i < 12; i++) {
      writer.text.insert(0, `${i},`)
      await writer.stored()
    }
    const snapshot = await until('there is a snapshot', () =>
      fixture.world.prisma.documentSnapshot.findFirst({ where: { documentId }, orderBy: { seq: 'desc' } }),
    )
    expect(snapshot.seq).toBeGreaterThanOrEqual(10)
    writer.end()
    await until('the room is unloaded', async () => (await metric(server.httpUrl, 'duplex_sync_rooms')) === 0)
    const reader = await (await fixture.connect(server, documentId, person)).sync()
    expect(reader.text.toString()).toBe(writer.text.toString())
  })

  it('ST6 sets a damaged document aside with 4500, writes nothing to it, and serves the others', async () => {
    const { server, documentId, a, ada } = await twoPeople()
    a.text.insert(0, 'to be damaged')
    await a.stored()
    const broken = await fixture.world.addDocument()
    await fixture.world.prisma.documentUpdate.create({
      data: { documentId: broken, seq: 1, bytes: new Uint8Array([0, 0]), checksum: new Uint8Array(8), authorIds: [] },
    })
    await fixture.world.prisma.document.update({ where: { id: broken }, data: { lastSeq: 1 } })
    expect(await (await fixture.connect(server, broken, ada)).ended()).toBe(4500)
    expect(await fixture.world.readSeqs(broken)).toEqual([1])
    a.text.insert(0, 'still ')
    await a.stored()
    expect(await fixture.world.readText(documentId)).toBe('still to be damaged')
  })
})

async function metric(httpUrl: string, name: string): Promise<number> {
  const text = await (await fetch(`${httpUrl}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
}
