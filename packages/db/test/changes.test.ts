import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect as connectSocket, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { announceChange, type Change, createChangeListener } from '../src/index.ts'
import { useTestDatabase } from './test-database.ts'

const db = useTestDatabase()

/** A listener that records what it hears, closed at the end of the test. */
function listen(url = db.url, probeMs?: number) {
  const heard: Change[] = []
  const states: string[] = []
  const listener = createChangeListener({
    url,
    retryMs: 10,
    probeMs,
    onChange: (change) => heard.push(change),
    onUp: () => states.push('up'),
    onDown: () => states.push('down'),
  })
  onTestFinished(() => listener.close())
  return { heard, states, listener, isUp: () => expect.poll(() => states.at(-1)).toBe('up') }
}

const announce = (change: Change) => db.prisma.$transaction((tx) => announceChange(tx, change))

const titleChange = (title: string): Change => ({ kind: 'title', documentId: randomUUID(), title })

test('R3 every kind of change is heard by every listener as it was announced', async () => {
  const [first, second] = [listen(), listen()]
  await Promise.all([first.isUp(), second.isUp()])
  const documentId = randomUUID()
  const changes: Change[] = [
    { kind: 'access', documentId, accessVersion: 7, userIds: [randomUUID()] },
    { kind: 'document', documentId, state: 'trashed' },
    { kind: 'quarantine', documentId, isOver: false },
    { kind: 'title', documentId, title: 'Ein „Titel“ 標題 \\ \'"' },
    { kind: 'session', sessionId: randomUUID() },
    { kind: 'news', userIds: [randomUUID()] },
    { kind: 'drain', nodeId: randomUUID() },
  ]
  for (const change of changes) await announce(change)
  await expect.poll(() => first.heard).toEqual(changes)
  await expect.poll(() => second.heard).toEqual(changes)
})

test('R3 a change announced in a transaction that is rolled back is not heard', async () => {
  const { heard, isUp } = listen()
  await isUp()
  const rollback = db.prisma.$transaction(async (tx) => {
    await announceChange(tx, titleChange('rolled back'))
    throw new Error('rolled back')
  })
  await expect(rollback).rejects.toThrow('rolled back')
  await announce(titleChange('committed'))
  await expect.poll(() => heard).toMatchObject([{ title: 'committed' }])
})

test('R3 a change for more users than one notification holds arrives in parts', async () => {
  const { heard, isUp } = listen()
  await isUp()
  const userIds = Array.from({ length: 1_000 }, () => randomUUID())
  await announce({ kind: 'access', documentId: randomUUID(), accessVersion: 2, userIds })
  await expect.poll(() => heard.flatMap((change) => (change.kind === 'access' ? change.userIds : []))).toEqual(userIds)
})

test('a title that no notification holds arrives cut, whatever its characters', async () => {
  const { heard, isUp } = listen()
  await isUp()
  for (const character of ['a', '\u0001', '\u6587', '\u{1F600}']) await announce(titleChange(character.repeat(5_000)))
  await expect.poll(() => heard.length).toBe(4)
  for (const change of heard) expect(change.kind === 'title' && change.title.length).toBe(1_000)
})

test('R3 a listener whose connection the server ends is down once, up again, and hears again', async () => {
  const { heard, states, isUp } = listen()
  await isUp()
  await db.prisma.$queryRaw`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'duplex-changes' AND datname = current_database()`
  await expect.poll(() => states).toEqual(['up', 'down', 'up'])
  await announce(titleChange('after'))
  await expect.poll(() => heard).toMatchObject([{ title: 'after' }])
})

test('ST7 a listener asks the database to notice when it vanishes', async () => {
  const { isUp } = listen(`${db.url}?application_name=watched`)
  await isUp()
  const asked = () => db.prisma.$queryRaw`
    SELECT 1 FROM pg_stat_activity WHERE application_name = 'watched' AND query LIKE '%tcp_keepalives_idle%'`
  await expect.poll(asked).toHaveLength(1)
})

test('R3 a listener keeps trying while the database is away', async () => {
  const relay = await createRelay(db.url)
  const { states, isUp } = listen(relay.url)
  await isUp()
  await relay.close()
  await expect.poll(() => states.filter((state) => state === 'down').length).toBeGreaterThan(2)
  await relay.open()
  await isUp()
})

test('R3 a payload that cannot be read makes the listener compare, as after a lost connection', async () => {
  const { heard, states, isUp } = listen()
  await isUp()
  for (const payload of ['', 'not json', '{"kind":"unknown"}']) {
    await db.prisma.$executeRaw`SELECT pg_notify('duplex_changes', ${payload})`
  }
  await expect.poll(() => states).toEqual(['up', 'up', 'up', 'up'])
  expect(heard).toEqual([])
})

test('a listener that is closed says nothing more and leaves no connection', async () => {
  const { states, listener, isUp } = listen()
  await isUp()
  await listener.close()
  expect(states).toEqual(['up'])
  await expect
    .poll(
      () => db.prisma.$queryRaw`SELECT pid FROM pg_stat_activity
        WHERE application_name = 'duplex-changes' AND datname = current_database()`,
    )
    .toEqual([])
})

test('a listener that asks for long whether it is still connected gathers nothing', async () => {
  const warnings: string[] = []
  const warn = ({ message }: Error) => void warnings.push(message)
  process.on('warning', warn)
  onTestFinished(() => void process.off('warning', warn))
  const { states, isUp } = listen(db.url, 1)
  await isUp()
  const probes = new Set<string>()
  const readProbe = async () => {
    const rows = await db.prisma.$queryRaw<{ at: string }[]>`SELECT query_start::text AS at FROM pg_stat_activity
      WHERE application_name = 'duplex-changes' AND datname = current_database() AND query = 'SELECT 1'`
    for (const { at } of rows) probes.add(at)
    return probes.size
  }
  await expect.poll(readProbe, { interval: 1 }).toBeGreaterThan(20)
  expect(states).toEqual(['up'])
  expect(warnings).toEqual([])
})

test('a listener can be closed while it waits to try again', async () => {
  const { states, listener } = listen('postgresql://nobody@127.0.0.1:1/none')
  await expect.poll(() => states.length).toBeGreaterThan(0)
  await listener.close()
  expect(states).not.toContain('up')
})

/** Stands between a listener and the server. */
async function createRelay(target: string) {
  const { port, hostname } = new URL(target)
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connectSocket(Number(port), hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('error', () => to.destroy()).on('close', () => to.destroy())
      from.pipe(to)
    }
  })
  const open = async (at = 0) => {
    server.listen(at, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const relayPort = await open()
  const close = async () => {
    server.close()
    for (const socket of sockets) socket.destroy()
    await once(server, 'close')
  }
  onTestFinished(close)
  const url = new URL(target)
  url.port = String(relayPort)
  return { url: url.href, close, open: () => open(relayPort) }
}
