import { describe, expect, it } from 'vitest'
import { startChildServer } from './support/child-server.ts'
import { useFixture } from './support/fixture.ts'
import { openRaw } from './support/raw-upgrade.ts'
import { lockDocument } from './support/row-lock.ts'
import { until } from './support/until.ts'
import { WireClient } from './support/wire-client.ts'
import { ticketSecret } from './support/world.ts'

describe('L liveness', () => {
  const fixture = useFixture()

  async function scene(settings = {}) {
    const server = await fixture.start({ settings })
    const documentId = await fixture.world.addDocument()
    const person = await fixture.world.addPerson()
    return { server, documentId, person }
  }

  it('L1 ends who does not answer pings with 4508, and nobody who does', async () => {
    const { server, documentId, person } = await scene({ heartbeatMs: 1_000 })
    const raw = await openRaw(
      server.port,
      `/sync/v1/${documentId}?ticket=${await fixture.world.ticket(person, documentId)}`,
    )
    const client = await (await fixture.connect(server, documentId, person)).sync()
    await until('the deaf one is ended', () => raw.closeCode === 4508)
    expect(client.closed).toBeUndefined()
    await until('the deaf one is gone', () => raw.isGone)
  })

  it('L1 W3 sends heartbeats with the time, and a digest to who has nothing under way', async () => {
    const { server, documentId, person } = await scene({ heartbeatMs: 500 })
    const client = await (await fixture.connect(server, documentId, person)).sync()
    client.text.insert(0, 'x')
    await client.stored()
    await until('there are heartbeats', () => client.of('heartbeat').length >= 2)
    expect(Math.abs((client.of('heartbeat')[0]?.serverTime ?? 0) - Date.now())).toBeLessThan(10_000)
    await until('there is a digest', () => client.ack?.digest.length === 8)
    expect(client.ack).toMatchObject({ received: 2, stored: 2, seq: 1 })
  })

  it('L1 sends a stock client empty awareness messages, and nothing else', async () => {
    const { server, documentId, person } = await scene({ heartbeatMs: 500 })
    const client = await (await fixture.connect(server, documentId, person, { manner: 'stock' })).opened()
    await until('there are two', () => client.of('awareness').length >= 2)
    expect(client.heard.every((heard) => heard.kind === 'awareness' && heard.states.length === 0)).toBe(true)
  })

  it('ends a message that stays unfinished for 10 s, and not one that is slow but ends', async () => {
    const { server, documentId, person } = await scene()
    const path = async () => `/sync/v1/${documentId}?ticket=${await fixture.world.ticket(person, documentId)}`
    const [stuck, slow] = [await openRaw(server.port, await path()), await openRaw(server.port, await path())]
    const startedAt = performance.now()
    stuck.socket.write(new Uint8Array([0x82, 0x85, 0, 0, 0, 0, 1]))
    slow.socket.write(new Uint8Array([0x82, 0x83, 0, 0, 0, 0, 99]))
    slow.socket.write(new Uint8Array([1, 1]))
    await until('it is ended', () => stuck.closeCode === 4508)
    expect(performance.now() - startedAt).toBeGreaterThan(9_500)
    expect(slow.closeCode).toBeUndefined()
    slow.socket.destroy()
  })

  it('L2 ends a reader that leaves 4 MiB waiting with 4590, and others do not notice', async () => {
    const { server, documentId, person } = await scene()
    const connect = async () => (await fixture.connect(server, documentId, person)).sync()
    const writers = await Promise.all([connect(), connect(), connect()])
    const reader = await connect()
    reader.ws.pause()
    // Three, because one alone may not send so much; and the sockets between them hold megabytes too.
    for (let i = 0; i < 7; i++) {
      for (const writer of writers) {
        writer.text.insert(0, 'x'.repeat(1_000_000))
        writer.text.delete(0, 900_000)
        await writer.stored()
      }
    }
    await until('its connection is over', async () => {
      const metrics = await (await fetch(`${server.httpUrl}/metrics`)).text()
      return metrics.includes('duplex_sync_closes_total{close="slowReader"} 1')
    })
    expect(writers.map((writer) => writer.closed)).toEqual([undefined, undefined, undefined])
  })

  it('L3 drains: not ready, no new client, everything stored, closed with 1012 and a window', async () => {
    const { server, documentId, person } = await scene()
    const clients = await Promise.all(
      [1, 2, 3, 4, 5].map(async () => (await fixture.connect(server, documentId, person)).sync()),
    )
    const [writer] = clients as [WireClient]
    await writer.stored()
    const lock = await lockDocument(fixture.database.url, documentId)
    writer.text.insert(0, 'last words')
    await lock.waitedFor()
    const drained = server.drain()
    expect((await fetch(`${server.httpUrl}/readyz`)).status).toBe(503)
    const late = new WireClient(server.wsUrl, documentId, await fixture.world.ticket(person, documentId))
    await late.ended()
    expect(late.heardError[0]?.message).toContain('503')
    expect(await Promise.all(clients.map((client) => client.ended()))).toEqual([1012, 1012, 1012, 1012, 1012])
    for (const client of clients) expect(client.closed?.reason).toMatch(/within \d+ ms$/)
    await lock.release()
    await drained
    expect(await fixture.world.readText(documentId)).toBe('last words')
  })

  it('L3 ends by itself after SIGTERM, with everything stored', async () => {
    const documentId = await fixture.world.addDocument()
    const server = await startChildServer(fixture.database.url, ticketSecret)
    const client = await (await fixture.connect(server, documentId, await fixture.world.addPerson())).sync()
    for (let i = 0; i < 50; i++) client.text.insert(0, `${i} `)
    await until('all is received', () => client.ack?.received === client.sent)
    expect(await server.kill('SIGTERM')).toBe(0)
    expect(await client.ended()).toBe(1012)
    expect(await fixture.world.readText(documentId)).toBe(client.text.toString())
  })
})
