import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { expectBusy, expectRefusals, greeted } from './support/busy.ts'
import { useFixture } from './support/fixture.ts'
import { lockTable } from './support/row-lock.ts'
import { origin } from './support/server.ts'
import { startTcpProxy } from './support/tcp-proxy.ts'
import { until } from './support/until.ts'

const behindProxy = { trustedProxies: { kind: 'hops', hops: 1 } } as const
const from = (address: string) => ({ 'x-forwarded-for': address })

describe('L4 handshakes and loads have rates', () => {
  const fixture = useFixture()

  async function scene(deps: Parameters<typeof fixture.start>[0] = {}) {
    const server = await fixture.start(deps)
    const documentId = await fixture.world.addDocument()
    const person = await fixture.world.addPerson()
    return { server, documentId, person }
  }

  it('L4 a bad ticket counts against its address; others come in', async () => {
    const { server, documentId, person } = await scene({
      config: behindProxy,
      settings: { addressHandshakeRate: { perSecond: 0.1, burst: 3 } },
    })
    const guess = (address: string) =>
      fixture.connect(server, documentId, person, { ticket: 'nonsense', headers: from(address) })
    for (let i = 0; i < 3; i++) expect(await (await guess('198.51.100.7')).ended()).toBe(4401)
    await expectBusy(await guess('198.51.100.7'), 5_000)
    await expectBusy(await fixture.connect(server, documentId, person, { headers: from('198.51.100.7') }), 10_000)
    await expectRefusals(server, 'addressHandshakes', 2)
    await greeted(await fixture.connect(server, documentId, person, { headers: from('198.51.100.8') }))
  })

  it('L4 a page of another site uses up nothing of its visitor', async () => {
    const { server, documentId, person } = await scene({
      settings: { addressHandshakeRate: { perSecond: 0.1, burst: 1 } },
    })
    for (let i = 0; i < 3; i++) {
      const foreign = await fixture.connect(server, documentId, person, { headers: { origin: 'https://evil.example' } })
      await foreign.ended()
      expect(foreign.heardError[0]?.message).toContain('403')
    }
    await greeted(await fixture.connect(server, documentId, person, { headers: { origin } }))
  })

  it('L4 the node lets in so many a second, and who has no good ticket does not count', async () => {
    const { server, documentId, person } = await scene({ settings: { handshakeRate: { perSecond: 0.1, burst: 2 } } })
    for (let i = 0; i < 5; i++) {
      const stranger = await fixture.connect(server, documentId, person, { ticket: 'nonsense' })
      expect(await stranger.ended()).toBe(4401)
    }
    await greeted(await fixture.connect(server, documentId, person))
    await greeted(await fixture.connect(server, documentId, person))
    await expectBusy(await fixture.connect(server, documentId, person), 5_000)
    await expectRefusals(server, 'nodeHandshakes', 1)
  })

  it('L4 a bad ticket costs no query: it is refused as such also while the database is away', async () => {
    const proxy = await startTcpProxy(fixture.database.url)
    const server = await fixture.start({}, proxy.url)
    const [documentId, person] = [await fixture.world.addDocument(), await fixture.world.addPerson()]
    const used = await fixture.world.ticket(person, documentId)
    ;(await greeted(await fixture.connect(server, documentId, person, { ticket: used }))).end()
    proxy.cut()
    const codeFor = async (ticket: Promise<string> | string) =>
      (await fixture.connect(server, documentId, person, { ticket: await ticket })).ended()
    expect(await codeFor('nonsense')).toBe(4401)
    expect(await codeFor(used)).toBe(4401)
    expect(await codeFor(fixture.world.ticket(person, randomUUID()))).toBe(4404)
    expect(await codeFor(fixture.world.ticket(person, documentId, 'editor', { schemaVersion: 0 }))).toBe(4426)
    expect(await codeFor(fixture.world.ticket(person, documentId))).toBe(4503)
    await proxy.close()
  })

  it('L4 loads wait for each other, and only so many', async () => {
    const { server, person } = await scene({ settings: { maxLoads: 1, maxWaitingLoads: 1 } })
    const documents = await Promise.all([1, 2, 3].map(() => fixture.world.addDocument()))
    const [a = '', b = '', c = ''] = documents
    const lock = await lockTable(fixture.database.url, 'DocumentUpdate')
    const first = await fixture.connect(server, a, person)
    await lock.waitedFor()
    const rest = [await fixture.connect(server, b, person), await fixture.connect(server, c, person)]
    await until('one is refused', () => rest.some((client) => client.closed))
    // Whoever asks for what is being loaded already waits with the others.
    const second = await fixture.connect(server, a, person)
    await lock.release()
    await Promise.all([greeted(first), greeted(second)])
    const [refused, welcome] = rest[0]?.closed ? rest : [rest[1], rest[0]]
    if (refused) await expectBusy(refused)
    if (welcome) await greeted(welcome)
    await expectRefusals(server, 'documentLoads', 1)
  })

  it.each([
    ['nothing at all', ''],
    ['half a request', `GET /sync/v1/${randomUUID()} HTTP/1.1\r\nHost: x\r\nUpgrade: web`],
    ['a body that does not come', 'GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1'],
  ])('L4 a handshake that sends %s ends', async (_, bytes) => {
    const { server } = await scene({ settings: { maxHandshakeMs: 1_000 } })
    const socket = connect(server.port, '127.0.0.1')
    const startedAt = performance.now()
    let endedAt: number | undefined
    socket.on('close', () => {
      endedAt = performance.now()
    })
    socket.on('error', () => undefined)
    socket.resume()
    socket.write(bytes)
    await until('it is ended', () => endedAt)
    expect((endedAt ?? 0) - startedAt).toBeGreaterThan(900)
    expect((endedAt ?? 0) - startedAt).toBeLessThan(4_000)
  })

  it('L4 a request that trickles in ends as one that stopped', async () => {
    const { server } = await scene({ settings: { maxHandshakeMs: 1_000 } })
    const socket = connect(server.port, '127.0.0.1')
    let isGone = false
    socket.on('close', () => {
      isGone = true
    })
    socket.on('error', () => undefined)
    socket.write('GET /sync/v1/x HTTP/1.1\r\nHost: x\r\nX-Slow: ')
    await until(
      'it is ended',
      () => {
        if (!socket.destroyed) socket.write('a')
        return isGone
      },
      5_000,
    )
  })
})
