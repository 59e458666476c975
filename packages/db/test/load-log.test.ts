import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  appendUpdates,
  DamagedDocumentError,
  loadLog,
  readUpdatesAfter,
  takeSnapshotEpoch,
  writeSnapshot,
} from '../src/index.ts'
import { useTestDatabase } from './test-database.ts'

const db = useTestDatabase()

const update = (seq: number) => new Uint8Array([seq, 1])
const state = (seq: number) => new Uint8Array([seq, 2])

/** A document with updates 1..`updates` and snapshots of the given seqs. */
async function createLog(updates: number, snapshots: number[] = []): Promise<string> {
  const documentId = await db.createDocument()
  for (let seq = 1; seq <= updates; seq++) {
    await appendUpdates(db.prisma, [{ documentId, bytes: update(seq), authorIds: [] }])
    if (!snapshots.includes(seq)) continue
    const epoch = (await takeSnapshotEpoch(db.prisma, documentId)) ?? 0
    // Of different days, so that both stay.
    await db.prisma.documentSnapshot.updateMany({
      where: { documentId },
      data: { createdAt: new Date(Date.now() - 2e8) },
    })
    const snapshot = { documentId, seq, bytes: state(seq), stateVector: new Uint8Array([seq]), epoch }
    expect(await writeSnapshot(db.prisma, snapshot)).toBe(true)
  }
  return documentId
}

const updatesOf = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ seq: from + i, bytes: update(from + i) }))

const damageSnapshot = (documentId: string, seq: number) =>
  db.prisma.documentSnapshot.update({ where: { documentId_seq: { documentId, seq } }, data: { bytes: state(99) } })

test('a document that does not exist has no log', async () => {
  expect(await loadLog(db.prisma, randomUUID())).toBeUndefined()
})

test('a new document has an empty log', async () => {
  expect(await loadLog(db.prisma, await createLog(0))).toEqual({ snapshot: undefined, updates: [], seq: 0 })
})

test('a log is every update where there is no snapshot', async () => {
  expect(await loadLog(db.prisma, await createLog(3))).toEqual({ updates: updatesOf(1, 3), seq: 3 })
})

test('a log is the newest snapshot and every later update', async () => {
  const documentId = await createLog(6, [2, 4])
  const snapshot = { seq: 4, bytes: state(4), stateVector: new Uint8Array([4]) }
  expect(await loadLog(db.prisma, documentId)).toEqual({ snapshot, updates: updatesOf(5, 6), seq: 6 })
})

test('ST6 a damaged snapshot is passed over for the one before it', async () => {
  const documentId = await createLog(6, [2, 4])
  await damageSnapshot(documentId, 4)
  const snapshot = { seq: 2, bytes: state(2), stateVector: new Uint8Array([2]) }
  expect(await loadLog(db.prisma, documentId)).toEqual({ snapshot, updates: updatesOf(3, 6), seq: 6 })
})

test('ST6 damaged snapshots are passed over for the whole log', async () => {
  const documentId = await createLog(5, [2, 4])
  await damageSnapshot(documentId, 2)
  await damageSnapshot(documentId, 4)
  expect(await loadLog(db.prisma, documentId)).toEqual({ updates: updatesOf(1, 5), seq: 5 })
})

test('ST6 a sound state under the wrong seq is a damaged snapshot', async () => {
  const documentId = await createLog(5, [2])
  await db.prisma.documentSnapshot.updateMany({ where: { documentId }, data: { seq: 4 } })
  expect(await loadLog(db.prisma, documentId)).toEqual({ updates: updatesOf(1, 5), seq: 5 })
})

test('ST6 a damaged update that nothing sound covers is an error that names document and row', async () => {
  const documentId = await createLog(5, [2])
  const key = { documentId_seq: { documentId, seq: 4 } }
  await db.prisma.documentUpdate.update({ where: key, data: { bytes: update(9) } })
  const error = await loadLog(db.prisma, documentId).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(DamagedDocumentError)
  expect(error).toMatchObject({ documentId, detail: 'update 4 does not match its checksum' })
})

test('ST6 a damaged update under a sound snapshot does no harm', async () => {
  const documentId = await createLog(5, [4])
  const key = { documentId_seq: { documentId, seq: 3 } }
  await db.prisma.documentUpdate.update({ where: key, data: { bytes: update(9) } })
  expect(await loadLog(db.prisma, documentId)).toMatchObject({ snapshot: { seq: 4 }, seq: 5 })
})

test('ST4 a missing update is damage, in the middle and at the end', async () => {
  const middle = await createLog(4)
  await db.prisma.documentUpdate.deleteMany({ where: { documentId: middle, seq: 2 } })
  await expect(loadLog(db.prisma, middle)).rejects.toMatchObject({ detail: 'update 2 is missing' })
  const end = await createLog(4)
  await db.prisma.documentUpdate.deleteMany({ where: { documentId: end, seq: 4 } })
  await expect(loadLog(db.prisma, end)).rejects.toMatchObject({ detail: 'the log ends at 3 instead of 4' })
})

test('a log is read as of one moment while updates, snapshots and trimming go on', async () => {
  const documentId = await createLog(1)
  const writer = (async () => {
    for (let seq = 2; seq <= 60; seq++) {
      await appendUpdates(db.prisma, [{ documentId, bytes: update(seq), authorIds: [] }])
      if (seq % 3) continue
      const epoch = (await takeSnapshotEpoch(db.prisma, documentId)) ?? 0
      await writeSnapshot(db.prisma, { documentId, seq, bytes: state(seq), stateVector: new Uint8Array([1]), epoch })
    }
  })()
  for (let seq = 0; seq < 60; ) {
    const log = await loadLog(db.prisma, documentId)
    const first = (log?.snapshot?.seq ?? 0) + 1
    expect(log?.updates).toEqual(updatesOf(first, log?.seq ?? 0))
    seq = log?.seq ?? 0
  }
  await writer
})

test('updates after a seq come in order, verified, and no more than asked for', async () => {
  const documentId = await createLog(5)
  expect(await readUpdatesAfter(db.prisma, documentId, 1, 3)).toEqual(updatesOf(2, 4))
  expect(await readUpdatesAfter(db.prisma, documentId, 5, 3)).toEqual([])
  await db.prisma.documentUpdate.deleteMany({ where: { documentId, seq: { lte: 2 } } })
  await expect(readUpdatesAfter(db.prisma, documentId, 1, 3)).rejects.toBeInstanceOf(DamagedDocumentError)
})
