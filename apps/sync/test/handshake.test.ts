import { randomUUID } from 'node:crypto'
import { type Role, schemaVersion } from '@duplex/protocol'
import { signTicket, toTicketKey } from '@duplex/protocol/server'
import { describe, expect, it } from 'vitest'
import { useFixture } from './support/fixture.ts'
import { origin } from './support/server.ts'
import { until } from './support/until.ts'
import { WireClient } from './support/wire-client.ts'

describe('W1 handshake', () => {
  const fixture = useFixture()

  async function scene() {
    const server = await fixture.start()
    const documentId = await fixture.world.addDocument('Plans')
    const person = await fixture.world.addPerson('Ada')
    return { server, documentId, person, ticket: () => fixture.world.ticket(person, documentId) }
  }

  /** The HTTP status that answered instead of 101. */
  async function refusal(wsUrl: string, path: string, headers: Record<string, string> = {}): Promise<string> {
    const client = new WireClient(
      wsUrl,
      path,
      await fixture.world.ticket(await fixture.world.addPerson(), randomUUID()),
      { headers },
    )
    await client.ended()
    return client.heardError[0]?.message ?? ''
  }

  it('greets with hello first, and with the title', async () => {
    const { server, documentId, person } = await scene()
    const client = await fixture.connect(server, documentId, person, { role: 'owner', headers: { origin } })
    await until('the title is said', () => client.heard.length >= 2)
    expect(client.ws.protocol).toBe('duplex.v1')
    expect(client.heard[0]).toMatchObject({
      kind: 'hello',
      role: 'owner',
      accessVersion: 1,
      schemaVersion,
      heartbeatMs: 20_000,
    })
    expect(client.heard[1]).toMatchObject({ kind: 'notice', notice: { kind: 'title', title: 'Plans' } })
  })

  it('W3 says nothing above 99 to a client that did not ask', async () => {
    const { server, documentId, person } = await scene()
    const client = await (await fixture.connect(server, documentId, person, { manner: 'stock' })).sync()
    client.text.insert(0, 'x')
    await until('it is stored', async () => (await fixture.world.readSeqs(documentId)).length === 1)
    expect(client.ws.protocol).toBe('')
    expect(new Set(client.heard.map((heard) => heard.kind))).toEqual(new Set(['step1', 'step2']))
  })

  it.each([
    ['/sync/v1', 'not-a-uuid', 404],
    ['/sync/v1', `${randomUUID()}/more`, 404],
    ['/sync/v2', randomUUID(), 404],
    ['', '', 404],
  ])('answers %s/%s with %i', async (prefix, path, status) => {
    const { server } = await scene()
    const wsUrl = `${server.wsUrl.replace('/sync/v1', prefix)}`
    expect(await refusal(wsUrl, path)).toContain(String(status))
  })

  it.each(['https://evil.example', 'http://duplex.example', 'https://duplex.example:8443', 'null'])(
    'answers the foreign origin %s with 403, whatever its ticket',
    async (foreign) => {
      const { server, documentId, person } = await scene()
      const client = await fixture.connect(server, documentId, person, { headers: { origin: foreign } })
      await client.ended()
      expect(client.heardError[0]?.message).toContain('403')
    },
  )

  const forgedKey = toTicketKey('the key of somebody else, long enough')
  const claims = { id: randomUUID(), role: 'owner' as Role, accessVersion: 1, schemaVersion, userName: 'Eve' }
  it.each<[string, number, (s: Awaited<ReturnType<typeof scene>>) => Promise<string | undefined>]>([
    ['no ticket', 4401, async () => undefined],
    ['nonsense for a ticket', 4401, async () => 'nonsense'],
    [
      'an expired ticket',
      4401,
      ({ person, documentId }) => fixture.world.ticket(person, documentId, 'editor', {}, Date.now() - 61_000),
    ],
    [
      'a forged ticket',
      4401,
      ({ person, documentId }) => signTicket({ ...claims, ...person, documentId }, forgedKey, Date.now()),
    ],
    ['the ticket of another document', 4404, ({ person }) => fixture.world.ticket(person, randomUUID())],
    [
      'a session that has ended',
      4401,
      ({ person, documentId }) => fixture.world.ticket({ ...person, sessionId: randomUUID() }, documentId),
    ],
    [
      'a session of somebody else',
      4401,
      async ({ person, documentId }) => {
        const other = await fixture.world.addPerson('Bob')
        return fixture.world.ticket({ ...person, sessionId: other.sessionId }, documentId)
      },
    ],
    [
      'a page of an older schema',
      4426,
      ({ person, documentId }) => fixture.world.ticket(person, documentId, 'editor', { schemaVersion: 0 }),
    ],
    [
      'an access version that has passed',
      4501,
      ({ person, documentId }) => fixture.world.ticket(person, documentId, 'editor', { accessVersion: 0 }),
    ],
  ])('accepts %s only to close with %i, and sends no byte of the document', async (_, code, ticketOf) => {
    const s = await scene()
    const client = new WireClient(s.server.wsUrl, s.documentId, await ticketOf(s))
    expect(await client.ended()).toBe(code)
    expect(client.heard).toEqual([])
  })

  it('closes with 4404 for a document that does not exist, and 4410 for one in the trash', async () => {
    const { server, documentId, person } = await scene()
    const absent = randomUUID()
    expect(await (await fixture.connect(server, absent, person)).ended()).toBe(4404)
    await fixture.world.prisma.document.update({ where: { id: documentId }, data: { trashedAt: new Date() } })
    expect(await (await fixture.connect(server, documentId, person)).ended()).toBe(4410)
  })

  it('takes a ticket once, also where it is used twice at the same moment', async () => {
    const { server, documentId, person, ticket } = await scene()
    const once = await ticket()
    const clients = await Promise.all([1, 2].map(() => fixture.connect(server, documentId, person, { ticket: once })))
    await until('one of them is refused', () => clients.some((client) => client.closed?.code === 4401))
    await until('the other is greeted', () => clients.some((client) => client.of('hello').length === 1))
    expect(await (await fixture.connect(server, documentId, person, { ticket: once })).ended()).toBe(4401)
  })

  it('tells health, readiness and metrics over HTTP, and nothing else', async () => {
    const { server } = await scene()
    const statusOf = async (path: string, method = 'GET') => (await fetch(server.httpUrl + path, { method })).status
    expect(await statusOf('/healthz')).toBe(200)
    expect(await (await fetch(`${server.httpUrl}/readyz`)).json()).toEqual({
      state: 'serving',
      database: 'up',
      redis: 'absent',
    })
    expect(await (await fetch(`${server.httpUrl}/metrics`)).text()).toContain('duplex_sync_commit_seconds_bucket')
    expect([
      await statusOf('/'),
      await statusOf('/healthz', 'POST'),
      await statusOf(`/sync/v1/${randomUUID()}`),
    ]).toEqual([404, 405, 404])
  })

  it('stays ready without Redis, and says that it is degraded', async () => {
    const server = await fixture.start({ config: { redisUrl: 'redis://127.0.0.1:1' } })
    const response = await fetch(`${server.httpUrl}/readyz`)
    expect([response.status, await response.json()]).toEqual([
      200,
      { state: 'serving', database: 'up', redis: 'degraded' },
    ])
  })
})
