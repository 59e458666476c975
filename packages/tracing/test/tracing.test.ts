import { createRequire } from 'node:module'
import { afterEach, describe, expect, it } from 'vitest'
import { openTracing, type Tracing } from '../src/index.ts'
import { startReceiver, type TraceReceiver } from '../src/testing/index.ts'

const loaded = () =>
  Object.keys(createRequire(import.meta.url).cache).filter((file) => /@opentelemetry.(sdk|exporter)/.test(file))
const failures: unknown[] = []
const tracer = { service: 'test', onFailed: (cause: unknown) => void failures.push(cause) }

let receiver: TraceReceiver | undefined
let tracing: Tracing | undefined

async function open(share: number): Promise<Tracing> {
  receiver = await startReceiver()
  tracing = await openTracing({ endpoint: `${receiver.url}/`, share }, tracer)
  return tracing
}

afterEach(async () => {
  await tracing?.close()
  await receiver?.close()
  failures.length = 0
})

describe('tracing', () => {
  it('loads nothing where it is off, and does the work all the same', async () => {
    const off = await openTracing(undefined, tracer)
    const span = off.begin('a')
    expect(await span.within(() => off.query('Document.count', async () => 7))).toBe(7)
    expect(loaded()).toEqual([])
    await open(1)
    expect(loaded()).not.toEqual([])
  })

  it('sends a span, its parts and its queries as one trace, with the times that were given', async () => {
    const on = await open(1)
    const span = on.begin('whole', { kind: 'server', at: 1_700_000_000_000.5, facts: { count: 2 } })
    await span.within(() => on.query('Document.findMany', async () => []))
    span.end(1_700_000_000_002)
    await on.flush()
    const [query, whole] = receiver?.spans ?? []
    expect(whole).toMatchObject({ service: 'test', name: 'whole', parentSpanId: undefined, facts: { count: 2 } })
    expect([whole?.from, whole?.to]).toEqual([1_700_000_000_000_500_000n, 1_700_000_000_002_000_000n])
    expect(query).toMatchObject({ name: 'Document.findMany', traceId: whole?.traceId, parentSpanId: whole?.spanId })
  })

  it('records no query of what goes on after its span, and none that belongs to nothing', async () => {
    const on = await open(1)
    const span = on.begin('short')
    let goOn: () => void = () => undefined
    const later = span.within(async () => {
      await new Promise<void>((resolve) => {
        goOn = resolve
      })
      await on.query('late', async () => undefined)
    })
    span.end()
    goOn()
    await later
    await on.query('alone', async () => undefined)
    await on.flush()
    expect(receiver?.spans.map(({ name }) => name)).toEqual(['short'])
  })

  it('records no trace of its own with a share of 0, and the parts of one that another recorded', async () => {
    const on = await open(0)
    on.begin('own').end()
    const parent = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), isSampled: true }
    on.begin('part', { parent }).end()
    await on.flush()
    expect(receiver?.spans).toMatchObject([{ name: 'part', traceId: parent.traceId, parentSpanId: parent.spanId }])
  })

  it('says that nobody took a span, and goes on', async () => {
    const on = await open(1)
    await receiver?.close()
    receiver = undefined
    on.begin('lost').end()
    await on.close()
    expect(failures.length).toBeGreaterThan(0)
  })
})
