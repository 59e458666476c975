import { randomUUID } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import {
  createChangeListener,
  eventRetentionMs,
  maxKeptEvents,
  previewEventThinning,
  readEventPosition,
  readUserEvents,
  recordUserEvents,
  type UserEventEntry,
  type UserEventKind,
} from '../src/index.ts'
import { useTestDatabase } from './test-database.ts'

const db = useTestDatabase({ poolSize: 12 })

async function createPeople(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID()).sort()
  await db.prisma.user.createMany({ data: ids.map((id) => ({ id, name: 'A', email: `${id}@example.org` })) })
  return ids
}

const createPerson = async () => (await createPeople(1))[0] ?? ''

const record = (...entries: UserEventEntry[]) => db.prisma.$transaction((tx) => recordUserEvents(tx, entries))

const entryFor = (userId: string, kind: UserEventKind = 'renamed') => ({ userId, kind, documentId: randomUUID() })

const seqsOf = async (userId: string, after: number) =>
  (await readUserEvents(db.prisma, userId, after)).events?.map(({ seq }) => seq)

test('each person has news of their own, numbered from 1', async () => {
  const [ana = '', ben = '', eve = ''] = await createPeople(3)
  const documentId = randomUUID()
  await record({ userId: ana, kind: 'created', documentId })
  await record({ userId: ben, kind: 'shared', documentId }, { userId: ana, kind: 'role-changed', documentId })
  expect(await readUserEvents(db.prisma, ana, 0)).toMatchObject({
    lastSeq: 2,
    events: [
      { seq: 1, kind: 'created', documentId },
      { seq: 2, kind: 'role-changed', documentId },
    ],
  })
  expect(await readUserEvents(db.prisma, ben, 0)).toMatchObject({ events: [{ seq: 1, kind: 'shared', documentId }] })
  expect(await readUserEvents(db.prisma, eve, 0)).toEqual({ lastSeq: 0, events: [] })
  expect(await readEventPosition(db.prisma, ana)).toBe(2)
  expect(await readEventPosition(db.prisma, randomUUID())).toBe(0)
})

test('a transaction that is rolled back leaves no number behind', async () => {
  const ana = await createPerson()
  const rollback = db.prisma.$transaction(async (tx) => {
    await recordUserEvents(tx, [entryFor(ana)])
    throw new Error('rolled back')
  })
  await expect(rollback).rejects.toThrow('rolled back')
  await record(entryFor(ana))
  expect(await seqsOf(ana, 0)).toEqual([1])
})

test('a number is seen only after every smaller one, however slowly its transaction ends', async () => {
  const ana = await createPerson()
  let commit: () => void = () => undefined
  const mayCommit = new Promise<void>((resolve) => {
    commit = resolve
  })
  let written: () => void = () => undefined
  const isWritten = new Promise<void>((resolve) => {
    written = resolve
  })
  const slow = db.prisma.$transaction(async (tx) => {
    await recordUserEvents(tx, [entryFor(ana, 'shared')])
    written()
    await mayCommit
  })
  await isWritten
  const quick = record(entryFor(ana, 'removed'))
  await expect.poll(countWaiting).toBe(1)
  expect(await seqsOf(ana, 0)).toEqual([])
  commit()
  await Promise.all([slow, quick])
  const { events } = await readUserEvents(db.prisma, ana, 0)
  expect(events?.map(({ kind }) => kind)).toEqual(['shared', 'removed'])
})

test('whoever reads on from the last number misses nothing while many write at once', async () => {
  const people = await createPeople(6)
  const rounds = 25
  const isEvery = (n: number) => (_: string, i: number) => i % n === 0
  // Overlapping circles of people, in both orders: a deadlock would fail a transaction.
  const circles = [people, [...people].reverse(), people.filter(isEvery(2)), people.filter(isEvery(3)).reverse()]
  const writers = circles.map(async (circle) => {
    for (let i = 0; i < rounds; i++) await record(...circle.map((userId) => entryFor(userId)))
  })
  const expected = people.map((id) => rounds * circles.filter((circle) => circle.includes(id)).length)
  const readers = people.map(async (userId, i) => {
    const seen: number[] = []
    while (seen.length < (expected[i] ?? 0)) seen.push(...((await seqsOf(userId, seen.length)) ?? [Number.NaN]))
    return seen
  })
  await Promise.all(writers)
  const seen = await Promise.all(readers)
  expect(seen).toEqual(expected.map((count) => Array.from({ length: count }, (_, k) => k + 1)))
})

