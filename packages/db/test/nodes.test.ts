import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { type NodeReport, nodeStaleMs, readNodes, removeNode, writeNode } from '../src/index.ts'
import { useTestDatabase } from './test-database.ts'

const db = useTestDatabase()

const report: NodeReport = {
  rooms: 3,
  liveRooms: 1,
  connections: 2,
  visits: 0,
  storage: 'healthy',
  storeLagMs: 0,
  queuedBytes: 0,
  heapBytes: 50_000_000,
  rssBytes: 90_000_000,
  eventLoopMs: 0.4,
  places: [{ documentId: randomUUID(), peopleCount: 1, people: [{ userId: randomUUID(), connections: 2 }] }],
  paths: [],
  heard: [],
}

const identity = (host: string) => ({ id: randomUUID(), host, version: '1' })

const silence = (id: string, ms: number) => db.prisma.$executeRaw`
  UPDATE "SyncNode" SET "seenAt" = "seenAt" - ${ms / 1000}::int * interval '1 second' WHERE "id" = ${id}::uuid`

test('a node is what it last said of itself, from its start on', async () => {
  const node = identity('a')
  await writeNode(db.prisma, node, 'ready', report)
  const [first] = await readNodes(db.prisma)
  expect(first).toMatchObject({ ...node, state: 'ready', report })
  await writeNode(db.prisma, node, 'draining', { ...report, rooms: 9 })
  const nodes = await readNodes(db.prisma)
  expect(nodes).toMatchObject([{ state: 'draining', startedAt: first?.startedAt, report: { rooms: 9 } }])
  expect(nodes[0]?.silentMs).toBeLessThan(5_000)
  await removeNode(db.prisma, node.id)
  expect(await readNodes(db.prisma)).toEqual([])
})

test('a node that says nothing is not there, and is there again when it does', async () => {
  const node = identity('b')
  await writeNode(db.prisma, node, 'ready', report)
  await silence(node.id, nodeStaleMs)
  expect(await readNodes(db.prisma)).toEqual([])
  await writeNode(db.prisma, node, 'ready', report)
  expect(await readNodes(db.prisma)).toHaveLength(1)
})

test('rows of processes that died long ago are removed by those that live', async () => {
  const [dead, alive] = [identity('c'), identity('d')]
  await writeNode(db.prisma, dead, 'ready', report)
  await silence(dead.id, 2 * 3_600_000)
  await writeNode(db.prisma, alive, 'ready', report)
  expect(await db.prisma.syncNode.findMany({ where: { id: dead.id } })).toEqual([])
})

test('what another version says, and this one does not understand, is left out', async () => {
  const node = identity('e')
  await db.prisma.syncNode.create({
    data: { ...node, state: 'ready', startedAt: new Date(), seenAt: new Date(), report: { rooms: 'many' } },
  })
  expect((await readNodes(db.prisma)).map(({ id }) => id)).not.toContain(node.id)
})
