import type { AuditKind } from '@duplex/db'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AuditEventView } from '../src/server/api/admin-schemas.ts'
import { stampRequests } from '../src/server/network/client-stamp.ts'
import { type Cast, createCast, createSession, createSharedDocument } from './test-documents.ts'
import { listen, type TestListener } from './test-listener.ts'
import { type Call, startTestWeb, type TestWeb } from './test-web.ts'

let web: TestWeb
let listener: TestListener
let cast: Cast
beforeAll(async () => {
  stampRequests({ kind: 'hops', hops: 1 })
  web = await startTestWeb({ SIGN_UP: 'open' })
  listener = await listen(web)
  cast = await createCast(web)
})
afterAll(async () => {
  await listener.close()
  await web.stop()
})

/** What an administrator is told, newest first. */
async function events(query = ''): Promise<AuditEventView[]> {
  const { status, body } = await web.call('GET', `/api/v1/admin/audit-events${query}`, { as: cast.owner.token })
  expect(status).toBe(200)
  return body.items
}
const newest = async (kind: AuditKind) => (await events(`?kind=${kind}&limit=1`))[0]

/** As over the network, through a proxy that saw the request come from 203.0.113.9. */
async function send(method: string, path: string, { as, body }: Call = {}): Promise<number> {
  const headers: Record<string, string> = { 'X-Forwarded-For': '203.0.113.9', 'Content-Type': 'application/json' }
  if (as !== undefined) headers.Authorization = `Bearer ${as}`
  const answer = await fetch(listener.url + path, { method, headers, body: JSON.stringify(body) })
  await answer.arrayBuffer()
  return answer.status
}

const person = (who: { id: string; name: string }) => ({ id: who.id, name: who.name })

