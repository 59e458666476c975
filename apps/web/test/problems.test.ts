import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { maxBodyBytes, maxImportBytes } from '../src/server/api/app.ts'
import { problemTable } from '../src/server/api/problem.ts'
import { type Answer, type Call, startTestWeb, type TestPerson, type TestWeb } from './test-web.ts'

let web: TestWeb
let ada: TestPerson
beforeAll(async () => {
  web = await startTestWeb()
  ada = await web.createPerson('Ada')
})
afterAll(() => web.stop())

/** What every problem is, whatever caused it. */
function expectProblem(answer: Answer, status: number, code: keyof typeof problemTable) {
  expect(answer.status, answer.text).toBe(status)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(answer.body).toMatchObject({
    type: `/api/docs#problem-${code}`,
    title: problemTable[code].title,
    status,
    code,
    detail: expect.any(String),
    requestId: answer.headers.get('x-request-id'),
  })
}

const json = { 'Content-Type': 'application/json' }

describe('a problem', () => {
  test.each<[string, string, string, Call, number, keyof typeof problemTable]>([
    ['an unknown path', 'GET', '/api/v1/nothing', {}, 404, 'not-found'],
    ['an unknown path beside the API', 'GET', '/api/v2/documents', {}, 404, 'not-found'],
    ['a path of the accounts library that is not offered', 'GET', '/api/auth/list-sessions', {}, 404, 'not-found'],
    ['a method that the path does not know', 'PUT', '/api/v1/setup', {}, 405, 'method-not-allowed'],
    ['invalid JSON', 'POST', '/api/v1/documents', { body: '{"title":', headers: json }, 400, 'malformed-request'],
    ['JSON that is no object', 'POST', '/api/v1/documents', { body: '[]', headers: json }, 422, 'invalid-request'],
    ['a field of a wrong type', 'POST', '/api/v1/documents', { body: { title: 7 } }, 422, 'invalid-request'],
    ['a title of two lines', 'POST', '/api/v1/documents', { body: { title: 'a\nb' } }, 422, 'invalid-request'],
    ['a title that hides text', 'POST', '/api/v1/documents', { body: { title: 'a\u202eb' } }, 422, 'invalid-request'],
    ['an endless title', 'POST', '/api/v1/documents', { body: { title: 'x'.repeat(201) } }, 422, 'invalid-request'],
    ['an unknown field', 'POST', '/api/v1/documents', { body: { title: 'x', role: 'owner' } }, 422, 'invalid-request'],
    ['an unknown query parameter', 'GET', '/api/v1/documents?owner=me', {}, 422, 'invalid-request'],
    ['a query parameter given twice', 'GET', '/api/v1/documents?limit=1&limit=2', {}, 422, 'invalid-request'],
    ['a page beyond the bound', 'GET', '/api/v1/documents?limit=101', {}, 422, 'invalid-request'],
    ['an empty page', 'GET', '/api/v1/documents?limit=0', {}, 422, 'invalid-request'],
    ['a made-up cursor', 'GET', '/api/v1/documents?cursor=bm9uc2Vuc2U', {}, 422, 'invalid-request'],
    [
      'an operator in place of a text',
      'POST',
      '/api/v1/documents',
      { body: { title: { contains: '' } } },
      422,
      'invalid-request',
    ],
    ['an id that is no id', 'GET', '/api/v1/documents/7', {}, 404, 'not-found'],
    ['an id with a quote', 'GET', "/api/v1/documents/'%20OR%201=1", {}, 404, 'not-found'],
    ['an unknown id', 'GET', `/api/v1/documents/${uuidv7()}`, {}, 404, 'not-found'],
    [
      'a body of another type',
      'POST',
      '/api/v1/documents',
      { body: 'title=x', headers: { 'Content-Type': 'text/plain' } },
      415,
      'unsupported-media-type',
    ],
    ['a body without a type', 'POST', '/api/v1/documents/import', {}, 415, 'unsupported-media-type'],
    [
      'a body over the limit',
      'POST',
      '/api/v1/documents',
      { body: `"${'x'.repeat(maxBodyBytes)}"`, headers: json },
      413,
      'too-large',
    ],
    [
      'an import over the limit',
      'POST',
      '/api/v1/documents/import',
      { body: 'x'.repeat(maxImportBytes + 1), headers: { 'Content-Type': 'text/markdown' } },
      413,
      'too-large',
    ],
    [
      'an unknown content format',
      'GET',
      `/api/v1/documents/${uuidv7()}/content?format=pdf`,
      {},
      422,
      'invalid-request',
    ],
    [
      'an empty Idempotency-Key',
      'POST',
      '/api/v1/documents',
      { body: {}, headers: { 'Idempotency-Key': '' } },
      400,
      'malformed-request',
    ],
    [
      'an endless Idempotency-Key',
      'POST',
      '/api/v1/documents',
      { body: {}, headers: { 'Idempotency-Key': 'k'.repeat(256) } },
      400,
      'malformed-request',
    ],
  ])('for %s', async (_, method, path, call, status, code) => {
    expectProblem(await web.call(method, path, { as: ada.token, ...call }), status, code)
  })

  test('for a request without a session says how to sign in', async () => {
    const answer = await web.call('GET', '/api/v1/me')
    expectProblem(answer, 401, 'signed-out')
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="Duplex"')
  })

  test('for a session that never was', async () => {
    for (const token of ['nonsense', 'a.b', '%', 'x'.repeat(5_000)]) {
      expectProblem(await web.call('GET', '/api/v1/me', { as: token }), 401, 'signed-out')
    }
  })

  test('for a foreign page', async () => {
    const headers = { Origin: 'https://evil.example' }
    expectProblem(await web.call('POST', '/api/v1/documents', { body: {}, headers }), 403, 'cross-site')
  })

  test('names each field that does not fit', async () => {
    const { body } = await web.call('POST', '/api/auth/sign-up/email', { body: { email: 'x', password: '' } })
    expect(body.errors.map((error: { path: string }) => error.path).sort()).toEqual(['email', 'name', 'password'])
  })

  test('for a wrong method lists the right ones', async () => {
    const answer = await web.call('DELETE', '/api/v1/documents', { as: ada.token })
    expectProblem(answer, 405, 'method-not-allowed')
    expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'HEAD', 'POST'])
  })

  test('carries the security headers of every other answer', async () => {
    const { headers } = await web.call('GET', '/api/v1/nothing')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cache-control')).toBe('no-store')
  })

  test('repeats a request id that is fit for a log, and makes its own otherwise', async () => {
    const own = await web.call('GET', '/api/v1/healthz', { headers: { 'X-Request-Id': 'trace-42' } })
    expect(own.headers.get('x-request-id')).toBe('trace-42')
    for (const forged of ['a b', 'x'.repeat(65)]) {
      const answer = await web.call('GET', '/api/v1/healthz', { headers: { 'X-Request-Id': forged } })
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    }
  })
})

