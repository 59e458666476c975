import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { useTestDatabase } from './test-database.ts'

const db = useTestDatabase()

const createUser = () => db.prisma.user.create({ data: { name: 'A', email: `${randomUUID()}@example.org` } })

test('a document has at most one owner', async () => {
  const [first, second] = [await createUser(), await createUser()]
  const documentId = await db.createDocument()
  await db.prisma.member.create({ data: { documentId, userId: first.id, role: 'owner' } })
  const another = db.prisma.member.create({ data: { documentId, userId: second.id, role: 'owner' } })
  await expect(another).rejects.toMatchObject({ code: 'P2002' })
  await db.prisma.member.create({ data: { documentId, userId: second.id, role: 'editor' } })
  const other = await db.createDocument()
  await db.prisma.member.create({ data: { documentId: other, userId: first.id, role: 'owner' } })
})

test('an address belongs to one person, however it is capitalised', async () => {
  const { email } = await createUser()
  const twin = db.prisma.user.create({ data: { name: 'B', email: email.toUpperCase() } })
  await expect(twin).rejects.toMatchObject({ code: 'P2002' })
})

test.each([
  ['seq 0', { seq: 0 }],
  ['an empty update', { bytes: new Uint8Array() }],
  ['a short checksum', { checksum: new Uint8Array(7) }],
])('the log refuses %s', async (_, flaw) => {
  const documentId = await db.createDocument()
  const row = { documentId, seq: 1, bytes: new Uint8Array([1]), checksum: new Uint8Array(8) }
  await expect(db.prisma.documentUpdate.create({ data: { ...row, ...flaw } })).rejects.toThrow('check constraint')
  const stateVector = new Uint8Array([1])
  const snapshot = db.prisma.documentSnapshot.create({ data: { ...row, stateVector, ...flaw } })
  await expect(snapshot).rejects.toThrow('check constraint')
})

test('deleting a document deletes everything of it', async () => {
  const documentId = await db.createDocument()
  const row = { documentId, seq: 1, bytes: new Uint8Array([1]), checksum: new Uint8Array(8) }
  await db.prisma.documentUpdate.create({ data: row })
  await db.prisma.documentSnapshot.create({ data: { ...row, stateVector: new Uint8Array([1]) } })
  await db.prisma.document.delete({ where: { id: documentId } })
  expect(await db.prisma.documentUpdate.count({ where: { documentId } })).toBe(0)
  expect(await db.prisma.documentSnapshot.count({ where: { documentId } })).toBe(0)
})

test('times are stored in UTC whatever the zone of the server', async () => {
  const [{ zone } = { zone: '' }] = await db.prisma.$queryRaw<{ zone: string }[]>`
    SELECT current_setting('TimeZone') AS zone`
  expect(zone).toBe('UTC')
  const { createdAt } = await db.prisma.document.create({ data: { title: 'now' } })
  expect(Math.abs(createdAt.getTime() - Date.now())).toBeLessThan(5_000)
})

test('titles of every script are found whatever their case', async () => {
  const { id } = await db.prisma.document.create({ data: { title: 'ÉTÉ ΑΘΗΝΑ Привет' } })
  for (const contains of ['été', 'αθηνα', 'ПРИВЕТ']) {
    const found = await db.prisma.document.findMany({ where: { title: { contains, mode: 'insensitive' } } })
    expect(found.map((document) => document.id)).toEqual([id])
  }
})
