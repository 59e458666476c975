import type { Role } from '@duplex/protocol'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cast, createCast, createSession, createSharedDocument } from './test-documents.ts'
import { type Answer, type Call, startTestWeb, type TestWeb } from './test-web.ts'

type Who = Role | 'outsider' | 'signedOut'
const everybody: Who[] = ['owner', 'editor', 'commenter', 'viewer', 'outsider', 'signedOut']

/** Expected statuses, in the order of `everybody`. */
type Statuses = [number, number, number, number, number, number]

type Scene = { id: string; cast: Cast; who: Who; sessionId: string }
type Operation = {
  call: (scene: Scene) => [method: string, path: string, call?: Call]
  statuses: Statuses
  /** In the trash: the same call, and what becomes of it. */
  inTrash?: Statuses
}

const anyMember: Statuses = [200, 200, 200, 200, 404, 401]
const signedIn = (status: number): Statuses => [status, status, status, status, status, 401]
const anybody = (status: number): Statuses => [status, status, status, status, status, status]
const onlyOwner = (status: number): Statuses => [status, 403, 403, 403, 404, 401]
/** The owner is the first person of the installation. */
const onlyAdmin = (status: number): Statuses => [status, 403, 403, 403, 403, 401]
const hidden = (status: number): Statuses => [status, 404, 404, 404, 404, 401]
const password = 'correct horse battery staple'

const doc = ({ id }: Scene) => `/api/v1/documents/${id}`
const member = (scene: Scene, role: Role) => `${doc(scene)}/members/${scene.cast[role].id}`

/** Every operation of the API, by its operationId. */
const operations: Record<string, Operation> = {
  setUp: {
    call: () => ['POST', '/api/v1/setup', { body: { name: 'X', email: 'x@example.org', password } }],
    statuses: anybody(409),
  },
  signUp: {
    call: () => [
      'POST',
      '/api/auth/sign-up/email',
      { body: { name: 'New', email: `${uuidv7()}@example.org`, password } },
    ],
    statuses: anybody(200),
  },
  signIn: {
    call: ({ cast }) => ['POST', '/api/auth/sign-in/email', { body: { email: cast.viewer.email, password } }],
    statuses: anybody(200),
  },
  signOut: { call: () => ['POST', '/api/auth/sign-out'], statuses: anybody(204) },
  readHealth: { call: () => ['GET', '/api/v1/healthz'], statuses: anybody(200) },
  readReadiness: { call: () => ['GET', '/api/v1/readyz'], statuses: anybody(200) },
  readMe: { call: () => ['GET', '/api/v1/me'], statuses: signedIn(200) },
  changeMe: { call: () => ['PATCH', '/api/v1/me', { body: { name: 'Somebody' } }], statuses: signedIn(200) },
  changePassword: {
    call: () => ['PUT', '/api/v1/me/password', { body: { currentPassword: password, newPassword: password } }],
    statuses: signedIn(204),
  },
  listSessions: { call: () => ['GET', '/api/v1/me/sessions'], statuses: signedIn(200) },
  endSession: { call: ({ sessionId }) => ['DELETE', `/api/v1/me/sessions/${sessionId}`], statuses: signedIn(204) },
  endOtherSessions: { call: () => ['DELETE', '/api/v1/me/sessions'], statuses: signedIn(204) },
  listDocuments: { call: () => ['GET', '/api/v1/documents'], statuses: signedIn(200) },
  createDocument: { call: () => ['POST', '/api/v1/documents', { body: { title: 'New' } }], statuses: signedIn(201) },
  importDocument: {
    call: () => ['POST', '/api/v1/documents/import', { body: '# New', headers: { 'Content-Type': 'text/markdown' } }],
    statuses: signedIn(201),
  },
  readDocument: { call: (scene) => ['GET', doc(scene)], statuses: anyMember, inTrash: hidden(200) },
  renameDocument: {
    call: (scene) => ['PATCH', doc(scene), { body: { title: 'Renamed' } }],
    statuses: [200, 200, 403, 403, 404, 401],
    inTrash: hidden(409),
  },
  trashDocument: { call: (scene) => ['DELETE', doc(scene)], statuses: onlyOwner(204), inTrash: hidden(204) },
  restoreDocument: {
    call: (scene) => ['POST', `${doc(scene)}/restore`],
    statuses: onlyOwner(200),
    inTrash: hidden(200),
  },
  deleteDocument: {
    call: (scene) => ['DELETE', `${doc(scene)}/permanent`],
    statuses: onlyOwner(409),
    inTrash: hidden(204),
  },
  readContent: { call: (scene) => ['GET', `${doc(scene)}/content`], statuses: anyMember, inTrash: hidden(200) },
  listMembers: { call: (scene) => ['GET', `${doc(scene)}/members`], statuses: anyMember, inTrash: hidden(200) },
  inviteMember: {
    call: (scene) => ['POST', `${doc(scene)}/members`, { body: { email: scene.cast.outsider.email, role: 'viewer' } }],
    statuses: onlyOwner(201),
    inTrash: hidden(409),
  },
  readMember: { call: (scene) => ['GET', member(scene, 'viewer')], statuses: anyMember, inTrash: hidden(200) },
  changeMember: {
    call: (scene) => ['PUT', member(scene, 'commenter'), { body: { role: 'editor' } }],
    statuses: onlyOwner(200),
    inTrash: hidden(409),
  },
  // The viewer removes themselves, the others somebody else.
  removeMember: {
    call: (scene) => ['DELETE', member(scene, 'viewer')],
    statuses: [204, 403, 403, 204, 404, 401],
    inTrash: hidden(409),
  },
  // Nothing is traced here.
  reportSpans: { call: () => ['POST', '/api/v1/traces', { body: { spans: [] } }], statuses: signedIn(404) },
  beginProbe: { call: () => ['POST', '/api/v1/probes'], statuses: signedIn(200) },
  followEvents: { call: () => ['GET', '/api/v1/events'], statuses: signedIn(200) },
  // Of no byte, so that it is let in or not, and nothing more.
  streamText: {
    call: (scene) => ['POST', `${doc(scene)}/stream`, { body: '', headers: { 'Content-Type': 'text/plain' } }],
    statuses: [200, 200, 403, 403, 404, 401],
    inTrash: hidden(409),
  },
  makeLabDocuments: {
    call: () => ['POST', '/api/v1/me/lab-documents', { body: { titles: ['Lab'] } }],
    statuses: signedIn(201),
  },
  removeLabDocuments: { call: () => ['DELETE', '/api/v1/me/lab-documents'], statuses: signedIn(204) },
  listNodes: { call: () => ['GET', '/api/v1/admin/nodes'], statuses: onlyAdmin(200) },
  // There is none.
  drainNode: { call: () => ['POST', `/api/v1/admin/nodes/${uuidv7()}/drain`], statuses: onlyAdmin(404) },
  listAuditEvents: { call: () => ['GET', '/api/v1/admin/audit-events'], statuses: onlyAdmin(200) },
  issueTicket: { call: (scene) => ['POST', `${doc(scene)}/ticket`], statuses: anyMember, inTrash: hidden(409) },
}

