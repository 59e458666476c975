import { randomUUID } from 'node:crypto'
import { announceChange, createDatabase, type LivingNode, readNodes } from '@duplex/db'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MemoryHub } from '../src/bus/memory-bus.ts'
import { startChildServer } from './support/child-server.ts'
import { useFixture } from './support/fixture.ts'
import { until } from './support/until.ts'
import { ticketSecret } from './support/world.ts'

describe('the registry of nodes', () => {
  const fixture = useFixture()
  let database: ReturnType<typeof createDatabase>
  beforeAll(() => {
    database = createDatabase({ url: fixture.database.url })
  })
  afterAll(() => database.close())

  const nodes = () => readNodes(database.prisma)
  const settled = async (what: string, isSo: (nodes: LivingNode[]) => boolean) => {
    await until(what, async () => isSo(await nodes()))
    return await nodes()
  }

  it('names each node, who is in which document there, and how the last update went through', async () => {
    const [first, second] = [await fixture.start(), await fixture.start()]
    const [documentId, other] = [await fixture.world.addDocument(), await fixture.world.addDocument()]
    const [ada, bob] = [await fixture.world.addPerson('Ada'), await fixture.world.addPerson('Bob')]
    const writer = await (await fixture.connect(first, documentId, ada)).sync()
    await (await fixture.connect(first, documentId, ada)).sync()
    await (await fixture.connect(first, documentId, bob)).sync()
    await (await fixture.connect(second, other, bob)).sync()
    writer.text.insert(0, 'followed')
    await writer.stored()
    const isFollowed = (all: LivingNode[]) => all.some(({ report }) => report.paths.length > 0)
    const isTold = ({ report }: LivingNode) => report.places.length === 1
    const found = await settled('both are told of', (all) => all.length === 2 && all.every(isTold) && isFollowed(all))
    const busy = found.find(({ report }) => report.paths.length > 0)?.report
    expect(busy).toMatchObject({ rooms: 1, liveRooms: 1, connections: 3, visits: 0, storage: 'healthy' })
    expect(busy?.places).toMatchObject([{ documentId, peopleCount: 2 }])
    expect(busy?.places[0]?.people).toEqual(
      expect.arrayContaining([
        { userId: ada.userId, connections: 2 },
        { userId: bob.userId, connections: 1 },
      ]),
    )
    const [path] = busy?.paths ?? []
    expect(path).toMatchObject({ documentId, seq: 1 })
    const { appliedMs = -1, committedMs = 0, sentMs = 0, receivedAt = 0 } = path ?? {}
    expect([appliedMs, committedMs, sentMs]).toEqual([appliedMs, committedMs, sentMs].sort((a, b) => a - b))
    expect(appliedMs).toBeGreaterThanOrEqual(0)
    expect(Math.abs(Date.now() - receivedAt)).toBeLessThan(20_000)
    expect(busy?.rssBytes).toBeGreaterThan(10_000_000)
    await first.close()
    expect((await nodes()).map(({ report }) => report.places.map((place) => place.documentId))).toEqual([[other]])
  })

  it('tells when another node heard of an update that was followed', async () => {
    const hub = new MemoryHub()
    const [north, south] = [await fixture.start({ bus: hub.join() }), await fixture.start({ bus: hub.join() })]
    const documentId = await fixture.world.addDocument()
    const ada = await fixture.world.addPerson('Ada')
    const writer = await (await fixture.connect(north, documentId, ada)).sync()
    const reader = await (await fixture.connect(south, documentId, ada)).sync()
    writer.text.insert(0, 'to the other node')
    await until('it is there', () => reader.text.length > 0)
    const isHeard = ({ report }: LivingNode) => report.heard.length > 0
    const isPublished = ({ report }: LivingNode) => report.paths.some((path) => path.publishedMs !== undefined)
    const found = await settled('it was heard of', (all) => all.some(isHeard) && all.some(isPublished))
    const [path] = found.flatMap(({ report }) => report.paths)
    const [heard] = found.flatMap(({ report }) => report.heard)
    expect(path?.publishedMs).toBeGreaterThanOrEqual(path?.committedMs ?? Number.NaN)
    expect(heard).toMatchObject({ documentId, seq: path?.seq })
    expect(heard?.sentAt).toBeGreaterThanOrEqual(heard?.heardAt ?? 0)
  })

  it('tells that a node drains while it does', async () => {
    const server = await fixture.start()
    await settled('it is there', (all) => all.length === 1)
    await server.drain()
    await settled('it drains', (all) => all[0]?.state === 'draining')
  })

  it('an order to drain ends that node alone, as SIGTERM would, and its clients are sent away', async () => {
    const ordered = await startChildServer(fixture.database.url, ticketSecret)
    const spared = await fixture.start()
    const all = await settled('both are there', (found) => found.length === 2)
    const documentId = await fixture.world.addDocument()
    const ada = await fixture.world.addPerson('Ada')
    const leaving = await (await fixture.connect(ordered, documentId, ada)).sync()
    const staying = await (await fixture.connect(spared, documentId, ada)).sync()
    const isThere = (node: LivingNode) => node.report.connections === 1
    await until('both have a client', async () => (await nodes()).filter(isThere).length === 2)
    const hello = leaving.of('hello')[0]
    const node = all.find(({ id }) => id === hello?.node)
    for (const nodeId of [randomUUID(), node?.id ?? '']) {
      await database.prisma.$transaction((tx) => announceChange(tx, { kind: 'drain', nodeId }))
    }
    expect(await leaving.ended()).toBe(1012)
    expect(await ordered.exited).toBe(0)
    staying.text.insert(0, 'still here')
    await staying.stored()
    expect((await nodes()).map(({ id }) => id)).toEqual(all.flatMap(({ id }) => (id === node?.id ? [] : id)))
  })
})
