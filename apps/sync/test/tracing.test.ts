import { createRequire } from 'node:module'
import { openTracing } from '@duplex/tracing'
import { type ReceivedSpan, startReceiver, type TraceReceiver } from '@duplex/tracing/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { MemoryHub } from '../src/bus/memory-bus.ts'
import { startChildServer } from './support/child-server.ts'
import { useFixture } from './support/fixture.ts'
import { until } from './support/until.ts'
import { ticketSecret } from './support/world.ts'

const loaded = () =>
  Object.keys(createRequire(import.meta.url).cache).filter((file) => /@opentelemetry.(sdk|exporter)/.test(file))

describe('traces', () => {
  const fixture = useFixture()
  let receiver: TraceReceiver | undefined

  afterEach(async () => {
    await receiver?.close()
    receiver = undefined
  })

  async function receive(): Promise<TraceReceiver> {
    receiver = await startReceiver()
    return receiver
  }

  /** A sync node that is traced as a whole. */
  async function startTraced(hub: MemoryHub, endpoint: string) {
    const tracing = await openTracing({ endpoint, share: 1 }, { service: 'duplex-sync', onFailed: () => undefined })
    return { tracing, server: await fixture.start({ bus: hub.join(), tracing }) }
  }

  it('are neither made nor loaded where no receiver is named', async () => {
    const { url } = await receive()
    const server = await fixture.start()
    const ada = await fixture.world.addPerson('Ada')
    const a = await (await fixture.connect(server, await fixture.world.addDocument(), ada)).sync()
    a.text.insert(0, 'untold')
    await a.stored()
    await server.close()
    expect([loaded(), receiver?.spans]).toEqual([[], []])
    await openTracing({ endpoint: url, share: 1 }, { service: 'seen', onFailed: () => undefined })
    expect(loaded()).not.toEqual([])
  })

  it('show one update as one trace: received, applied, committed, sent, published, and received at the other node', async () => {
    const { url, spans } = await receive()
    expect(spans).toEqual([])
    const hub = new MemoryHub()
    const [north, south] = [await startTraced(hub, url), await startTraced(hub, url)]
    const documentId = await fixture.world.addDocument('A title that nobody else may read')
    const [ada, bob] = await Promise.all([fixture.world.addPerson('Ada'), fixture.world.addPerson('Bob')])
    const a = await (await fixture.connect(north.server, documentId, ada)).sync()
    const b = await (await fixture.connect(south.server, documentId, bob)).sync()
    a.text.insert(0, 'a text that nobody else may read')
    await a.stored()
    await until('it is at the other node', () => b.text.length > 0)
    await Promise.all([north.tracing.flush(), south.tracing.flush()])

    const all = receiver?.spans ?? []
    const named = (name: string) => all.filter((span) => span.name === name)
    const [update] = named('update')
    const trace = all.filter((span) => span.traceId === update?.traceId)
    const parts = trace.filter((span) => span.parentSpanId === update?.spanId).sort(byBegin)
    expect(parts.map(({ name }) => name)).toEqual(['apply', 'commit', 'publish', 'send'])
    for (const [i, part] of parts.slice(1).entries()) expect(part.from).toBe(parts[i]?.to)
    expect([parts[0]?.from, parts.at(-1)?.to]).toEqual([update?.from, update?.to])

    const [, commit, publish] = parts
    const statements = trace.filter((span) => span.parentSpanId === commit?.spanId)
    expect(statements.map(({ name }) => name)).toEqual(['$queryRaw'])
    const [received] = named('receive')
    expect(received).toMatchObject({ traceId: update?.traceId, parentSpanId: publish?.spanId })
    const nodes = [publish, received].map((span) => span?.facts['duplex.node'])
    expect(new Set([undefined, ...nodes]).size).toBe(3)
    expect(received?.facts['duplex.document']).toBe(documentId)
    expect(receiver?.text).not.toMatch(/nobody else|Ada|Bob|INSERT|SELECT/)
  })

  it('show who was let in or not, with what was asked of the database, and go on with the trace of a proxy', async () => {
    const { url } = await receive()
    const { tracing, server } = await startTraced(new MemoryHub(), url)
    const ada = await fixture.world.addPerson('Ada')
    const documentId = await fixture.world.addDocument()
    await (await fixture.connect(server, documentId, ada)).sync()
    const [traceId, spanId] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7']
    const headers = { traceparent: `00-${traceId}-${spanId}-01`, authorization: 'Bearer no-ticket' }
    const path = `${server.httpUrl}/sync/v1/${documentId}/visit`
    expect((await fetch(path, { method: 'POST', headers })).status).toBe(401)
    await tracing.flush()
    const [admitted, refused] = (receiver?.spans ?? []).filter(({ name }) => name === 'admission')
    expect(admitted?.facts['duplex.outcome']).toBe('admitted')
    const queries = receiver?.spans.filter((span) => span.parentSpanId === admitted?.spanId) ?? []
    expect(queries.length).toBeGreaterThan(2)
    expect(refused).toMatchObject({ traceId, parentSpanId: spanId, facts: { 'duplex.outcome': 'signedOut' } })
  })

  it('are sent by the program when its environment names a receiver, the last ones before it ends', async () => {
    const { url } = await receive()
    const more = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_TRACES_SAMPLER_ARG: '1' }
    const server = await startChildServer(fixture.database.url, ticketSecret, more)
    const ada = await fixture.world.addPerson('Ada')
    const a = await (await fixture.connect(server, await fixture.world.addDocument(), ada)).sync()
    a.text.insert(0, 'told')
    await a.stored()
    expect(await server.kill('SIGTERM')).toBe(0)
    const names = receiver?.spans.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['admission', 'update', 'commit', 'publish']))
    expect(new Set(receiver?.spans.map(({ service }) => service))).toEqual(new Set(['duplex-sync']))
  })
})

function byBegin(a: ReceivedSpan, b: ReceivedSpan): number {
  return Number(a.from - b.from) || Number(a.to - b.to)
}