let web: TestWeb
let cast: Cast
beforeAll(async () => {
  web = await startTestWeb()
  cast = await createCast(web)
})
afterAll(() => web.stop())

/** Calls an operation on a document of its own, in a session of its own. */
async function perform(
  { call }: Operation,
  who: Who,
  place: 'outside' | 'trash',
  documentId?: string,
): Promise<Answer> {
  const id = documentId ?? (await createSharedDocument(web, cast))
  if (place === 'trash') await web.prisma.document.updateMany({ where: { id }, data: { trashedAt: new Date() } })
  const session = who === 'signedOut' ? undefined : await createSession(web, cast[who].id)
  const [method, path, options] = call({ id, cast, who, sessionId: session?.id ?? uuidv7() })
  return await web.call(method, path, { ...options, as: session?.token })
}

test('the table names every operation that the API describes', async () => {
  const { body } = await web.call('GET', '/api/v1/openapi.json')
  const described = Object.values(body.paths as Record<string, Record<string, { operationId: string }>>).flatMap(
    (path) => Object.values(path).map(({ operationId }) => operationId),
  )
  expect(Object.keys(operations).sort()).toEqual(described.sort())
})

describe.each(Object.entries(operations))('%s', (_, operation) => {
  test.each(everybody.map((who, i) => [who, operation.statuses[i]] as const))('%s gets %i', async (who, status) => {
    const answer = await perform(operation, who, 'outside')
    expect(answer.status, answer.text).toBe(status)
  })

  const inTrash = operation.inTrash
  if (inTrash === undefined) return
  test.each(everybody.map((who, i) => [who, inTrash[i]] as const))('in the trash, %s gets %i', async (who, status) => {
    const answer = await perform(operation, who, 'trash')
    expect(answer.status, answer.text).toBe(status)
  })

  test('an outsider cannot tell a document that is not theirs from one that does not exist', async () => {
    const forbidden = await perform(operation, 'outsider', 'outside')
    const trashed = await perform(operation, 'outsider', 'trash')
    const absent = await perform(operation, 'outsider', 'outside', uuidv7())
    for (const answer of [forbidden, trashed]) {
      expect(withoutId(answer)).toEqual(withoutId(absent))
      expect([...answer.headers.keys()]).toEqual([...absent.headers.keys()])
    }
  })

  test('a member who lost sight of it to the trash cannot tell either', async () => {
    const trashed = await perform(operation, 'editor', 'trash')
    expect(withoutId(trashed)).toEqual(withoutId(await perform(operation, 'editor', 'outside', uuidv7())))
  })
})

function withoutId({ status, body }: Answer) {
  return { status, body: { ...body, requestId: '' } }
}
