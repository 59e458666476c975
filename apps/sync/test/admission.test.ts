import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { expectBusy, expectRefusals, greeted } from './support/busy.ts'
import { useFixture } from './support/fixture.ts'
import { openRaw, startRaw } from './support/raw-upgrade.ts'
import { lockTable } from './support/row-lock.ts'
import type { RunningServer } from './support/server.ts'
import { until } from './support/until.ts'
import type { WireClient } from './support/wire-client.ts'
import type { Someone } from './support/world.ts'

const behindProxy = { trustedProxies: { kind: 'hops', hops: 1 } } as const
const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })

describe('L4 connections are counted', () => {
  const fixture = useFixture()

  const addPeople = (count: number) => Promise.all(Array.from({ length: count }, () => fixture.world.addPerson()))

  async function enter(server: RunningServer, documentId: string, person: Someone, options = {}): Promise<WireClient> {
    return greeted(await fixture.connect(server, documentId, person, options))
  }

  /** Connects again until it is let in: the server notices only after a while that somebody left. */
  async function enterAtLast(server: RunningServer, documentId: string, person: Someone, options = {}) {
    return until('there is a place', async () => {
      const client = await fixture.connect(server, documentId, person, options)
      await until('it is decided', () => client.of('hello').length === 1 || client.closed)
      return client.closed ? undefined : client
    })
  }

  it('L4 one person has so many, over all documents; the next is told when to come back, and none is evicted', async () => {
    const server = await fixture.start({ settings: { maxConnectionsPerUser: 2 } })
    const documents = await Promise.all([1, 2, 3].map(() => fixture.world.addDocument()))
    const [a = '', b = '', c = ''] = documents
    const [ada, bob] = (await addPeople(2)) as [Someone, Someone]
    const here = [await enter(server, a, ada), await enter(server, b, ada)]
    const ticket = await fixture.world.ticket(ada, c)
    await expectBusy(await fixture.connect(server, c, ada, { ticket }), 15_000)
    await enter(server, c, bob)
    await expectRefusals(server, 'userConnections', 1)
    expect(here.map((client) => client.closed)).toEqual([undefined, undefined])
    here[0]?.end()
    // Being refused did not spend the ticket.
    await enterAtLast(server, c, ada, { ticket })
    await expectBusy(await fixture.connect(server, a, ada))
  })

  it('L4 one document has so many, of all people', async () => {
    const server = await fixture.start({ settings: { maxConnectionsPerDocument: 2 } })
    const [full, other] = [await fixture.world.addDocument(), await fixture.world.addDocument()]
    const [ada, bob, eve] = (await addPeople(3)) as [Someone, Someone, Someone]
    const here = [await enter(server, full, ada), await enter(server, full, bob)]
    await expectBusy(await fixture.connect(server, full, eve))
    await expectRefusals(server, 'documentConnections', 1)
    await enter(server, other, eve)
    here[1]?.terminate()
    await enterAtLast(server, full, eve)
    expect(here[0]?.closed).toBeUndefined()
  })

  it('L4 one address has so many, as the proxy in front tells it, whatever the client says', async () => {
    const server = await fixture.start({ config: behindProxy, settings: { maxConnectionsPerAddress: 2 } })
    const documentId = await fixture.world.addDocument()
    const people = await addPeople(4)
    const [ada, bob, eve, joe] = people as [Someone, Someone, Someone, Someone]
    await enter(server, documentId, ada, from('198.51.100.7'))
    await enter(server, documentId, bob, from('6.6.6.6, 198.51.100.7'))
    await expectBusy(await fixture.connect(server, documentId, eve, from('7.7.7.7, 198.51.100.7')))
    await expectRefusals(server, 'addressConnections', 1)
    await enter(server, documentId, joe, from('198.51.100.8'))
  })

  it('L4 a header counts for nothing where no proxy is trusted, and neighbours of one IPv6 network are one', async () => {
    const direct = await fixture.start({ settings: { maxConnectionsPerAddress: 1 } })
    const proxied = await fixture.start({ config: behindProxy, settings: { maxConnectionsPerAddress: 1 } })
    const documentId = await fixture.world.addDocument()
    const person = await fixture.world.addPerson()
    await enter(direct, documentId, person, from('198.51.100.7'))
    await expectBusy(await fixture.connect(direct, documentId, person, from('198.51.100.8')))
    await enter(proxied, documentId, person, from('2001:db8:1:2::1'))
    await expectBusy(await fixture.connect(proxied, documentId, person, from('2001:db8:1:2:ffff::9')))
    await enter(proxied, documentId, person, from('2001:db8:1:3::1'))
  })

  it('L4 of many that come at the same moment exactly so many get in', async () => {
    const server = await fixture.start({ settings: { maxConnectionsPerUser: 3 } })
    const [documentId, person] = [await fixture.world.addDocument(), await fixture.world.addPerson()]
    const clients = await Promise.all(Array.from({ length: 12 }, () => fixture.connect(server, documentId, person)))
    await until('all are decided', () => clients.every((client) => client.closed || client.of('hello').length === 1))
    expect(clients.filter((client) => !client.closed)).toHaveLength(3)
    expect(clients.filter((client) => client.closed?.code === 1013)).toHaveLength(9)
  })

  it('L4 who is being let in counts, and stops to count when it hangs up, or when that takes too long', async () => {
    const server = await fixture.start({ settings: { maxConnectionsPerUser: 1, maxHandshakeMs: 1_000 } })
    const [documentId, person] = [await fixture.world.addDocument(), await fixture.world.addPerson()]
    const lock = await lockTable(fixture.database.url, 'Document')
    try {
      const waiting = await fixture.connect(server, documentId, person)
      await lock.waitedFor()
      await expectBusy(await fixture.connect(server, documentId, person))
      waiting.terminate()
      // Its decision is still under way: the place is free only when nothing of it is left.
      await expectBusy(await fixture.connect(server, documentId, person))
    } finally {
      await lock.release()
    }
    ;(await enterAtLast(server, documentId, person)).end()
    const second = await lockTable(fixture.database.url, 'DocumentUpdate')
    const other = await fixture.world.addDocument()
    try {
      const slow = await until('it is waited for', async () => {
        const client = await fixture.connect(server, other, person)
        return (await client.ended()) === 4503 ? client : undefined
      })
      expect(slow.heard).toEqual([])
    } finally {
      await second.release()
    }
    await enterAtLast(server, other, person)
  })

  it('L4 a connection that is reset while it is being let in leaves no place taken behind', async () => {
    const server = await fixture.start({ settings: { maxConnectionsPerUser: 1 } })
    const [documentId, person] = [await fixture.world.addDocument(), await fixture.world.addPerson()]
    const lock = await lockTable(fixture.database.url, 'Document')
    try {
      const socket = startRaw(
        server.port,
        `/sync/v1/${documentId}?ticket=${await fixture.world.ticket(person, documentId)}`,
      )
      await lock.waitedFor()
      socket.resetAndDestroy()
      await expectBusy(await fixture.connect(server, documentId, person))
    } finally {
      await lock.release()
    }
    await enterAtLast(server, documentId, person)
  })

  it('L4 whoever is refused, for whatever reason, leaves no place taken behind', async () => {
    const settings = { maxConnectionsPerUser: 1, maxConnectionsPerAddress: 1, maxConnectionsPerDocument: 1 }
    const server = await fixture.start({ settings })
    const { world } = fixture
    const [documentId, person] = [await world.addDocument(), await world.addPerson()]
    const codes = async (tickets: Promise<string>[]) => {
      const ended: number[] = []
      for (const ticket of tickets) {
        const client = await fixture.connect(server, documentId, person, { ticket: await ticket })
        ended.push(await client.ended())
      }
      return ended
    }
    const used = await world.ticket(person, documentId)
    const first = await enter(server, documentId, person, { ticket: used })
    first.end()
    ;(await enterAtLast(server, documentId, person)).end()
    await until('nobody is left', async () =>
      (await (await fetch(`${server.httpUrl}/metrics`)).text()).includes('duplex_sync_connections 0\n'),
    )
    expect(
      await codes([
        Promise.resolve('nonsense'),
        Promise.resolve(used),
        world.ticket(person, randomUUID()),
        world.ticket(person, documentId, 'editor', { schemaVersion: 0 }),
        world.ticket(person, documentId, 'editor', { accessVersion: 0 }),
        world.ticket({ ...person, sessionId: randomUUID() }, documentId),
      ]),
    ).toEqual([4401, 4401, 4404, 4426, 4501, 4401])
    const unfinished = await world.ticket(person, documentId)
    const raw = await openRaw(server.port, `/sync/v1/${documentId}?ticket=${unfinished}`, { key: 'too short' })
    await until('it is answered with an HTTP error', () => raw.isGone)
    await enter(server, documentId, person)
  })
})
