import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { deleteTrashed, insertPerson, leftovers, listTrash } from '../src/index.ts'
import { useTestDatabase } from './test-database.ts'

const db = useTestDatabase()
const dayMs = 24 * 60 * 60 * 1000
const ago = (ms: number) => new Date(Date.now() - ms)

const createPerson = () =>
  db.prisma.$transaction((tx) =>
    insertPerson(tx, { name: 'Ada', email: `${randomUUID()}@example.org`, passwordHash: 'x', isAdmin: false }),
  )

test('only what has been in the trash for long enough is destroyed, and its owner is told', async () => {
  const userId = await createPerson()
  const [old = '', recent = '', kept = ''] = await db.createDocuments(3)
  for (const documentId of [old, recent, kept])
    await db.prisma.member.create({ data: { documentId, userId, role: 'owner' } })
  await db.prisma.document.update({ where: { id: old }, data: { trashedAt: ago(40 * dayMs) } })
  await db.prisma.document.update({ where: { id: recent }, data: { trashedAt: ago(10 * dayMs) } })
  const before = ago(30 * dayMs)
  expect((await listTrash(db.prisma, before)).map(({ id }) => id)).toEqual([old])
  expect(await deleteTrashed(db.prisma, recent, before)).toBe(false)
  expect(await deleteTrashed(db.prisma, kept, before)).toBe(false)
  expect(await deleteTrashed(db.prisma, old, before)).toBe(true)
  expect(await deleteTrashed(db.prisma, old, before)).toBe(false)
  expect(await db.prisma.document.count()).toBe(2)
  expect(await db.prisma.userEvent.findMany({ select: { kind: true, documentId: true } })).toEqual([
    { kind: 'deleted', documentId: old },
  ])
  const audit = await db.prisma.auditEvent.findMany({ select: { kind: true, via: true, documentId: true } })
  expect(audit).toEqual([{ kind: 'purged', via: 'command', documentId: old }])
})

test('what ran out goes, and what is still good stays', async () => {
  const userId = await createPerson()
  for (const ms of [-60_000, 60_000]) {
    await db.prisma.session.create({ data: { userId, token: randomUUID(), expiresAt: ago(ms) } })
    await db.prisma.document.create({ data: { title: 'measured', expiresAt: ago(ms) } })
    await db.prisma.verification.create({ data: { identifier: 'x', value: 'y', expiresAt: ago(ms) } })
    const createdAt = ago(dayMs + ms)
    const key = { userId, key: randomUUID(), fingerprint: new Uint8Array(1), status: 200, body: {}, createdAt }
    await db.prisma.idempotencyKey.create({ data: key })
    const seq = ms > 0 ? 1 : 2
    const kind = 'signed-in'
    await db.prisma.auditEvent.create({
      data: { id: randomUUID(), kind, via: 'web', createdAt: ago(365 * dayMs + ms) },
    })
    await db.prisma.userEvent.create({ data: { userId, seq, kind: 'created', documentId: randomUUID(), createdAt } })
  }
  const counts = () => Promise.all(leftovers.map(({ count }) => count(db.prisma)))
  expect(await counts()).toEqual([1, 1, 1, 1, 1, 1])
  for (const { remove } of leftovers) expect(await remove(db.prisma)).toBe(1)
  expect(await counts()).toEqual([0, 0, 0, 0, 0, 0])
  expect(await db.prisma.session.count({ where: { userId } })).toBe(1)
  expect(await db.prisma.idempotencyKey.count({ where: { userId } })).toBe(1)
})
