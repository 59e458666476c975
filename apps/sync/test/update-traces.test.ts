import { encodeTrace, messageType } from '@duplex/protocol'
import { transportNames, type UpdateTraces } from '@duplex/protocol/client'
import { openTracing, placeFromBytes, placeToBytes } from '@duplex/tracing'
import { type ReceivedSpan, startReceiver, type TraceReceiver } from '@duplex/tracing/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MemoryHub } from '../src/bus/memory-bus.ts'
import { useFixture } from './support/fixture.ts'
import { setLadderScene } from './support/ladder-scene.ts'
import { lockDocument } from './support/row-lock.ts'
import { until } from './support/until.ts'
import type { WireClient } from './support/wire-client.ts'

/** What a page recorded of its edit. */
const place = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', isSampled: true }
const trace = encodeTrace(placeToBytes(place))

function write(client: WireClient, text: string, ...before: Uint8Array[]): void {
  for (const message of before) client.send(message)
  client.text.insert(client.text.length, text)
}

/** What a client was told of traces, and how much text it had when the update of one came. */
function tracesOf({ heard }: WireClient) {
  return heard.flatMap((one, i) => {
    if (one.kind !== 'trace') return []
    return [{ ...placeFromBytes(one.trace), isBeforeUpdate: heard[i + 1]?.kind === 'update' }]
  })
}