test('an error of the server says nothing about itself', async () => {
  const id = uuidv7()
  await web.prisma.document.create({
    data: { id, title: 'Damaged', lastSeq: 1, members: { create: { userId: ada.id, role: 'owner' } } },
  })
  const bytes = new Uint8Array([1, 2, 3])
  await web.prisma.documentUpdate.create({ data: { documentId: id, seq: 1, bytes, checksum: new Uint8Array(8) } })
  const answer = await web.call('GET', `/api/v1/documents/${id}/content`, { as: ada.token })
  expectProblem(answer, 500, 'document-damaged')
  expect(answer.text).not.toMatch(/checksum|update 1/)
})

test('ST6 the content of a quarantined document is answered like that of a damaged one, and the document is there', async () => {
  const id = uuidv7()
  const members = { create: { userId: ada.id, role: 'owner' as const } }
  await web.prisma.document.create({ data: { id, title: 'Whole', quarantinedAt: new Date(), members } })
  const read = () => web.call('GET', `/api/v1/documents/${id}/content`, { as: ada.token })
  expectProblem(await read(), 500, 'document-damaged')
  const row = await web.call('GET', `/api/v1/documents/${id}`, { as: ada.token })
  expect([row.status, row.text.includes('quarantine')]).toEqual([200, false])
  await web.prisma.document.update({ where: { id }, data: { quarantinedAt: null } })
  expect((await read()).status).toBe(200)
})
