import { readTicket, toTicketKey } from '@duplex/protocol/server'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectChange, type HeardChanges, listenToChanges } from './test-changes.ts'
import { type Cast, createCast, createSharedDocument } from './test-documents.ts'
import { startTestWeb, type TestWeb, ticketSecret } from './test-web.ts'

let web: TestWeb
let cast: Cast
let heard: HeardChanges
beforeAll(async () => {
  web = await startTestWeb()
  cast = await createCast(web)
  heard = await listenToChanges(web.databaseUrl)
})
afterAll(async () => {
  await heard.close()
  await web.stop()
})

const members = (id: string) => `/api/v1/documents/${id}/members`
const rolesOf = async (documentId: string) => {
  const rows = await web.prisma.member.findMany({ where: { documentId } })
  return Object.fromEntries(rows.map(({ userId, role }) => [userId, role]))
}
const accessVersionOf = async (id: string) =>
  (await web.prisma.document.findUniqueOrThrow({ where: { id } })).accessVersion

describe('an invitation', () => {
  test('makes somebody with an account a member, whatever the case of the address', async () => {
    const id = await createSharedDocument(web, cast)
    const body = { email: cast.outsider.email.toUpperCase(), role: 'commenter' }
    const answer = await web.call('POST', members(id), { as: cast.owner.token, body })
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({ userId: cast.outsider.id, role: 'commenter', name: 'Outsider' })
    expect(answer.headers.get('location')).toBe(`${members(id)}/${cast.outsider.id}`)
    await expectChange(heard, { kind: 'access', documentId: id, accessVersion: 2, userIds: [cast.outsider.id] })
    expect(await accessVersionOf(id)).toBe(2)
  })

  test('of an address that nobody has says so', async () => {
    const id = await createSharedDocument(web, cast)
    const body = { email: 'nobody@example.org', role: 'viewer' }
    const answer = await web.call('POST', members(id), { as: cast.owner.token, body })
    expect(answer.body).toMatchObject({ status: 422, code: 'unknown-person', errors: [{ path: 'email' }] })
    expect(await accessVersionOf(id)).toBe(1)
  })

  test('of a member changes nothing', async () => {
    const id = await createSharedDocument(web, cast)
    const body = { email: cast.viewer.email, role: 'editor' }
    const answer = await web.call('POST', members(id), { as: cast.owner.token, body })
    expect(answer.body).toMatchObject({ status: 409, code: 'already-member' })
    expect((await rolesOf(id))[cast.viewer.id]).toBe('viewer')
  })

  test('never makes an owner', async () => {
    const id = await createSharedDocument(web, cast)
    const body = { email: cast.outsider.email, role: 'owner' }
    expect((await web.call('POST', members(id), { as: cast.owner.token, body })).status).toBe(422)
  })

  test('by an editor does not even tell whether an address has an account', async () => {
    const id = await createSharedDocument(web, cast)
    for (const email of [cast.outsider.email, 'nobody@example.org']) {
      const answer = await web.call('POST', members(id), { as: cast.editor.token, body: { email, role: 'viewer' } })
      expect(answer.body).toMatchObject({ status: 403, code: 'forbidden' })
    }
  })
})

describe('a role', () => {
  test('changes in one transaction with the access version and its announcement', async () => {
    const id = await createSharedDocument(web, cast)
    const path = `${members(id)}/${cast.editor.id}`
    const answer = await web.call('PUT', path, { as: cast.owner.token, body: { role: 'viewer' } })
    expect(answer.body).toMatchObject({ userId: cast.editor.id, role: 'viewer' })
    await expectChange(heard, { kind: 'access', documentId: id, accessVersion: 2, userIds: [cast.editor.id] })
    const renamed = await web.call('PATCH', `/api/v1/documents/${id}`, { as: cast.editor.token, body: { title: 'x' } })
    expect(renamed.status).toBe(403)
  })

  test('that is the same already announces nothing', async () => {
    const id = await createSharedDocument(web, cast)
    const path = `${members(id)}/${cast.editor.id}`
    expect((await web.call('PUT', path, { as: cast.owner.token, body: { role: 'editor' } })).status).toBe(200)
    expect(await accessVersionOf(id)).toBe(1)
  })

  test('owner is handed over: there is one owner before and after', async () => {
    const id = await createSharedDocument(web, cast)
    const path = `${members(id)}/${cast.viewer.id}`
    const answer = await web.call('PUT', path, { as: cast.owner.token, body: { role: 'owner' } })
    expect(answer.body).toMatchObject({ userId: cast.viewer.id, role: 'owner' })
    expect(await rolesOf(id)).toMatchObject({ [cast.viewer.id]: 'owner', [cast.owner.id]: 'editor' })
    await expectChange(heard, { kind: 'access', documentId: id, userIds: [cast.viewer.id, cast.owner.id] })
    const trash = await web.call('DELETE', `/api/v1/documents/${id}`, { as: cast.owner.token })
    expect(trash.status).toBe(403)
  })

  test('cannot be handed over twice at once', async () => {
    const id = await createSharedDocument(web, cast)
    const answers = await Promise.all(
      [cast.editor.id, cast.viewer.id].map((userId) =>
        web.call('PUT', `${members(id)}/${userId}`, { as: cast.owner.token, body: { role: 'owner' } }),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403])
    const owners = Object.values(await rolesOf(id)).filter((role) => role === 'owner')
    expect(owners).toHaveLength(1)
  })

  test('of somebody who is no member is not found', async () => {
    const id = await createSharedDocument(web, cast)
    for (const userId of [cast.outsider.id, uuidv7()]) {
      const path = `${members(id)}/${userId}`
      const answer = await web.call('PUT', path, { as: cast.owner.token, body: { role: 'editor' } })
      expect(answer.status).toBe(404)
    }
  })

  test('of a member of one document is not changed through another', async () => {
    const mine = await createSharedDocument(web, cast)
    const theirs = await web.call('POST', '/api/v1/documents', { as: cast.outsider.token, body: {} })
    const path = `${members(theirs.body.id)}/${cast.editor.id}`
    const answer = await web.call('PUT', path, { as: cast.outsider.token, body: { role: 'viewer' } })
    expect(answer.status).toBe(404)
    expect((await rolesOf(mine))[cast.editor.id]).toBe('editor')
  })
})

