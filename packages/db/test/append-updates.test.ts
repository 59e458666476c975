import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { appendUpdates, checksumOf, type UpdateEntry } from '../src/index.ts'
import { useTestDatabase } from './test-database.ts'

const db = useTestDatabase({ poolSize: 12 })

const toEntry = (documentId: string, text: string, authorIds: string[] = []): UpdateEntry => ({
  documentId,
  bytes: new TextEncoder().encode(text),
  authorIds,
})

/** Entries of three of the documents, in an order that differs from appender to appender and from round to round. */
function toGroup(documentIds: string[], appender: number, round: number): UpdateEntry[] {
  const step = 1 + (appender % (documentIds.length - 1))
  return Array.from({ length: 3 + (round % 4) }, (_, i) => {
    const documentId = documentIds[(appender + round + (i % 3) * step) % documentIds.length] ?? ''
    return toEntry(documentId, `${appender}/${round} ${i}`)
  })
}

test('ST4 seq is gap-free and in the order of the entries while 8 appenders share documents', async () => {
  const documentIds = await db.createDocuments(5)
  const appenders = Array.from({ length: 8 }, async (_, appender) => {
    const stored: { documentId: string; seq: number; text: string }[] = []
    for (let round = 0; round < 20; round++) {
      const group = toGroup(documentIds, appender, round)
      const results = await appendUpdates(db.prisma, group)
      results.forEach((result, i) => {
        expect(result.documentId).toBe(group[i]?.documentId)
        stored.push({ ...result, seq: result.seq ?? 0, text: new TextDecoder().decode(group[i]?.bytes) })
      })
    }
    return stored
  })
  const stored = (await Promise.all(appenders)).flat()
  for (const documentId of documentIds) {
    const rows = await db.prisma.documentUpdate.findMany({ where: { documentId }, orderBy: { seq: 'asc' } })
    const mine = stored.filter((row) => row.documentId === documentId).toSorted((a, b) => a.seq - b.seq)
    expect(rows.map(({ seq }) => seq)).toEqual(mine.map((_, i) => i + 1))
    expect(rows.map(({ bytes }) => new TextDecoder().decode(bytes))).toEqual(mine.map(({ text }) => text))
    const { lastSeq } = await db.prisma.document.findUniqueOrThrow({ where: { id: documentId } })
    expect(lastSeq).toBe(rows.length)
  }
  for (const [i, row] of stored.entries()) {
    const next = stored.slice(i + 1).find(({ documentId }) => documentId === row.documentId)
    if (next?.text.split(' ')[0] === row.text.split(' ')[0]) expect(next?.seq).toBe(row.seq + 1)
  }
})

test('ST4 a document that vanished is reported gone and the others of its group are stored', async () => {
  const [first, vanished, last] = (await db.createDocuments(3)) as [string, string, string]
  await db.prisma.document.delete({ where: { id: vanished } })
  const entries = [first, vanished, last, vanished, first].map((id, i) => toEntry(id, `${i}`))
  expect(await appendUpdates(db.prisma, entries)).toEqual([
    { documentId: first, seq: 1 },
    { documentId: vanished, refused: 'gone' },
    { documentId: last, seq: 1 },
    { documentId: vanished, refused: 'gone' },
    { documentId: first, seq: 2 },
  ])
})

test('ST4 a document that is deleted while its group waits for it is reported gone', async () => {
  const [kept, deleted] = (await db.createDocuments(2)) as [string, string]
  let pending: ReturnType<typeof appendUpdates> | undefined
  await db.prisma.$transaction(async (tx) => {
    await tx.document.delete({ where: { id: deleted } })
    pending = appendUpdates(db.prisma, [toEntry(deleted, 'a'), toEntry(kept, 'b')])
    await waitForLock()
  })
  expect(await pending).toEqual([
    { documentId: deleted, refused: 'gone' },
    { documentId: kept, seq: 1 },
  ])
})

test('ST4 a group that waited for a lock continues the seq that was committed meanwhile', async () => {
  const id = await db.createDocument()
  let pending: ReturnType<typeof appendUpdates> | undefined
  await db.prisma.$transaction(async (tx) => {
    await appendUpdates(tx, [toEntry(id, 'first'), toEntry(id, 'second')])
    pending = appendUpdates(db.prisma, [toEntry(id, 'third')])
    await waitForLock()
  })
  expect(await pending).toEqual([{ documentId: id, seq: 3 }])
})

test('groups lock documents in the order of their ids, so that no two wait for each other', async () => {
  const [low, high] = [randomUUID(), randomUUID()].toSorted() as [string, string]
  for (const id of [high, low]) await db.prisma.document.create({ data: { id, title: 'Untitled' } })
  let pending: ReturnType<typeof appendUpdates> | undefined
  await db.prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM "Document" WHERE id = ${low}::uuid FOR UPDATE`
    pending = appendUpdates(db.prisma, [toEntry(high, 'a'), toEntry(low, 'b')])
    await waitForLock()
    const free = db.prisma.$queryRaw`SELECT id FROM "Document" WHERE id = ${high}::uuid FOR UPDATE NOWAIT`
    await expect(free).resolves.toHaveLength(1)
  })
  expect(await pending).toMatchObject([{ seq: 1 }, { seq: 1 }])
})

test('ST1 an append inside a transaction that is rolled back leaves no row and no gap', async () => {
  const id = await db.createDocument()
  const rollback = db.prisma.$transaction(async (tx) => {
    await appendUpdates(tx, [toEntry(id, 'lost')])
    throw new Error('rolled back')
  })
  await expect(rollback).rejects.toThrow('rolled back')
  expect(await appendUpdates(db.prisma, [toEntry(id, 'kept')])).toEqual([{ documentId: id, seq: 1 }])
})

test('rows keep every byte, their checksum, authors and time, and the document its newest change', async () => {
  const id = await db.createDocument()
  await db.prisma.document.update({ where: { id }, data: { updatedAt: new Date(0) } })
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
  const [alice, bob] = [randomUUID(), randomUUID()]
  const startedAt = Date.now()
  await appendUpdates(db.prisma, [
    { documentId: id, bytes, authorIds: [alice, bob] },
    { documentId: id, bytes: Buffer.from('a view into a pool'), authorIds: [] },
  ])
  const [first, second] = await db.prisma.documentUpdate.findMany({
    where: { documentId: id },
    orderBy: { seq: 'asc' },
  })
  expect(first).toMatchObject({ bytes, checksum: checksumOf(bytes), authorIds: [alice, bob] })
  expect(second).toMatchObject({ authorIds: [] })
  const { updatedAt } = await db.prisma.document.findUniqueOrThrow({ where: { id } })
  for (const time of [first?.createdAt, second?.createdAt, updatedAt]) {
    expect(Math.abs((time?.getTime() ?? 0) - startedAt)).toBeLessThan(5_000)
  }
})

test('an empty group needs no database', async () => {
  expect(await appendUpdates(db.prisma, [])).toEqual([])
})

/** Until some statement waits for another's lock. */
async function waitForLock(): Promise<void> {
  await expect
    .poll(
      () => db.prisma.$queryRaw`
        SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      { interval: 10 },
    )
    .toHaveLength(1)
}