describe('W9 the trace of an update', () => {
  const fixture = useFixture()
  let receiver: TraceReceiver
  beforeEach(async () => {
    receiver = await startReceiver()
  })
  afterEach(() => receiver.close())

  const openTraced = (share = 0) =>
    openTracing({ endpoint: receiver.url, share }, { service: 'duplex-sync', onFailed: () => undefined })
  /** By name, of the trace that the page began. */
  const spansOf = (name: string): ReceivedSpan[] =>
    receiver.spans.filter((span) => span.name === name && span.traceId === place.traceId)

  it('W9 goes on at its node and at another one, and everybody who is sent the update is told of it before', async () => {
    const hub = new MemoryHub()
    const tracings = [await openTraced(), await openTraced()]
    const [north, south] = await Promise.all(tracings.map((tracing) => fixture.start({ bus: hub.join(), tracing })))
    if (!north || !south) throw new Error('a node is missing')
    const documentId = await fixture.world.addDocument()
    const [ada, bob] = await Promise.all([fixture.world.addPerson('Ada'), fixture.world.addPerson('Bob')])
    const author = await (await fixture.connect(north, documentId, ada)).sync()
    const beside = await (await fixture.connect(north, documentId, bob)).sync()
    const stock = await (await fixture.connect(north, documentId, bob, { manner: 'stock' })).sync()
    const away = await (await fixture.connect(south, documentId, bob)).sync()
    await author.stored()
    write(author, 'a', trace)
    write(author, 'b')
    await author.stored()
    const readers = [beside, stock, away]
    await until('everybody has it', () => readers.every(({ text }) => text.toString() === 'ab'))
    await Promise.all(tracings.map((tracing) => tracing.flush()))

    const [update] = spansOf('update')
    expect(update?.parentSpanId).toBe(place.spanId)
    expect(['apply', 'commit', 'publish', 'send'].map((name) => spansOf(name)[0]?.parentSpanId)).toEqual(
      Array(4).fill(update?.spanId),
    )
    expect(spansOf('$queryRaw')[0]?.parentSpanId).toBe(spansOf('commit')[0]?.spanId)
    const [received] = spansOf('receive')
    expect(received?.parentSpanId).toBe(spansOf('publish')[0]?.spanId)
    const told = (spanId: string | undefined) => [{ ...place, spanId, isBeforeUpdate: true }]
    expect([author, beside, stock, away].map(tracesOf)).toEqual([
      [],
      told(spansOf('send')[0]?.spanId),
      [],
      told(received?.spanId),
    ])
  })

  it('W9 goes on where the update waits for the commit before it', async () => {
    const tracing = await openTraced()
    const server = await fixture.start({ tracing })
    const documentId = await fixture.world.addDocument()
    const [ada, bob] = await Promise.all([fixture.world.addPerson('Ada'), fixture.world.addPerson('Bob')])
    const busy = await (await fixture.connect(server, documentId, ada)).sync()
    const author = await (await fixture.connect(server, documentId, bob)).sync()
    const lock = await lockDocument(fixture.database.url, documentId)
    write(busy, 'first')
    await lock.waitedFor()
    write(author, 'second', trace)
    await until('it waits', () => author.ack?.received === author.sent)
    await lock.release()
    await author.stored()
    await tracing.flush()
    const [update] = spansOf('update')
    expect(update?.parentSpanId).toBe(place.spanId)
    expect(spansOf('commit')[0]?.parentSpanId).toBe(update?.spanId)
  })

  it('W9 is that of the next update alone, and is forgotten with one that is refused', async () => {
    const tracing = await openTraced()
    const server = await fixture.start({ tracing })
    const documentId = await fixture.world.addDocument()
    const ada = await fixture.world.addPerson('Ada')
    const author = await (await fixture.connect(server, documentId, ada)).sync()
    await author.stored()
    author.send(trace)
    author.ws.send(new Uint8Array([messageType.sync, 2, 1, 0]))
    author.sent++
    write(author, 'after it')
    await until('it is read', async () => (await fixture.world.readText(documentId)).includes('after'))
    await tracing.flush()
    expect(spansOf('update')).toEqual([])
  })

  it('W9 costs and says nothing where nothing is traced', async () => {
    const server = await fixture.start()
    const documentId = await fixture.world.addDocument()
    const [ada, bob] = await Promise.all([fixture.world.addPerson('Ada'), fixture.world.addPerson('Bob')])
    const author = await (await fixture.connect(server, documentId, ada)).sync()
    const reader = await (await fixture.connect(server, documentId, bob)).sync()
    write(author, 'a', trace)
    await author.stored()
    await until('it is there', () => reader.text.length === 1)
    expect([tracesOf(reader), receiver.spans, author.closed]).toEqual([[], [], undefined])
  })

  it('W9 is told to those who read, where the node itself chose the update', async () => {
    const server = await fixture.start({ tracing: await openTraced(1) })
    const documentId = await fixture.world.addDocument()
    const [ada, bob] = await Promise.all([fixture.world.addPerson('Ada'), fixture.world.addPerson('Bob')])
    const author = await (await fixture.connect(server, documentId, ada)).sync()
    const reader = await (await fixture.connect(server, documentId, bob)).sync()
    write(author, 'a')
    await until('it is there', () => reader.text.length === 1)
    expect(tracesOf(reader)).toMatchObject([{ isBeforeUpdate: true }])
  })

  it.each(transportNames)('W9 keeps its place before the update over %s', async (transport) => {
    const scene = await setLadderScene(fixture, { tracing: await openTraced() })
    const arrived: string[] = []
    const sends: UpdateTraces = {
      sent: () => ({ place: placeToBytes(place), end: () => undefined }),
      arrived: () => () => undefined,
    }
    const hears: UpdateTraces = {
      sent: () => undefined,
      arrived(bytes) {
        const before = bob.text.toString()
        return () => void arrived.push(`${placeFromBytes(bytes).traceId} ${before}>${bob.text.toString()}`)
      },
    }
    const ada = await scene.open('Ada', { transport, traces: sends })
    const bob = await scene.open('Bob', { transport, traces: hears })
    await Promise.all([ada.stored(), bob.stored()])
    ada.text.insert(0, 'a')
    await until('it is there', () => bob.text.length === 1)
    ada.text.insert(1, 'b')
    await until('it is there', () => bob.text.length === 2)
    await ada.stored()
    expect(arrived).toEqual([`${place.traceId} >a`])
    expect([ada.connections, bob.connections, bob.transport]).toEqual([1, 1, transport])
  })
})
