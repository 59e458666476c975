import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  type AuditEntry,
  auditRetentionMs,
  maxKeptAuditEvents,
  previewAuditThinning,
  recordAudit,
} from '../src/index.ts'
import { useTestDatabase } from './test-database.ts'

const db = useTestDatabase({ poolSize: 12 })

const record = (entry: AuditEntry) => db.prisma.$transaction((tx) => recordAudit(tx, entry))

/** `count` events a second apart, the newest of them at `newest`. */
async function fill(kind: string, count: number, newest: Date): Promise<void> {
  await db.prisma.$executeRaw`
    INSERT INTO "AuditEvent" ("id", "kind", "via", "createdAt")
    SELECT gen_random_uuid(), ${kind}, 'web', ${newest}::timestamp - i * interval '1 second'
    FROM generate_series(1, ${count}::int) AS i`
}

test('an event is there with what it tells of, or not at all', async () => {
  const [userId, documentId] = [randomUUID(), randomUUID()]
  const entry: AuditEntry = { kind: 'trashed', via: 'web', userId, documentId, address: '192.0.2.7' }
  const rollback = db.prisma.$transaction(async (tx) => {
    await recordAudit(tx, entry)
    throw new Error('rolled back')
  })
  await expect(rollback).rejects.toThrow('rolled back')
  expect(await db.prisma.auditEvent.count({ where: { documentId } })).toBe(0)
  await record(entry)
  const rows = await db.prisma.auditEvent.findMany({ where: { documentId } })
  expect(rows).toMatchObject([{ ...entry, subjectId: null, detail: null }])
  expect(Math.abs((rows[0]?.createdAt.getTime() ?? 0) - Date.now())).toBeLessThan(5_000)
})

test('what is older than a year, or one of too many of its kind, goes with the next events', async () => {
  const now = Date.now()
  await fill('sign-in-failed', maxKeptAuditEvents + 20, new Date(now))
  await fill('purged', 30, new Date(now - auditRetentionMs))
  await fill('shared', 5, new Date(now))
  const before = await previewAuditThinning(db.prisma)
  // The new one takes the place of one more.
  expect(before.staleRows).toBe(21 + 30)
  await record({ kind: 'sign-in-failed', via: 'web' })
  expect(await previewAuditThinning(db.prisma)).toEqual({ rows: before.rows + 1 - before.staleRows, staleRows: 1 })
  expect(await db.prisma.auditEvent.count({ where: { kind: 'sign-in-failed' } })).toBe(maxKeptAuditEvents)
  expect(await db.prisma.auditEvent.count({ where: { kind: 'shared' } })).toBe(5)
})

test('many at once neither wait for each other nor fail', async () => {
  await fill('exported', maxKeptAuditEvents + 500, new Date())
  const before = await db.prisma.auditEvent.count({ where: { kind: 'exported' } })
  await Promise.all(Array.from({ length: 30 }, () => record({ kind: 'exported', via: 'web', detail: 'text' })))
  const after = await db.prisma.auditEvent.count({ where: { kind: 'exported' } })
  expect(after).toBeLessThan(before)
  expect(await db.prisma.auditEvent.count({ where: { kind: 'exported', detail: 'text' } })).toBe(30)
})
