import { quarantineDocument, releaseDocument } from '@duplex/db/state'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { useFixture } from './support/fixture.ts'
import { until } from './support/until.ts'
import { type Problem, Visitor } from './support/visitor.ts'

describe('ST6 quarantine', () => {
  const fixture = useFixture()
  const quarantine = (documentId: string) => quarantineDocument(fixture.world.prisma, { documentId, verdict: 'wrong' })
  const release = (documentId: string) => releaseDocument(fixture.world.prisma, documentId)

  async function scene(deps: Parameters<typeof fixture.start>[0] = {}) {
    const server = await fixture.start(deps)
    const documentId = await fixture.world.addDocument()
    const ada = await fixture.world.addPerson('Ada')
    const a = await (await fixture.connect(server, documentId, ada)).sync()
    a.text.insert(0, 'hello')
    await a.stored()
    return { server, documentId, ada, a }
  }

  it('ends everybody at every node with 4500 within 2 s, lets nobody in, and touches no other document', async () => {
    const { server, documentId, ada, a } = await scene()
    const second = await fixture.start()
    const b = await (await fixture.connect(second, documentId, ada)).sync()
    const elsewhere = await (await fixture.connect(server, await fixture.world.addDocument(), ada)).sync()
    const refusals = async () => await (await fetch(`${second.httpUrl}/metrics`)).text()
    expect(await refusals()).toContain('duplex_sync_refusals_total{close="damaged"} 0\n')
    await quarantine(documentId)
    expect([await a.ended(2_000), await b.ended(2_000)]).toEqual([4500, 4500])
    expect(await (await fixture.connect(second, documentId, ada)).ended()).toBe(4500)
    // What the alarm for a damaged document waits for.
    expect(await refusals()).toContain('duplex_sync_refusals_total{close="damaged"} 1\n')
    const visitor = new Visitor(server.httpUrl, documentId)
    const answer = (await visitor.open(await fixture.world.ticket(ada, documentId))) as Problem
    expect(answer).toMatchObject({ status: 503, code: 4500 })
    elsewhere.text.insert(0, 'goes on')
    await elsewhere.stored()
  })

  it('keeps what its people hold, and takes it when the document is released', async () => {
    const { server, documentId, ada, a } = await scene()
    await quarantine(documentId)
    await a.ended(2_000)
    a.text.insert(5, ' and more')
    await release(documentId)
    const again = await fixture.connect(server, documentId, ada)
    Y.applyUpdate(again.doc, Y.encodeStateAsUpdate(a.doc))
    await (await again.sync()).stored()
    await until('all of it is stored', async () => (await fixture.world.readText(documentId)) === 'hello and more')
    expect(await fixture.world.readSeqs(documentId)).toEqual([1, 2])
  })

  it('is over with the document as its rows are then, not as a room had it', async () => {
    const { server, documentId, ada, a } = await scene()
    a.text.insert(5, ' spoiled')
    await a.stored()
    await quarantine(documentId)
    await a.ended(2_000)
    await fixture.world.prisma.documentUpdate.deleteMany({ where: { documentId, seq: 2 } })
    await fixture.world.prisma.document.update({ where: { id: documentId }, data: { lastSeq: 1 } })
    await release(documentId)
    const again = await (await fixture.connect(server, documentId, ada)).sync()
    expect(again.text.toString()).toBe('hello')
  })

  it('writes nothing although it was told of nothing, and finds out by comparing', async () => {
    const { server, documentId, ada, a } = await scene({ settings: { compareAccessMs: 600_000 } })
    const comparing = await fixture.start({ settings: { compareAccessMs: 300 } })
    const reader = await (await fixture.connect(comparing, documentId, ada)).sync()
    const data = { quarantinedAt: new Date() }
    await fixture.world.prisma.document.update({ where: { id: documentId }, data })
    a.text.insert(0, 'not stored')
    expect([await a.ended(), await reader.ended()]).toEqual([4500, 4500])
    expect(a.ack?.stored).toBeLessThan(a.sent)
    expect(await fixture.world.readSeqs(documentId)).toEqual([1])
    expect(await (await fixture.connect(server, documentId, ada)).ended()).toBe(4500)
  })
})
