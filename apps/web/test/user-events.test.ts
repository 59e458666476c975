import { readUserEvents } from '@duplex/db'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Cast, createCast, createSharedDocument } from './test-documents.ts'
import { type Call, startTestWeb, type TestWeb } from './test-web.ts'

type Who = keyof Cast

let web: TestWeb
let cast: Cast
let id: string
beforeAll(async () => {
  web = await startTestWeb()
  cast = await createCast(web)
})
beforeEach(async () => {
  id = await createSharedDocument(web, cast)
})
afterAll(() => web.stop())

/** Who hears what of a call by the owner. Every event names the document `about`. */
async function newsOf(
  method: string,
  path: string,
  call: Call = {},
  about = id,
): Promise<Partial<Record<Who, string[]>>> {
  const everybody = Object.keys(cast) as Who[]
  const before = await Promise.all(everybody.map((who) => positionOf(who)))
  const { status, text, body } = await web.call(method, path, { as: cast.owner.token, ...call })
  expect(status, text).toBeLessThan(300)
  const news: Partial<Record<Who, string[]>> = {}
  for (const [i, who] of everybody.entries()) {
    const { events = [] } = await readUserEvents(web.prisma, cast[who].id, before[i] ?? 0)
    if (events.length > 0) news[who] = events.map(({ kind }) => kind)
    for (const { documentId } of events) expect(documentId).toBe(about || body.id)
  }
  return news
}

async function positionOf(who: Who): Promise<number> {
  return (await readUserEvents(web.prisma, cast[who].id, 0)).lastSeq
}

const members = (kind: string) => ({ owner: [kind], editor: [kind], commenter: [kind], viewer: [kind] })
const doc = (rest = '') => `/api/v1/documents/${id}${rest}`
const member = (who: Who) => doc(`/members/${cast[who].id}`)

test('whoever makes or imports a document hears of it', async () => {
  expect(await newsOf('POST', '/api/v1/documents', { body: { title: 'New' } }, '')).toEqual({ owner: ['created'] })
  const markdown = { body: '# New', headers: { 'Content-Type': 'text/markdown' } }
  expect(await newsOf('POST', '/api/v1/documents/import', markdown, '')).toEqual({ owner: ['created'] })
})

test('everybody in a document hears that it is renamed, once, and nobody where nothing changed', async () => {
  expect(await newsOf('PATCH', doc(), { body: { title: 'Renamed' } })).toEqual(members('renamed'))
  expect(await newsOf('PATCH', doc(), { body: { title: 'Renamed' } })).toEqual({})
})

test('the way into the trash and out of it is told to all, and the end to the owner only', async () => {
  expect(await newsOf('DELETE', doc())).toEqual(members('trashed'))
  expect(await newsOf('DELETE', doc())).toEqual({})
  expect(await newsOf('POST', doc('/restore'))).toEqual(members('restored'))
  await newsOf('DELETE', doc())
  expect(await newsOf('DELETE', doc('/permanent'))).toEqual({ owner: ['deleted'] })
})

test('a person hears that a document is theirs to see, and that it no longer is', async () => {
  const invitation = { body: { email: cast.outsider.email, role: 'viewer' } }
  expect(await newsOf('POST', doc('/members'), invitation)).toEqual({ outsider: ['shared'] })
  expect(await newsOf('DELETE', member('outsider'))).toEqual({ outsider: ['removed'] })
})

test('a new role is told to whoever has it, and a new owner to all', async () => {
  expect(await newsOf('PUT', member('viewer'), { body: { role: 'editor' } })).toEqual({ viewer: ['role-changed'] })
  expect(await newsOf('PUT', member('editor'), { body: { role: 'owner' } })).toEqual({
    ...members('owner-changed'),
    owner: ['role-changed'],
    editor: ['role-changed'],
  })
})

test('what is refused is told to nobody', async () => {
  const before = await positionOf('owner')
  const { status } = await web.call('PATCH', doc(), { as: cast.viewer.token, body: { title: 'Mine' } })
  expect(status).toBe(403)
  expect(await positionOf('owner')).toBe(before)
})