test('what is no longer kept, or never was, is not passed over in silence', async () => {
  const ana = await createPerson()
  for (let i = 0; i < 3; i++) await record(entryFor(ana))
  await db.prisma.userEvent.delete({ where: { userId_seq: { userId: ana, seq: 1 } } })
  expect(await readUserEvents(db.prisma, ana, 0)).toEqual({ lastSeq: 3, events: undefined })
  expect(await seqsOf(ana, 1)).toEqual([2, 3])
  expect(await readUserEvents(db.prisma, ana, 4)).toEqual({ lastSeq: 3, events: undefined })
  await db.prisma.userEvent.deleteMany({ where: { userId: ana } })
  expect(await readUserEvents(db.prisma, ana, 2)).toEqual({ lastSeq: 3, events: undefined })
  expect(await seqsOf(ana, 3)).toEqual([])
})

test('more than one answer holds is read in several', async () => {
  const ana = await createPerson()
  await fill(ana, 450)
  expect((await seqsOf(ana, 0))?.at(-1)).toBe(200)
  expect((await seqsOf(ana, 200))?.at(-1)).toBe(400)
  expect((await seqsOf(ana, 400))?.at(-1)).toBe(450)
})

test('of each person the newest events of the last day are kept', async () => {
  const [ana = '', ben = ''] = await createPeople(2)
  await fill(ana, maxKeptEvents + 50)
  await fill(ben, 10, new Date(Date.now() - eventRetentionMs - 1_000))
  const before = await previewEventThinning(db.prisma)
  expect(before.staleRows).toBe(51 + 10)
  await record(entryFor(ana), entryFor(ben))
  // The next one for Ana pushes out her oldest.
  expect(await previewEventThinning(db.prisma)).toEqual({ rows: before.rows + 2 - before.staleRows, staleRows: 1 })
  expect(await db.prisma.userEvent.count({ where: { userId: ana } })).toBe(maxKeptEvents)
  expect(await seqsOf(ana, 51)).toHaveLength(200)
  expect(await seqsOf(ana, 50)).toBeUndefined()
  expect(await seqsOf(ben, 9)).toBeUndefined()
  expect(await seqsOf(ben, 10)).toEqual([11])
})

test('R3 news are announced to every process when they are committed', async () => {
  const people = await createPeople(400)
  const heard: string[] = []
  let up: () => void = () => undefined
  const isUp = new Promise<void>((resolve) => {
    up = resolve
  })
  const listener = createChangeListener({
    url: db.url,
    onChange: (change) => heard.push(...(change.kind === 'news' ? change.userIds : [])),
    onUp: () => up(),
    onDown: () => undefined,
  })
  onTestFinished(() => listener.close())
  await isUp
  await record(...people.map((userId) => entryFor(userId)))
  await expect.poll(() => heard).toEqual(people)
})

/** Events of before, past `recordUserEvents` because it is quick. */
async function fill(userId: string, count: number, createdAt = new Date()): Promise<void> {
  const data = Array.from({ length: count }, (_, i) => ({
    userId,
    seq: i + 1,
    kind: 'renamed',
    documentId: randomUUID(),
    createdAt,
  }))
  await db.prisma.userEvent.createMany({ data })
  await db.prisma.user.update({ where: { id: userId }, data: { lastEventSeq: count } })
}

async function countWaiting(): Promise<number> {
  const rows = await db.prisma.$queryRaw<unknown[]>`
    SELECT 1 FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    OR (NOT granted AND locktype = 'transactionid')`
  return rows.length
}
