import { createDatabase } from '@duplex/db'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHealth } from '../src/server/health.ts'
import { startTestWeb, type TestWeb } from './test-web.ts'

let web: TestWeb
beforeAll(async () => {
  web = await startTestWeb()
})
afterAll(() => web.stop())

/** Port 9 is discard; nothing listens there. */
const nowhere = 'postgresql://nobody@127.0.0.1:9/nothing'

test('a process with its database is ready', async () => {
  const answer = await web.call('GET', '/api/v1/readyz')
  expect(answer.status).toBe(200)
  expect(answer.body).toEqual({
    status: 'ready',
    checks: { database: 'up', migrations: 'current', redis: 'unused' },
  })
})

test('a process without its database is alive and not ready', async () => {
  const { prisma, close } = createDatabase({ url: nowhere })
  const { isReady, checks } = await createHealth({
    prisma,
    databaseUrl: nowhere,
    redis: undefined,
    logger: web.logger,
  }).readReadiness()
  expect(isReady).toBe(false)
  expect(checks).toMatchObject({ database: 'down', migrations: 'unknown' })
  await close()
  expect((await web.call('GET', '/api/v1/healthz')).body).toEqual({ status: 'ok' })
})

test('a process whose database lacks a migration is not ready', async () => {
  await web.prisma.$executeRaw`CREATE TABLE kept AS SELECT * FROM _prisma_migrations`
  await web.prisma.$executeRaw`DELETE FROM _prisma_migrations`
  const health = createHealth({
    prisma: web.prisma,
    databaseUrl: web.databaseUrl,
    redis: undefined,
    logger: web.logger,
  })
  expect(await health.readReadiness()).toMatchObject({ isReady: false, checks: { migrations: 'pending' } })
  await web.prisma.$executeRaw`INSERT INTO _prisma_migrations SELECT * FROM kept`
  expect(await health.readReadiness()).toMatchObject({ isReady: true, checks: { migrations: 'current' } })
})

test('Redis away is told and decides nothing', async () => {
  const redis = new Redis('redis://127.0.0.1:9', { enableOfflineQueue: false, maxRetriesPerRequest: 0 })
  redis.on('error', () => undefined)
  const health = createHealth({ prisma: web.prisma, databaseUrl: web.databaseUrl, redis, logger: web.logger })
  expect(await health.readReadiness()).toMatchObject({ isReady: true, checks: { redis: 'down' } })
  redis.disconnect()
})

test('without the database requests are answered 503 and nothing is said of why', async () => {
  const away = await startTestWeb()
  const { token } = await away.createPerson('Ada')
  await away.prisma.$executeRawUnsafe('ALTER TABLE "Session" RENAME TO "Away"')
  const answer = await away.call('GET', '/api/v1/me', { as: token })
  expect(answer.body).toMatchObject({ status: 503, code: 'storage-away' })
  expect(answer.text).not.toMatch(/Session|Away|relation/)
  await away.stop()
})
