import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ApiError } from './api-error.ts'
import { request } from './request.ts'

type Answer = { status: number; body: string; headers?: Record<string, string> }

const answers: Record<string, Answer> = {
  '/ok?search=a+%26+b': { status: 200, body: '{"items":[]}' },
  '/gone': { status: 204, body: '' },
  '/stale': { status: 412, body: '{"code":"version-mismatch","status":412,"requestId":"r1"}' },
  '/busy': { status: 429, body: 'slow down', headers: { 'retry-after': '7' } },
  '/proxy': { status: 502, body: '<html>Bad gateway</html>' },
}
const seen: { url?: string; ifMatch?: string }[] = []
let server: Server
let origin = ''

beforeAll(async () => {
  server = createServer((incoming, outgoing) => {
    seen.push({ url: incoming.url, ifMatch: incoming.headers['if-match'] })
    const answer = answers[incoming.url ?? ''] ?? { status: 500, body: '' }
    outgoing.writeHead(answer.status, answer.headers).end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => new Promise((resolve) => server.close(resolve)))

async function refusalOf(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ApiError)) throw new Error('expected an ApiError')
  return error
}

it('leaves out undefined query values and escapes the others', async () => {
  const answer = await request(`${origin}/ok`, { query: { search: 'a & b', cursor: undefined } })
  expect(answer).toEqual({ items: [] })
})

it('answers undefined for 204', async () => {
  expect(await request(`${origin}/gone`, { method: 'DELETE' })).toBeUndefined()
})

it('sends the version as If-Match and turns problem+json into an ApiError', async () => {
  const error = await refusalOf(request(`${origin}/stale`, { method: 'PATCH', body: {}, ifVersion: 4 }))
  expect(error).toMatchObject({ status: 412, code: 'version-mismatch', requestId: 'r1' })
  expect(seen.at(-1)).toEqual({ url: '/stale', ifMatch: '"4"' })
})

it('reads Retry-After where the body is not a problem', async () => {
  const error = await refusalOf(request(`${origin}/busy`))
  expect(error).toMatchObject({ code: 'too-many-requests', retryAfterSeconds: 7 })
})

it('calls the answer of a broken proxy internal', async () => {
  expect(await refusalOf(request(`${origin}/proxy`))).toMatchObject({ status: 502, code: 'internal' })
})

it('calls a missing answer unreachable', async () => {
  expect(await refusalOf(request('http://127.0.0.1:1/'))).toMatchObject({ status: 0, code: 'unreachable' })
})

it('lets an abort through as what it is', async () => {
  const reason = new Error('no longer wanted')
  await expect(request(`${origin}/ok`, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
})