describe('leaving', () => {
  test('is open to every member, and ends what they could do at once', async () => {
    const id = await createSharedDocument(web, cast)
    const answer = await web.call('DELETE', `${members(id)}/${cast.editor.id}`, { as: cast.editor.token })
    expect(answer.status).toBe(204)
    await expectChange(heard, { kind: 'access', documentId: id, accessVersion: 2, userIds: [cast.editor.id] })
    expect((await web.call('GET', `/api/v1/documents/${id}`, { as: cast.editor.token })).status).toBe(404)
    expect((await web.call('POST', `/api/v1/documents/${id}/ticket`, { as: cast.editor.token })).status).toBe(404)
  })

  test('is not open to the owner, who cannot become less either', async () => {
    const id = await createSharedDocument(web, cast)
    const path = `${members(id)}/${cast.owner.id}`
    const leave = await web.call('DELETE', path, { as: cast.owner.token })
    expect(leave.body).toMatchObject({ status: 409, code: 'last-owner' })
    const demote = await web.call('PUT', path, { as: cast.owner.token, body: { role: 'viewer' } })
    expect(demote.body).toMatchObject({ status: 409, code: 'last-owner' })
    expect((await rolesOf(id))[cast.owner.id]).toBe('owner')
  })
})

test('e-mail addresses are for the owner and for oneself', async () => {
  const id = await createSharedDocument(web, cast)
  const emails = async (as: string) => {
    const { body } = await web.call('GET', members(id), { as })
    return Object.fromEntries(body.items.map((item: { name: string; email: string | null }) => [item.name, item.email]))
  }
  expect(await emails(cast.owner.token)).toMatchObject({ Viewer: cast.viewer.email, Editor: cast.editor.email })
  expect(await emails(cast.viewer.token)).toEqual({
    Owner: null,
    Editor: null,
    Commenter: null,
    Viewer: cast.viewer.email,
  })
})

test('members come in pages', async () => {
  const id = await createSharedDocument(web, cast)
  const first = await web.call('GET', `${members(id)}?limit=3`, { as: cast.viewer.token })
  const next = await web.call('GET', `${members(id)}?limit=3&cursor=${first.body.nextCursor}`, {
    as: cast.viewer.token,
  })
  expect([...first.body.items, ...next.body.items].map(({ name }) => name).sort()).toEqual([
    'Commenter',
    'Editor',
    'Owner',
    'Viewer',
  ])
  expect(next.body.nextCursor).toBeNull()
})

describe('a ticket', () => {
  test('says who, where, as what, and as of which access version', async () => {
    const id = await createSharedDocument(web, cast)
    const { body } = await web.call('POST', `/api/v1/documents/${id}/ticket`, { as: cast.commenter.token })
    expect(body.protocols).toEqual(['duplex.v1', `ticket.${body.ticket}`])
    expect(body.url).toBe('ws://localhost:1234/sync/v1')
    const ticket = await readTicket(body.ticket, toTicketKey(ticketSecret), Date.now())
    expect(ticket).toMatchObject({
      userId: cast.commenter.id,
      documentId: id,
      role: 'commenter',
      accessVersion: 1,
      schemaVersion: 1,
      userName: 'Commenter',
    })
    expect(new Date(body.expiresAt).getTime()).toBe((ticket?.expiresAt ?? 0) * 1_000)
  })

  test('is another one each time', async () => {
    const id = await createSharedDocument(web, cast)
    const ask = () => web.call('POST', `/api/v1/documents/${id}/ticket`, { as: cast.owner.token, body: {} })
    const ids = await Promise.all(
      [await ask(), await ask()].map(({ body }) => readTicket(body.ticket, toTicketKey(ticketSecret), Date.now())),
    )
    expect(ids[0]?.id).not.toBe(ids[1]?.id)
  })

  test('is refused to a page that would delete what it cannot draw', async () => {
    const id = await createSharedDocument(web, cast)
    const body = { schemaVersion: 0 }
    const answer = await web.call('POST', `/api/v1/documents/${id}/ticket`, { as: cast.owner.token, body })
    expect(answer.body).toMatchObject({ status: 409, code: 'schema-too-old' })
  })
})
