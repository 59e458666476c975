import { createRequire } from 'node:module'
import { startReceiver, type TraceReceiver } from '@duplex/tracing/testing'
import { afterEach, expect, test } from 'vitest'
import { startTestWeb } from './test-web.ts'

const loaded = () =>
  Object.keys(createRequire(import.meta.url).cache).filter((file) => /@opentelemetry.(sdk|exporter)/.test(file))
const [traceId, spanId] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7']
const traceparent = `00-${traceId}-${spanId}-01`

let receiver: TraceReceiver | undefined

afterEach(async () => {
  await receiver?.close()
  receiver = undefined
})

test('without a receiver nothing is traced, told or loaded', async () => {
  const web = await startTestWeb()
  const { headers } = await web.call('GET', '/api/v1/healthz', { headers: { traceparent } })
  await web.stop()
  expect([headers.get('traceresponse'), headers.get('server-timing'), loaded()]).toEqual([null, null, []])
})

test('a request is a span of its caller’s trace, named after its route, with its queries below it', async () => {
  receiver = await startReceiver()
  const web = await startTestWeb({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url })
  const { token, name } = await web.createPerson('Owner')
  const made = await web.call('POST', '/api/v1/documents', { as: token, body: { title: 'Nobody else’s' } })
  const call = { as: token, headers: { traceparent } }
  const answer = await web.call('GET', `/api/v1/documents/${made.body.id}?secret=1`, call)
  expect(answer.status).toBe(200)
  await web.stop()

  const span = receiver.spans.find(({ parentSpanId }) => parentSpanId === spanId)
  expect(span).toMatchObject({ service: 'duplex-web', traceId, facts: { 'http.response.status_code': 200 } })
  expect(span?.name).toMatch(/^GET \/api\/v1\/documents\/(:id|\{id\})$/)
  expect(span?.facts['duplex.request']).toBe(answer.headers.get('x-request-id'))
  const place = `00-${traceId}-${span?.spanId}-01`
  expect(answer.headers.get('traceresponse')).toBe(place)
  expect(answer.headers.get('server-timing')).toBe(`traceparent;desc="${place}"`)
  const queries = receiver.spans.filter(({ parentSpanId }) => parentSpanId === span?.spanId)
  expect(queries.map((query) => query.name)).toContain('Document.findFirst')
  const secrets = new RegExp([token, name, 'Nobody', 'secret', made.body.id, 'SELECT'].join('|'))
  expect(receiver.text).not.toMatch(secrets)
})

test('of a share of none only what the caller records is recorded, and a request that fails says so', async () => {
  receiver = await startReceiver()
  const web = await startTestWeb({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_TRACES_SAMPLER_ARG: '0' })
  await web.call('GET', '/api/v1/healthz')
  await web.call('GET', '/api/nothing', { headers: { traceparent } })
  await web.stop()
  expect(receiver.spans).toMatchObject([{ traceId, facts: { 'http.response.status_code': 404 } }])
})
