import { recordUserEvents } from '@duplex/db'
import { uuidv7 } from 'uuidv7'
import { beforeAll, expect, test } from 'vitest'
import { setEventStage } from './event-stage.ts'
import { createSession } from './test-documents.ts'
import type { TestPerson } from './test-web.ts'

/** What a stream does in minutes, in the time of a test. */
const settings = { beatMs: 50, maxUnknownMs: 500, maxStreamsPerUser: 3 }

const stage = setEventStage(settings)
const { followAs } = stage
let ana: TestPerson
beforeAll(async () => {
  ana = await stage.web.createPerson('Ana')
})

test('a stream on which nothing happens lives by comments', async () => {
  const stream = await followAs(ana)
  await expect.poll(() => stream.text().match(/^:$/gm)?.length).toBeGreaterThan(2)
  expect(stream.text()).toMatch(/^retry: \d+\n\nid: \d+\nevent: ready\n/)
})

test('a stream ends with a session that goes without a word: run out, too old, or its person deleted', async () => {
  const ghost = await stage.web.createPerson('Ghost')
  const [expired, old, orphan] = [await followAs(ana), await followAs(ana), await followAs(ghost)]
  const past = new Date(Date.now() - 100 * 24 * 3_600_000)
  await stage.web.prisma.session.update({ where: { id: expired.session.id }, data: { expiresAt: past } })
  await stage.web.prisma.session.update({ where: { id: old.session.id }, data: { createdAt: past } })
  await stage.web.prisma.user.delete({ where: { id: ghost.id } })
  for (const stream of [expired, old, orphan]) await expect.poll(stream.isEnded).toBe(true)
})

test('a stream ends where its reader takes nothing, and its place is free', async () => {
  // Not Ana: the last of these hold their person's places for a while after the test.
  const hoarder = await stage.web.createPerson('Hoarder')
  const { token } = await createSession(stage.web, hoarder.id)
  // Nobody reads the bodies of these, so that without an end the places would be taken for good.
  const ask = () => stage.web.api.request('/api/v1/events', { headers: { Authorization: `Bearer ${token}` } })
  for (let i = 0; i < 3 * settings.maxStreamsPerUser; i++) await expect.poll(async () => (await ask()).status).toBe(200)
})

test('news whose announcement was lost are found all the same', async () => {
  const stream = await followAs(ana)
  const event = {
    userId: ana.id,
    seq: stream.readyAt + 1,
    kind: 'renamed',
    documentId: uuidv7(),
    createdAt: new Date(),
  }
  await stage.web.prisma.userEvent.create({ data: event })
  await stage.web.prisma.user.update({ where: { id: ana.id }, data: { lastEventSeq: event.seq } })
  await expect.poll(stream.kinds).toEqual(['renamed'])
})

test('a stream outlives a short time without the database, misses nothing, and ends after a long one', async () => {
  const stream = await followAs(ana)
  await stage.web.prisma.$executeRaw`ALTER TABLE "Session" RENAME TO "Elsewhere"`
  await stage.web.prisma.$queryRaw`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'duplex-changes' AND datname = current_database()`
  await stage.web.prisma.$transaction((tx) =>
    recordUserEvents(tx, [{ userId: ana.id, kind: 'renamed', documentId: uuidv7() }]),
  )
  await stage.web.prisma.$executeRaw`ALTER TABLE "Elsewhere" RENAME TO "Session"`
  await expect.poll(stream.kinds).toEqual(['renamed'])
  expect(stream.isEnded()).toBe(false)
  await stage.web.prisma.$executeRaw`ALTER TABLE "Session" RENAME TO "Elsewhere"`
  await expect.poll(stream.isEnded, { timeout: 5_000 }).toBe(true)
  await stage.web.prisma.$executeRaw`ALTER TABLE "Elsewhere" RENAME TO "Session"`
})
