import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  appendUpdates,
  DamagedDocumentError,
  loadLog,
  takeSnapshotEpoch,
  thinLog,
  type UpdateEntry,
  writeSnapshot,
} from '../src/index.ts'
import { makeSnapshot, quarantineDocument, releaseDocument, verifyDocuments } from '../src/state/index.ts'
import { fillDocuments } from './flipped-bits.ts'
import { useTestDatabase } from './test-database.ts'

const db = useTestDatabase({ poolSize: 4 })

async function createFilled(): Promise<string> {
  const documentId = await db.createDocument()
  await fillDocuments(db.prisma, [documentId])
  return documentId
}

const quarantine = (documentId: string) => quarantineDocument(db.prisma, { documentId, verdict: 'wrong' })

const entryOf = (documentId: string): UpdateEntry => ({ documentId, bytes: new Uint8Array([0, 0]), authorIds: [] })

/** All that is kept of a document's content. */
async function rowsOf(documentId: string) {
  const query = { where: { documentId }, orderBy: { seq: 'asc' } } as const
  const { lastSeq } = await db.prisma.document.findUniqueOrThrow({ where: { id: documentId } })
  const clients = await db.prisma.documentClient.count({ where: { documentId } })
  return [
    lastSeq,
    clients,
    await db.prisma.documentUpdate.findMany(query),
    await db.prisma.documentSnapshot.findMany(query),
  ]
}

test('ST6 nothing is read of a quarantined document and nothing written to it, and then it is as it was', async () => {
  const [documentId, other] = [await createFilled(), await createFilled()]
  const [epoch, before] = [(await takeSnapshotEpoch(db.prisma, documentId)) ?? 0, await rowsOf(documentId)]
  const opened = await loadLog(db.prisma, documentId)
  expect(await quarantine(documentId)).toBeInstanceOf(Date)

  await expect(loadLog(db.prisma, documentId)).rejects.toBeInstanceOf(DamagedDocumentError)
  await expect(makeSnapshot(db.prisma, documentId)).rejects.toBeInstanceOf(DamagedDocumentError)
  const claims = [{ clientId: 7, userId: randomUUID() }]
  expect(await appendUpdates(db.prisma, [{ ...entryOf(documentId), claims }, entryOf(other)])).toEqual([
    { documentId, refused: 'quarantined' },
    { documentId: other, seq: 6 },
  ])
  const state = { seq: 5, bytes: new Uint8Array([9]), stateVector: new Uint8Array([0]) }
  expect(await writeSnapshot(db.prisma, { documentId, epoch, ...state })).toBe(false)
  expect(await thinLog(db.prisma, documentId)).toBe(0)
  expect(await rowsOf(documentId)).toEqual(before)

  expect(await releaseDocument(db.prisma, documentId)).toBe(true)
  expect(await loadLog(db.prisma, documentId)).toEqual(opened)
  expect(await appendUpdates(db.prisma, [entryOf(documentId)])).toEqual([{ documentId, seq: 6 }])
})

test('ST6 an append that waits while a document is quarantined writes nothing', async () => {
  const documentId = await createFilled()
  let pending: ReturnType<typeof appendUpdates> | undefined
  await db.prisma.$transaction(async (tx) => {
    await tx.document.update({ where: { id: documentId }, data: { quarantinedAt: new Date() } })
    pending = appendUpdates(db.prisma, [entryOf(documentId)])
    await expect
      .poll(async () => {
        const [row] = await db.prisma.$queryRaw<{ count: number }[]>`
          SELECT count(*)::int AS count FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock'`
        return row?.count
      })
      .toBe(1)
  })
  expect(await pending).toEqual([{ documentId, refused: 'quarantined' }])
})

test('ST6 a quarantine is told once, in the audit log with its cause, and can be checked', async () => {
  const documentId = await createFilled()
  await quarantine(documentId)
  expect(await quarantine(documentId)).toBeUndefined()
  const reports = await verifyDocuments(db.prisma, [documentId])
  expect(reports).toMatchObject([{ verdict: 'sound', quarantinedAt: expect.any(Date) }])
  expect([await releaseDocument(db.prisma, documentId), await releaseDocument(db.prisma, documentId)]).toEqual([
    true,
    false,
  ])
  expect(await quarantine(randomUUID())).toBeUndefined()
  const events = await db.prisma.auditEvent.findMany({ where: { documentId }, orderBy: { createdAt: 'asc' } })
  expect(events).toMatchObject([
    { kind: 'quarantined', via: 'command', detail: 'wrong' },
    { kind: 'released', via: 'command', detail: null },
  ])
})
