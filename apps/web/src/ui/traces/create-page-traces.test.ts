import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPageTraces, routeOf } from './create-page-traces.ts'

type Spans = Parameters<NonNullable<Parameters<typeof createPageTraces>[1]>>[0]

const documentId = '0198c0de-0000-7000-8000-000000000001'
const path = `/api/v1/documents/${documentId}`

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** What a page records, and all that it has given away when so much time has passed that it must have. */
function createStage(share: number) {
  const sent: Spans[number][] = []
  const traces = createPageTraces(share, async (spans) => void sent.push(...spans))
  const passed = async () => {
    await vi.advanceTimersByTimeAsync(20_000)
    return sent
  }
  return { traces, passed }
}

describe('what a page records', () => {
  it('is its requests, named after their routes, and the server is told of which trace', async () => {
    const { traces, passed } = createStage(1)
    const headers = new Headers()
    await traces.request('GET', path, headers, async () => new Response(null, { status: 404 }))
    const [span] = await passed()
    expect(span).toMatchObject({ name: 'GET /api/v1/documents/:id', kind: 'client', isFailed: true })
    expect(span?.facts).toEqual({ 'http.request.method': 'GET', 'http.response.status_code': 404 })
    expect(headers.get('traceparent')).toBe(`00-${span?.traceId}-${span?.spanId}-01`)
  })

  it('is a request without an answer, which fails as it does', async () => {
    const { traces, passed } = createStage(1)
    const cause = new TypeError('no network')
    await expect(traces.request('GET', path, new Headers(), () => Promise.reject(cause))).rejects.toBe(cause)
    expect(await passed()).toMatchObject([{ isFailed: true, facts: { 'http.request.method': 'GET' } }])
  })

  it('is an edit on its way, of which the server is told 24 bytes', async () => {
    const { traces, passed } = createStage(1)
    const [stored, lost] = [traces.sent(documentId, 27), traces.sent(documentId, 3)]
    stored?.end('stored')
    lost?.end('lost')
    const [first, second] = await passed()
    expect(Buffer.from(stored?.place ?? []).toString('hex')).toBe(`${first?.traceId}${first?.spanId}`)
    const facts = { 'duplex.document': documentId, 'duplex.bytes': 27 }
    expect(first).toMatchObject({ name: 'edit', kind: 'producer', isFailed: false, facts })
    expect(second).toMatchObject({ isFailed: true })
  })

  it('is what arrived of another trace', async () => {
    const { traces, passed } = createStage(0)
    traces.arrived(documentId, new Uint8Array(24).fill(0xab), 5)()
    expect(await passed()).toMatchObject([{ name: 'show', traceId: 'ab'.repeat(16), parentSpanId: 'ab'.repeat(8) }])
  })

  it('is nothing of its own with a share of 0, which the server is told as well', async () => {
    const { traces, passed } = createStage(0)
    const headers = new Headers()
    await traces.request('GET', path, headers, async () => new Response())
    expect(headers.get('traceparent')).toMatch(/-00$/)
    expect([traces.sent(documentId, 1), await passed()]).toEqual([undefined, []])
  })
})

describe('the route of a path', () => {
  it.each([
    [`${path}/members/${documentId}`, '/api/v1/documents/:id/members/:id'],
    ['/api/v1/me/sessions', '/api/v1/me/sessions'],
  ])('%s is %s', (given, expected) => {
    expect(routeOf(given)).toBe(expected)
  })
})
