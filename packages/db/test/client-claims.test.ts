import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { appendUpdates, type ClientClaim, readClientClaims, type UpdateEntry } from '../src/index.ts'
import { useTestDatabase } from './test-database.ts'

const db = useTestDatabase({ poolSize: 12 })

const [ada, bob] = [randomUUID(), randomUUID()]

const toEntry = (documentId: string, ...claims: ClientClaim[]): UpdateEntry => ({
  documentId,
  bytes: new Uint8Array([1]),
  authorIds: claims.map(({ userId }) => userId),
  claims,
})
const claimsOf = async (documentId: string) => Object.fromEntries(await readClientClaims(db.prisma, documentId))

test('V4 an update and its claims are stored together, for each document apart', async () => {
  const [a, b] = (await db.createDocuments(2)) as [string, string]
  const largest = Number.MAX_SAFE_INTEGER
  const entries = [
    toEntry(a, { clientId: 7, userId: ada }, { clientId: largest, userId: bob }),
    toEntry(b, { clientId: 7, userId: bob }),
  ]
  expect(await appendUpdates(db.prisma, entries)).toEqual([
    { documentId: a, seq: 1 },
    { documentId: b, seq: 1 },
  ])
  expect([await claimsOf(a), await claimsOf(b)]).toEqual([{ 7: ada, [largest]: bob }, { 7: bob }])
})

test('V4 an update that claims the id of another user is not stored, and the others of its group are', async () => {
  const [a, b] = (await db.createDocuments(2)) as [string, string]
  await appendUpdates(db.prisma, [toEntry(a, { clientId: 7, userId: ada })])
  const group = [
    toEntry(a, { clientId: 8, userId: bob }, { clientId: 7, userId: bob }),
    toEntry(b, { clientId: 7, userId: bob }),
    toEntry(a, { clientId: 9, userId: bob }),
  ]
  expect(await appendUpdates(db.prisma, group)).toEqual([
    { documentId: a, refused: 'taken' },
    { documentId: b, seq: 1 },
    { documentId: a, seq: 2 },
  ])
  expect(await claimsOf(a)).toMatchObject({ 7: ada, 9: bob })
})

test('V4 of two updates of one group that claim one id the first has it', async () => {
  const documentId = await db.createDocument()
  const group = [ada, bob, ada].map((userId) => toEntry(documentId, { clientId: 7, userId }))
  expect(await appendUpdates(db.prisma, group)).toEqual([
    { documentId, seq: 1 },
    { documentId, refused: 'taken' },
    { documentId, seq: 2 },
  ])
})

test('V4 a claim that is repeated, as after a lost answer, does no harm', async () => {
  const documentId = await db.createDocument()
  const entry = toEntry(documentId, { clientId: 7, userId: ada })
  await appendUpdates(db.prisma, [entry])
  expect(await appendUpdates(db.prisma, [entry])).toEqual([{ documentId, seq: 2 }])
})

test('V4 of two nodes that claim one id at once one stores, and seq stays gap-free', async () => {
  const documentId = await db.createDocument()
  for (let clientId = 1; clientId <= 20; clientId++) {
    const claims = [ada, bob].map((userId) => [toEntry(documentId, { clientId, userId })])
    const results = (await Promise.all(claims.map((group) => appendUpdates(db.prisma, group)))).flat()
    expect(results.map(({ seq, refused }) => seq ?? refused).toSorted()).toEqual([clientId, 'taken'])
    const winner = results[0]?.refused ? bob : ada
    expect((await claimsOf(documentId))[clientId]).toBe(winner)
  }
})

test('V4 claims go with their document, and stay when their user goes', async () => {
  const documentId = await db.createDocument()
  const { id: userId } = await db.prisma.user.create({ data: { name: 'A', email: `${randomUUID()}@example.org` } })
  await appendUpdates(db.prisma, [toEntry(documentId, { clientId: 7, userId })])
  await db.prisma.user.delete({ where: { id: userId } })
  expect(await claimsOf(documentId)).toEqual({ 7: userId })
  await db.prisma.document.delete({ where: { id: documentId } })
  expect(await claimsOf(documentId)).toEqual({})
})
