import { appendUpdates } from '@duplex/db'
import { makeSnapshot } from '@duplex/db/state'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { writeBook } from './support/big-document.ts'
import { useFixture } from './support/fixture.ts'
import { until } from './support/until.ts'
import type { WireClient } from './support/wire-client.ts'

const book = writeBook()
const rootOf = ({ doc }: WireClient) => doc.getXmlFragment('default')
const write = (client: WireClient) => rootOf(client).insert(rootOf(client).length, [new Y.XmlElement('rule')])

describe('C3 a large document that nobody has open', () => {
  const fixture = useFixture()

  async function scene() {
    const documentId = await fixture.world.addDocument()
    await appendUpdates(fixture.world.prisma, [{ documentId, bytes: book, authorIds: [] }])
    await makeSnapshot(fixture.world.prisma, documentId)
    const [ada, bob] = await Promise.all([fixture.world.addPerson('Ada'), fixture.world.addPerson('Bob')])
    return { documentId, ada, bob }
  }

  it('C1 C3 ST1 is read, and written by several at once, and everybody has everything', async () => {
    const { documentId, ada, bob } = await scene()
    const server = await fixture.start()
    const clients = [
      await fixture.connect(server, documentId, ada),
      await fixture.connect(server, documentId, bob, { manner: 'stock' }),
    ] as const
    for (const client of clients) await client.sync()
    expect(clients.map((client) => rootOf(client).length)).toEqual([12_000, 12_000])
    for (let i = 0; i < 20; i++) for (const client of clients) write(client)
    await clients[0].stored()
    await until('both have all', () => clients.every((client) => rootOf(client).length === 12_040))
    expect(rootOf(clients[0]).toJSON()).toBe(rootOf(clients[1]).toJSON())
  })

  it('C2 C3 is sent to somebody who comes back with a part of it, and what they bring is stored', async () => {
    const { documentId, ada, bob } = await scene()
    const doc = new Y.Doc()
    Y.applyUpdate(doc, book)
    const first = await fixture.start()
    const writer = await fixture.connect(first, documentId, ada)
    await writer.sync()
    write(writer)
    await writer.stored()
    await first.close()
    const second = await fixture.start()
    const back = await fixture.connect(second, documentId, bob, { doc })
    rootOf(back).insert(0, [new Y.XmlElement('rule')])
    await back.sync()
    await back.stored()
    expect(rootOf(back).length).toBe(12_002)
    const reader = await fixture.connect(second, documentId, ada)
    await reader.sync()
    expect(rootOf(reader).toJSON()).toBe(rootOf(back).toJSON())
  })
})
