import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { appendUpdates, loadLog, takeSnapshotEpoch, writeSnapshot } from '../src/index.ts'
import { useTestDatabase } from './test-database.ts'

const db = useTestDatabase()

async function createLog(updates: number): Promise<string> {
  const documentId = await db.createDocument()
  const entry = { documentId, bytes: new Uint8Array([1]), authorIds: [] }
  await appendUpdates(
    db.prisma,
    Array.from({ length: updates }, () => entry),
  )
  return documentId
}

const takeEpoch = async (documentId: string) => (await takeSnapshotEpoch(db.prisma, documentId)) ?? 0

const write = (documentId: string, seq: number, epoch: number, bytes = new Uint8Array([seq, 2])) =>
  writeSnapshot(db.prisma, { documentId, seq, bytes, stateVector: new Uint8Array([seq]), epoch })

const seqsOf = async (documentId: string) => {
  const rows = await db.prisma.documentSnapshot.findMany({ where: { documentId }, orderBy: { seq: 'asc' } })
  return rows.map(({ seq }) => seq)
}

test('ST5 each start of a snapshot takes a higher epoch', async () => {
  const documentId = await createLog(1)
  expect([await takeEpoch(documentId), await takeEpoch(documentId)]).toEqual([1, 2])
  expect(await takeSnapshotEpoch(db.prisma, randomUUID())).toBeUndefined()
})

test('ST5 a snapshot under an overtaken epoch writes nothing', async () => {
  const documentId = await createLog(3)
  const [overtaken, newest] = [await takeEpoch(documentId), await takeEpoch(documentId)]
  expect(await write(documentId, 3, overtaken)).toBe(false)
  expect(await write(documentId, 2, newest)).toBe(true)
  expect(await seqsOf(documentId)).toEqual([2])
})

test('ST5 a snapshot older than the newest one, or beyond the log, writes nothing', async () => {
  const documentId = await createLog(3)
  const epoch = await takeEpoch(documentId)
  expect(await write(documentId, 4, epoch)).toBe(false)
  expect(await write(documentId, 2, epoch)).toBe(true)
  expect(await write(documentId, 2, epoch, new Uint8Array([9]))).toBe(false)
  expect(await write(documentId, 1, epoch)).toBe(false)
  expect(await loadLog(db.prisma, documentId)).toMatchObject({ snapshot: { seq: 2, bytes: new Uint8Array([2, 2]) } })
})

test('ST5 two writers that start and finish at once leave sound snapshots and the whole state', async () => {
  const documentId = await createLog(40)
  const writer = async (seqs: number[]) => {
    const written: boolean[] = []
    for (const seq of seqs) written.push(await write(documentId, seq, await takeEpoch(documentId)))
    return written
  }
  const seqs = Array.from({ length: 20 }, (_, i) => 2 * i + 1)
  const outcomes = await Promise.all([writer(seqs), writer(seqs.map((seq) => seq + 1))])
  expect(outcomes.flat()).toContain(true)
  const log = await loadLog(db.prisma, documentId)
  expect(log?.seq).toBe(40)
  expect((log?.snapshot?.seq ?? 0) + (log?.updates.length ?? 0)).toBe(40)
  expect(log?.snapshot?.bytes).toEqual(new Uint8Array([log?.snapshot?.seq ?? 0, 2]))
})

test('ST6 a damaged snapshot is neither overwritten nor removed by the one after it', async () => {
  const documentId = await createLog(3)
  await write(documentId, 1, await takeEpoch(documentId))
  await write(documentId, 2, await takeEpoch(documentId))
  const damaged = { checksum: new Uint8Array(8) }
  await db.prisma.documentSnapshot.update({ where: { documentId_seq: { documentId, seq: 2 } }, data: damaged })
  expect(await write(documentId, 2, await takeEpoch(documentId))).toBe(false)
  expect(await write(documentId, 3, await takeEpoch(documentId))).toBe(true)
  expect(await seqsOf(documentId)).toEqual([1, 2, 3])
})

test('a snapshot of a document that is gone writes nothing', async () => {
  const documentId = await createLog(1)
  const epoch = await takeEpoch(documentId)
  await db.prisma.document.delete({ where: { id: documentId } })
  expect(await write(documentId, 1, epoch)).toBe(false)
})
