import { expect, test } from 'vitest'
import {
  appendUpdates,
  loadLog,
  logRetentionMs,
  previewThinning,
  takeSnapshotEpoch,
  thinLog,
  writeSnapshot,
} from '../src/index.ts'
import { useTestDatabase } from './test-database.ts'

const db = useTestDatabase()
const dayMs = 24 * 60 * 60 * 1000

/** Noon, so that hours around it are of the same UTC day. */
function noon(daysAgo: number): Date {
  const time = new Date(Date.now() - daysAgo * dayMs)
  time.setUTCHours(12, 0, 0, 0)
  return time
}

/** Appends one update and snapshots it, as of that time. */
async function snapshotAt(documentId: string, createdAt: Date): Promise<number> {
  const [result] = await appendUpdates(db.prisma, [{ documentId, bytes: new Uint8Array([1]), authorIds: [] }])
  const seq = result?.seq ?? 0
  const epoch = (await takeSnapshotEpoch(db.prisma, documentId)) ?? 0
  const snapshot = { documentId, seq, bytes: new Uint8Array([seq, 2]), stateVector: new Uint8Array([1]), epoch }
  expect(await writeSnapshot(db.prisma, snapshot)).toBe(true)
  const where = { documentId_seq: { documentId, seq } }
  await db.prisma.documentUpdate.updateMany({ where: { documentId, seq }, data: { createdAt } })
  await db.prisma.documentSnapshot.update({ where, data: { createdAt } })
  return seq
}

async function storedSeqs(documentId: string) {
  const query = { where: { documentId }, orderBy: { seq: 'asc' }, select: { seq: true } } as const
  const updates = await db.prisma.documentUpdate.findMany(query)
  const snapshots = await db.prisma.documentSnapshot.findMany(query)
  return { updates: updates.map(({ seq }) => seq), snapshots: snapshots.map(({ seq }) => seq) }
}

test('ST5 of each day the last snapshot stays, and beside it the two newest', async () => {
  const documentId = await db.createDocument()
  for (const daysAgo of [3, 3, 3, 2, 2, 1, 1]) await snapshotAt(documentId, noon(daysAgo))
  expect((await storedSeqs(documentId)).snapshots).toEqual([3, 5, 6, 7])
})

test('ST5 inside the retention every update stays', async () => {
  const documentId = await db.createDocument()
  for (const daysAgo of [29, 20, 10, 1]) await snapshotAt(documentId, noon(daysAgo))
  expect((await storedSeqs(documentId)).updates).toEqual([1, 2, 3, 4])
})

test('ST5 beyond the retention the newest sound snapshot stays, with every update after it', async () => {
  const documentId = await db.createDocument()
  const beyond = logRetentionMs / dayMs + 2
  for (const daysAgo of [beyond + 3, beyond + 1, beyond, 10, 5, 1]) await snapshotAt(documentId, noon(daysAgo))
  expect(await storedSeqs(documentId)).toEqual({ updates: [4, 5, 6], snapshots: [3, 4, 5, 6] })
  expect(await loadLog(db.prisma, documentId)).toMatchObject({ snapshot: { seq: 6 }, seq: 6 })
})

test('ST5 however old everything is, the snapshot before the newest stays and can be loaded from', async () => {
  const documentId = await db.createDocument()
  for (const daysAgo of [400, 300, 200]) await snapshotAt(documentId, noon(daysAgo))
  expect(await storedSeqs(documentId)).toEqual({ updates: [3], snapshots: [2, 3] })
  const newest = { documentId_seq: { documentId, seq: 3 } }
  await db.prisma.documentSnapshot.update({ where: newest, data: { bytes: new Uint8Array([9]) } })
  expect(await loadLog(db.prisma, documentId)).toMatchObject({ snapshot: { seq: 2 }, updates: [{ seq: 3 }], seq: 3 })
})

test('ST6 a damaged snapshot never becomes the base that others are trimmed for', async () => {
  const documentId = await db.createDocument()
  await snapshotAt(documentId, noon(400))
  await snapshotAt(documentId, noon(300))
  await db.prisma.documentSnapshot.updateMany({ where: { documentId, seq: 2 }, data: { bytes: new Uint8Array([9]) } })
  await snapshotAt(documentId, noon(200))
  expect(await storedSeqs(documentId)).toEqual({ updates: [2, 3], snapshots: [1, 2, 3] })
  await db.prisma.documentSnapshot.updateMany({ where: { documentId, seq: 3 }, data: { bytes: new Uint8Array([9]) } })
  expect(await loadLog(db.prisma, documentId)).toMatchObject({ snapshot: { seq: 1 }, seq: 3 })
})

test('ST5 the preview says what thinning removes of a document that nobody writes in, and removes nothing', async () => {
  const documentId = await db.createDocument()
  for (const daysAgo of [1, 1, 1, 1]) await snapshotAt(documentId, noon(daysAgo))
  const age = async (seq: number, daysAgo: number) =>
    await db.prisma.documentSnapshot.updateMany({ where: { documentId, seq }, data: { createdAt: noon(daysAgo) } })
  await age(3, 40)
  await age(4, 35)
  const before = await storedSeqs(documentId)
  const preview = await previewThinning(db.prisma, { id: documentId, title: 'Long ago' })
  expect(await storedSeqs(documentId)).toEqual(before)
  const stale = before.snapshots.length - 2
  expect(preview).toMatchObject({
    title: 'Long ago',
    updates: { rows: 4, bytes: 4 },
    staleUpdates: { rows: 3, bytes: 3 },
    staleSnapshots: { rows: stale, bytes: 2 * stale },
  })
  expect(await thinLog(db.prisma, documentId)).toBe(3 + stale)
  // Should the newest be damaged, the one before it and its update are still there.
  expect(await storedSeqs(documentId)).toEqual({ updates: [4], snapshots: [3, 4] })
  expect(await thinLog(db.prisma, documentId)).toBe(0)
})