describe('the record of what happened', () => {
  test('tells of accounts: who, from which address', async () => {
    const credentials = { email: 'grace@example.org', password: 'correct horse battery staple' }
    await send('POST', '/api/auth/sign-up/email', { body: { name: 'Grace', ...credentials } })
    const grace = await web.prisma.user.findUniqueOrThrow({ where: { email: credentials.email } })
    const session = await createSession(web, grace.id)
    const wrong = { ...credentials, password: 'not this one' }
    expect(await send('POST', '/api/auth/sign-in/email', { body: wrong })).toBe(401)
    expect(await send('POST', '/api/auth/sign-in/email', { body: { ...credentials, session: 'token' } })).toBe(200)
    const passwords = { currentPassword: credentials.password, newPassword: 'another horse and staple' }
    expect(await send('PUT', '/api/v1/me/password', { as: session.token, body: passwords })).toBe(204)
    const another = await createSession(web, grace.id)
    expect(await send('DELETE', `/api/v1/me/sessions/${another.id}`, { as: session.token })).toBe(204)
    expect(await send('POST', '/api/auth/sign-out', { as: session.token })).toBe(204)
    const found = await events(`?userId=${grace.id}`)
    expect(found.map(({ kind }) => kind)).toEqual([
      'signed-out',
      'session-revoked',
      'password-changed',
      'token-made',
      'sign-in-failed',
      'signed-in',
      'signed-up',
    ])
    for (const event of found)
      expect(event).toMatchObject({ person: person(grace), address: '203.0.113.9', via: 'web' })
  })

  test('keeps nothing of what was typed for an account that nobody has', async () => {
    await send('POST', '/api/auth/sign-in/email', { body: { email: 'my-password@example.org', password: 'x' } })
    expect(await newest('sign-in-failed')).toMatchObject({ person: null, subject: null, detail: null })
    expect(JSON.stringify(await web.prisma.auditEvent.findMany())).not.toContain('my-password')
  })

  test('tells of each change of access: who, whose, which role', async () => {
    const id = await createSharedDocument(web, cast, 'Ours')
    const as = cast.owner.token
    const [by, document] = [{ person: person(cast.owner) }, { id, title: 'Ours' }]
    await web.call('POST', `/api/v1/documents/${id}/members`, {
      as,
      body: { email: cast.outsider.email, role: 'viewer' },
    })
    expect(await newest('shared')).toMatchObject({ ...by, document, subject: person(cast.outsider), detail: 'viewer' })
    await web.call('PUT', `/api/v1/documents/${id}/members/${cast.outsider.id}`, { as, body: { role: 'owner' } })
    expect((await events('?kind=role-changed')).map(({ subject, detail }) => [subject?.name, detail])).toEqual([
      ['Outsider', 'owner'],
      ['Owner', 'editor'],
    ])
    await web.call('DELETE', `/api/v1/documents/${id}/members/${cast.viewer.id}`, { as: cast.outsider.token })
    const removed = await newest('member-removed')
    expect(removed).toMatchObject({ person: person(cast.outsider), subject: person(cast.viewer) })
  })

  test('tells of exports, the trash and the end of a document', async () => {
    const id = await createSharedDocument(web, cast)
    const editor = cast.editor.token
    const { headers } = await web.call('GET', `/api/v1/documents/${id}/content?format=html`, { as: editor })
    expect(await newest('exported')).toMatchObject({ person: person(cast.editor), detail: 'html', document: { id } })
    const before = (await events('?kind=exported')).length
    const again = { as: editor, headers: { 'If-None-Match': headers.get('etag') ?? '' } }
    expect((await web.call('GET', `/api/v1/documents/${id}/content?format=html`, again)).status).toBe(304)
    expect(await events('?kind=exported')).toHaveLength(before)
    const as = cast.owner.token
    await web.call('DELETE', `/api/v1/documents/${id}`, { as })
    await web.call('POST', `/api/v1/documents/${id}/restore`, { as })
    await web.call('DELETE', `/api/v1/documents/${id}`, { as })
    await web.call('DELETE', `/api/v1/documents/${id}/permanent`, { as })
    const ofDocument = (await events('?limit=20')).filter(({ document }) => document?.id === id)
    expect(ofDocument.map(({ kind }) => kind)).toEqual(['purged', 'trashed', 'restored', 'trashed', 'exported'])
  })

  test('does not happen where it cannot be recorded', async () => {
    const id = await createSharedDocument(web, cast)
    await web.prisma.$executeRaw`ALTER TABLE "AuditEvent" RENAME TO "Elsewhere"`
    try {
      const refused = [
        web.call('DELETE', `/api/v1/documents/${id}`, { as: cast.owner.token }),
        web.call('GET', `/api/v1/documents/${id}/content`, { as: cast.owner.token }),
        web.createPerson('Nobody'),
      ]
      const outcomes = await Promise.allSettled(refused)
      expect(outcomes.map(({ status }) => status)).toEqual(refused.map(() => 'rejected'))
    } finally {
      await web.prisma.$executeRaw`ALTER TABLE "Elsewhere" RENAME TO "AuditEvent"`
    }
    expect((await web.prisma.document.findUniqueOrThrow({ where: { id } })).trashedAt).toBeNull()
    expect(await web.prisma.user.count({ where: { name: 'Nobody' } })).toBe(0)
  })

  test('names documents to an administrator only where they are a member', async () => {
    const { body } = await web.call('POST', '/api/v1/documents', { as: cast.editor.token, body: { title: 'Private' } })
    await web.call('GET', `/api/v1/documents/${body.id}/content`, { as: cast.editor.token })
    expect((await newest('exported'))?.document).toEqual({ id: body.id, title: null })
  })

  test('is read page by page, and continues without a gap', async () => {
    const all = await events('?limit=100')
    const first = await web.call('GET', '/api/v1/admin/audit-events?limit=5', { as: cast.owner.token })
    const rest = await web.call('GET', `/api/v1/admin/audit-events?limit=100&cursor=${first.body.nextCursor}`, {
      as: cast.owner.token,
    })
    expect([...first.body.items, ...rest.body.items]).toEqual(all)
    expect(rest.body.nextCursor).toBeNull()
  })
})
