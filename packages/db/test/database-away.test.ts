import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import {
  appendUpdates,
  applyMigrations,
  createDatabase,
  isDatabaseAway,
  loadLog,
  type PrismaClient,
} from '../src/index.ts'
import { useUsedFolder } from './embedded-folder.ts'
import { useTestDatabase } from './test-database.ts'

const createUsedFolder = useUsedFolder()
const db = useTestDatabase()

const errorOf = (promise: Promise<unknown>) => promise.catch((thrown: unknown) => thrown)

/** Starts a statement and an interactive transaction that take long, and waits until the server works on them. */
async function startSlowQueries(prisma: PrismaClient) {
  const pending = [
    errorOf(prisma.$queryRaw`SELECT pg_sleep(20)::text`.then()),
    errorOf(prisma.$transaction((tx) => tx.$queryRaw`SELECT pg_sleep(20)::text`)),
  ]
  const sleeping = () => prisma.$queryRaw`
    SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()`
  await expect.poll(sleeping).toHaveLength(2)
  return pending
}

test('ST7 a database that ends connections, dies or is stopped is away, and one that came back is used again', async () => {
  const folder = await createUsedFolder()
  const server = await folder.start()
  await applyMigrations(server.url)
  const { prisma, close } = createDatabase({ url: server.url })
  const { id: documentId } = await prisma.document.create({ data: { title: 'Untitled' } })
  const append = () => appendUpdates(prisma, [{ documentId, bytes: new Uint8Array([1]), authorIds: [] }])

  const terminated = await startSlowQueries(prisma)
  await prisma.$queryRaw`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'`
  for (const error of await Promise.all(terminated)) expect(isDatabaseAway(error), String(error)).toBe(true)
  expect(await append()).toEqual([{ documentId, seq: 1 }])

  const killed = await startSlowQueries(prisma)
  process.kill(server.pid, 'SIGKILL')
  for (const error of await Promise.all(killed)) expect(isDatabaseAway(error), String(error)).toBe(true)
  const dead = [append(), loadLog(prisma, documentId), prisma.document.findMany()]
  for (const error of await Promise.all(dead.map(errorOf))) expect(isDatabaseAway(error), String(error)).toBe(true)

  const next = await folder.start()
  await expect.poll(() => append().catch(() => undefined)).toEqual([{ documentId, seq: 2 }])
  await next.stop()
  expect(isDatabaseAway(await errorOf(append()))).toBe(true)
  await close()
})

/** The URL of the same database over a wire that breaks when a statement of this name passes it. */
async function urlThatBreaksAt(url: string, statement: string): Promise<string> {
  const { port, hostname } = new URL(url)
  const relay = createServer((near) => {
    const far = connect(Number(port), hostname)
    near.on('data', (chunk) => void (chunk.includes(statement) ? near.resetAndDestroy() : far.write(chunk)))
    near.on('close', () => far.destroy())
    far.on('error', () => near.destroy())
    far.pipe(near)
  })
  relay.listen(0, '127.0.0.1')
  onTestFinished(() => void relay.close())
  await once(relay, 'listening')
  const broken = new URL(url)
  broken.host = `127.0.0.1:${(relay.address() as AddressInfo).port}`
  return broken.href
}

test.each(['BEGIN', 'ISOLATION', 'SELECT', 'COMMIT'])(
  'ST7 a connection that breaks at the %s of a transaction means that the database is away',
  async (statement) => {
    const { prisma, close } = createDatabase({ url: await urlThatBreaksAt(db.url, statement) })
    onTestFinished(close)
    const error = await errorOf(loadLog(prisma, '00000000-0000-7000-8000-000000000000'))
    expect(isDatabaseAway(error), String(error)).toBe(true)
  },
)

test('ST7 the database notices within a minute that a client has vanished without a word', async () => {
  // PostgreSQL answers with what the system does for this very connection.
  const show = async (name: string) => {
    const [row] = await db.prisma.$queryRawUnsafe<Record<string, string>[]>(`SHOW ${name}`)
    return Number(row?.[name])
  }
  const asking = (await show('tcp_keepalives_interval')) * (await show('tcp_keepalives_count'))
  expect((await show('tcp_keepalives_idle')) + asking).toBeLessThanOrEqual(60)
})

test('ST7 a statement that is wrong, or breaks a rule of the schema, does not mean that the database is away', async () => {
  const folder = await createUsedFolder()
  const server = await folder.start()
  await applyMigrations(server.url)
  const { prisma, close } = createDatabase({ url: server.url })
  const { id } = await prisma.document.create({ data: { title: 'Untitled' } })
  const wrong = [
    appendUpdates(prisma, [{ documentId: 'no uuid', bytes: new Uint8Array([1]), authorIds: [] }]),
    appendUpdates(prisma, [{ documentId: id, bytes: new Uint8Array(), authorIds: [] }]),
    prisma.document.create({ data: { id, title: 'a twin' } }),
    prisma.document.findUniqueOrThrow({ where: { id: '00000000-0000-7000-8000-000000000000' } }),
    prisma.$queryRaw`SELECT nonsense`,
  ]
  for (const error of await Promise.all(wrong.map(errorOf))) {
    expect(error).toBeInstanceOf(Error)
    expect(isDatabaseAway(error), String(error)).toBe(false)
  }
  expect(isDatabaseAway(new TypeError('a bug'))).toBe(false)
  expect(isDatabaseAway('a string')).toBe(false)
  await close()
  await server.stop()
})
