import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useFixture } from './support/fixture.ts'
import { startTcpProxy, type TcpProxy } from './support/tcp-proxy.ts'
import { until } from './support/until.ts'
import type { WireClient } from './support/wire-client.ts'

/** After so long without a word our client takes a WebSocket to be blocked. */
const maxSilentSocketMs = 5_000

describe('ST7 the database is away', () => {
  const fixture = useFixture()
  let proxy: TcpProxy

  beforeEach(async () => {
    proxy = await startTcpProxy(fixture.database.url)
  })
  afterEach(() => proxy.close())

  async function scene(settings = {}) {
    const server = await fixture.start({ settings: { statementTimeoutMs: 1_000, ...settings } }, proxy.url)
    const documentId = await fixture.world.addDocument()
    const [ada, bob] = await Promise.all([fixture.world.addPerson('Ada'), fixture.world.addPerson('Bob')])
    const a = await (await fixture.connect(server, documentId, ada)).sync()
    const b = await (await fixture.connect(server, documentId, bob)).sync()
    await Promise.all([a.stored(), b.stored()])
    return { server, documentId, a, b, bob }
  }

  const storageOf = (client: WireClient) =>
    client.of('notice').flatMap(({ notice }) => (notice?.kind === 'storage' ? notice.state : []))

  it.each(['cut', 'freeze'] as const)(
    'keeps what it gets, says so, and stores it when the wire is back after a %s',
    async (fault) => {
      const { server, documentId, a, b } = await scene()
      a.text.insert(0, 'before ')
      await a.stored()
      proxy[fault]()
      for (const word of ['during ', 'the ', 'outage ']) a.text.insert(a.text.length, word)
      b.text.insert(0, 'and me ')
      await until('both are told', () => storageOf(a).at(-1) === 'degraded' && storageOf(b).at(-1) === 'degraded')
      await until('all is received', () => a.ack?.received === a.sent && b.ack?.received === b.sent)
      expect(a.ack?.stored).toBe(a.sent - 3)
      expect(b.text.toString()).not.toContain('during')
      expect((await fetch(`${server.httpUrl}/readyz`)).status).toBe(503)
      proxy.restore()
      await Promise.all([a.stored(), b.stored()])
      await until(
        'both are told that it is back',
        () => storageOf(a).at(-1) === 'healthy' && storageOf(b).at(-1) === 'healthy',
      )
      await until('both see all', () => a.text.toString() === b.text.toString())
      expect(await fixture.world.readText(documentId)).toBe(a.text.toString())
      const seqs = await fixture.world.readSeqs(documentId)
      expect(seqs).toEqual(seqs.map((_, i) => i + 1))
      expect([a.closed, b.closed]).toEqual([undefined, undefined])
    },
  )

  it('survives that every backend is ended in the middle of writing, again and again', async () => {
    const { documentId, a, b } = await scene()
    for (let round = 0; round < 10; round++) {
      for (let i = 0; i < 5; i++) a.text.insert(a.text.length, `${round}.${i} `)
      await fixture.world.prisma.$executeRaw`
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'duplex' AND query LIKE '%DocumentUpdate%'
          AND pid <> pg_backend_pid()`
      b.text.insert(0, `b${round} `)
    }
    await Promise.all([a.stored(), b.stored()])
    await until('both see all', () => a.text.toString() === b.text.toString())
    expect(await fixture.world.readText(documentId)).toBe(a.text.toString())
    expect(a.text.toString().match(/9\.4 /g)).toHaveLength(1)
  })

  it('holds a bounded amount, ends who sends more with 4503, and loses nothing that it received', async () => {
    const { documentId, a, b } = await scene({ maxRoomQueueBytes: 100_000 })
    proxy.cut()
    b.text.insert(0, 'small')
    await until('it is received', () => b.ack?.received === b.sent)
    for (let i = 0; i < 5 && !a.closed; i++) a.text.insert(0, 'x'.repeat(30_000))
    expect(await a.ended()).toBe(4503)
    expect(b.closed).toBeUndefined()
    proxy.restore()
    await b.stored()
    expect(await fixture.world.readText(documentId)).toContain('small')
  })

  it.each(['cut', 'freeze'] as const)(
    'lets nobody in whom it cannot check after a %s, says so before a client gives up, and lets them in when it can',
    async (fault) => {
      const { server, documentId, bob } = await scene()
      proxy[fault]()
      const ticket = await fixture.world.ticket(bob, documentId)
      const refused = [
        await fixture.connect(server, documentId, bob, { ticket }),
        await fixture.connect(server, documentId, bob),
      ]
      expect(await Promise.all(refused.map((client) => client.ended(maxSilentSocketMs)))).toEqual([4503, 4503])
      proxy.restore()
      await (await fixture.connect(server, documentId, bob, { ticket })).sync()
    },
  )
})
