import { startReceiver, type TraceReceiver } from '@duplex/tracing/testing'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestWeb, type TestPerson, type TestWeb } from './test-web.ts'

const [traceId, spanId, parentSpanId] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7', '1'.repeat(16)]

function spanOf(changes: Record<string, unknown> = {}) {
  const to = Date.now()
  const facts = { 'duplex.document': uuidv7(), 'duplex.bytes': 27 }
  return { name: 'edit', kind: 'producer', traceId, spanId, from: to - 12.5, to, isFailed: false, facts, ...changes }
}

let receiver: TraceReceiver
let web: TestWeb
let ada: TestPerson
beforeAll(async () => {
  receiver = await startReceiver()
  web = await startTestWeb({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_TRACES_SAMPLER_ARG: '0',
    RATE_LIMITS: 'on',
  })
  ada = await web.createPerson('Ada')
})
afterAll(async () => {
  await web.stop()
  await receiver.close()
})

const report = (spans: unknown, as = ada.token) => web.call('POST', '/api/v1/traces', { as, body: { spans } })

describe('spans of a page', () => {
  test('are sent on as those of duplex-page, whatever share this process records itself', async () => {
    const request = { name: 'POST /api/v1/documents/:id/ticket', kind: 'client', spanId: 'a'.repeat(16), parentSpanId }
    const facts = { 'http.request.method': 'POST', 'http.response.status_code': 200 }
    const spans = [spanOf(), spanOf({ ...request, facts, isFailed: true })]
    expect((await report(spans)).status).toBe(202)
    await web.tracing.flush()
    const [edit, ticket] = receiver.spans
    expect(edit).toMatchObject({ service: 'duplex-page', name: 'edit', traceId, spanId, facts: { 'duplex.bytes': 27 } })
    expect(Number((edit?.to ?? 0n) - (edit?.from ?? 0n))).toBe(12_500_000)
    expect(ticket).toMatchObject({ service: 'duplex-page', name: request.name, parentSpanId, facts })
  })

  test.each<[string, unknown]>([
    ['a fact that is on no list', [spanOf({ facts: { 'db.statement': 'Dear diary' } })]],
    ['a text where a number belongs', [spanOf({ facts: { 'duplex.bytes': 'Dear diary' } })]],
    ['a document that is no id', [spanOf({ facts: { 'duplex.document': 'Dear diary' } })]],
    ['a field too many', [spanOf({ events: [] })]],
    ['a trace of zeros', [spanOf({ traceId: '0'.repeat(32) })]],
    ['a span in upper case', [spanOf({ spanId: 'A'.repeat(16) })]],
    ['a time that is none', [spanOf({ to: null })]],
    ['no span', []],
    ['more than 50', Array.from({ length: 51 }, () => spanOf())],
  ])('are refused with %s', async (_, spans) => {
    const before = receiver.spans.length
    const { status, body } = await report(spans)
    expect([status, body.code]).toEqual([422, 'invalid-request'])
    await web.tracing.flush()
    expect(receiver.spans).toHaveLength(before)
  })

  test.each<[string, Record<string, unknown>]>([
    ['a name that is on no list', { name: 'Dear diary' }],
    ['a route that is none', { name: 'GET /api/v1/diary' }],
    ['a path with an id in it', { name: `GET /api/v1/documents/${uuidv7()}` }],
    ['an end before the beginning', { from: Date.now(), to: Date.now() - 5 }],
    ['a time long ago', { from: Date.now() - 2 * 3_600_000 }],
    ['a time to come', { to: Date.now() + 2 * 3_600_000 }],
  ])('are left out with %s, and the others beside them are not', async (_, changes) => {
    const before = receiver.spans.length
    expect((await report([spanOf(changes), spanOf({ spanId: 'b'.repeat(16) })])).status).toBe(202)
    await web.tracing.flush()
    expect(receiver.spans.slice(before).map(({ spanId: id }) => id)).toEqual(['b'.repeat(16)])
  })

  test('are refused where they are more than 64 KiB', async () => {
    const { status, body } = await report([spanOf({ name: 'x'.repeat(65_536) })])
    expect([status, body.code]).toEqual([413, 'too-large'])
  })

  test('are refused of whoever is not signed in, or sends without end', async () => {
    expect((await report([spanOf()], 'nobody')).status).toBe(401)
    const ben = await web.createPerson('Ben')
    const key = `traces:${ben.id}`
    await web.prisma.rateLimit.create({ data: { id: uuidv7(), key, count: 599, lastRequest: Date.now() } })
    expect((await report([spanOf()], ben.token)).status).toBe(202)
    const { status, headers } = await report([spanOf()], ben.token)
    expect([status, Number(headers.get('retry-after')) > 0]).toEqual([429, true])
  })

  test('bring about no span of the request that brings them', async () => {
    await web.tracing.flush()
    const before = receiver.spans.length
    const headers = { traceparent: `00-${traceId}-${spanId}-01` }
    await web.call('POST', '/api/v1/traces', { as: ada.token, body: { spans: [spanOf()] }, headers })
    await web.tracing.flush()
    expect(receiver.spans.slice(before).map(({ name }) => name)).toEqual(['edit'])
  })

  test('have no door where nothing is traced', async () => {
    const plain = await startTestWeb()
    const { token } = await plain.createPerson('Cleo')
    const { status, body } = await plain.call('POST', '/api/v1/traces', { as: token, body: { spans: [spanOf()] } })
    expect([status, body.code]).toEqual([404, 'not-found'])
    await plain.stop()
  })
})
