import { createHash } from 'node:crypto'
import { encodeInspect, encodeReport, type WireRecord } from '@duplex/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { type ByteCounter, startByteCounter } from './support/byte-counter.ts'
import { useFixture } from './support/fixture.ts'
import { until } from './support/until.ts'
import { setVisitScene } from './support/visit-scene.ts'
import type { WireClient } from './support/wire-client.ts'

type Kind = WireRecord['kind']

function recordsOf<K extends Kind>(client: WireClient, kind: K): Extract<WireRecord, { kind: K }>[] {
  const records = client.of('report').flatMap((report) => report.records)
  return records.filter((record): record is Extract<WireRecord, { kind: K }> => record.kind === kind)
}

describe('W7 inspection of a WebSocket', () => {
  const fixture = useFixture()
  const counters: ByteCounter[] = []
  afterEach(() => {
    for (const counter of counters.splice(0)) counter.close()
  })

  async function scene(settings = {}) {
    const server = await fixture.start({ settings })
    const documentId = await fixture.world.addDocument()
    const person = await fixture.world.addPerson()
    return { server, documentId, person }
  }

  it('W7 counts the bytes that TCP carried since the first, both ways', async () => {
    const { server, documentId, person } = await scene()
    const counter = await startByteCounter(server.port)
    counters.push(counter)
    const client = await fixture.connect({ wsUrl: `ws://127.0.0.1:${counter.port}/sync/v1` }, documentId, person)
    await client.sync()
    for (const text of ['a', 'b'.repeat(200), 'c'.repeat(70_000)]) client.text.insert(0, text)
    client.ws.ping('with a payload')
    await client.stored()
    client.send(encodeInspect('totals'))
    const report = await until('there are totals', () => client.of('report')[0])
    const { totals, records } = report
    expect(records).toEqual([])
    expect(totals).toMatchObject({ requests: 1, bytesIn: counter.up, messagesOut: client.heard.length - 1 })
    // What says so is a frame itself, and comes last.
    expect(counter.down - totals.bytesOut).toBe(2 + encodeReport(report).length)
    expect(totals.framesIn - totals.messagesIn).toBe(1)
    expect(totals.framesOut - totals.messagesOut).toBe(1)
  })

  it('W7 shows the handshake, and each frame with its header and the number of its message', async () => {
    const { server, documentId, person } = await scene({ heartbeatMs: 300 })
    const client = await (await fixture.connect(server, documentId, person)).sync()
    client.send(encodeInspect('on'))
    const handshake = await until('the handshake is told', () => recordsOf(client, 'handshake')[0])
    const accept = createHash('sha1').update(`${handshake.key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
    expect(handshake).toMatchObject({ accept, protocol: 'duplex.v1' })
    const before = client.heard.length
    client.text.insert(0, 'x'.repeat(300))
    const frame = await until('the frame is told', () =>
      recordsOf(client, 'frame').find(({ direction, payloadBytes }) => direction === 'in' && payloadBytes > 300),
    )
    // A step 1, a step 2 and the wish came before it.
    expect(frame).toMatchObject({ start: 0x82, isMasked: true, headerBytes: 8, message: 4, roundTripUs: 0 })
    const answer = recordsOf(client, 'frame').find(({ direction, message }) => direction === 'out' && message > before)
    expect(answer).toMatchObject({ start: 0x82, isMasked: false, headerBytes: 2 })
    const pong = await until('a pong is told', () => recordsOf(client, 'frame').find(({ start }) => start === 0x8a))
    expect(pong).toMatchObject({ direction: 'in', isMasked: true, headerBytes: 6, payloadBytes: 0, message: 0 })
    expect(pong.roundTripUs).toBeGreaterThan(0)
    expect(pong.roundTripUs).toBeLessThan(5_000_000)
  })

  it('W7 tells of its own connection, and nothing of who else is in the document', async () => {
    const { server, documentId, person } = await scene()
    const [inspector, writer] = [
      await (await fixture.connect(server, documentId, person)).sync(),
      await (await fixture.connect(server, documentId, await fixture.world.addPerson('Bob'))).sync(),
    ]
    inspector.send(encodeInspect('on'))
    writer.text.insert(0, 'x'.repeat(300))
    await writer.stored()
    await until('what came is told', () =>
      recordsOf(inspector, 'frame').some(({ direction, payloadBytes }) => direction === 'out' && payloadBytes > 300),
    )
    expect(recordsOf(inspector, 'frame').filter(({ direction }) => direction === 'in').length).toBeLessThanOrEqual(1)
    expect(writer.of('report')).toEqual([])
  })

  it('W7 says nothing any more after off, and never to a stock client', async () => {
    const { server, documentId, person } = await scene({ heartbeatMs: 300 })
    const client = await (await fixture.connect(server, documentId, person)).sync()
    const stock = await (await fixture.connect(server, documentId, person, { manner: 'stock' })).sync()
    stock.ws.send(encodeInspect('on'))
    client.send(encodeInspect('on'))
    await until('there is a report', () => client.of('report').length > 0)
    client.send(encodeInspect('off'))
    client.text.insert(0, 'x')
    await client.stored()
    const told = client.of('report').length
    const beats = client.of('heartbeat').length
    await until('time has passed', () => client.of('heartbeat').length > beats + 2)
    expect(client.of('report').length).toBe(told)
    expect(stock.heard.map(({ kind }) => kind)).not.toContain('report')
    expect(stock.closed).toBeUndefined()
  })

  it('W7 L2 wishes have the rate of messages', async () => {
    const { server, documentId, person } = await scene()
    const client = await (await fixture.connect(server, documentId, person)).sync()
    for (let i = 0; i < 400; i++) client.send(encodeInspect('on'))
    expect(await client.ended()).toBe(4529)
    expect(client.of('report').length).toBeLessThan(310)
  })

  it('W7 shows no ticket, and no key of a visit', async () => {
    const { server, documentId, person } = await scene()
    const ticket = await fixture.world.ticket(person, documentId)
    const client = await (await fixture.connect(server, documentId, person, { ticket })).sync()
    client.send(encodeInspect('on'))
    await until('there is a report', () => client.of('report')[0])
    expect(JSON.stringify(client.of('report'))).not.toContain(ticket.slice(0, 20))
    const { visit } = await setVisitScene(fixture)
    const visitor = await visit()
    await visitor.say(1, [encodeInspect('on')])
    const told = await visitor.ask(0)
    expect(JSON.stringify(told)).not.toContain(visitor.key.slice(0, 20))
  })
})
