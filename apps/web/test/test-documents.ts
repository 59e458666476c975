import { type Role, roles } from '@duplex/protocol'
import { uuidv7 } from 'uuidv7'
import type { TestPerson, TestWeb } from './test-web.ts'

export type Cast = Record<Role | 'outsider', TestPerson>

/** One person for each role, and one without any. The owner is the first person of the installation. */
export async function createCast(web: TestWeb): Promise<Cast> {
  const owner = await web.createPerson('Owner')
  const [editor, commenter, viewer, outsider] = await Promise.all(
    ['Editor', 'Commenter', 'Viewer', 'Outsider'].map((name) => web.createPerson(name)),
  )
  if (!editor || !commenter || !viewer || !outsider) throw new Error('a person is missing')
  return { owner, editor, commenter, viewer, outsider }
}

/** A document in which everybody of the cast but the outsider has their role. Past the API, because it is quick. */
export async function createSharedDocument(web: TestWeb, cast: Cast, title = 'Shared'): Promise<string> {
  const id = uuidv7()
  const members = roles.map((role) => ({ userId: cast[role].id, role }))
  await web.prisma.document.create({ data: { id, title, members: { create: members } } })
  return id
}

/** One more session of a person, for tests that end sessions. Its bearer token. */
export async function createSession(web: TestWeb, userId: string): Promise<{ id: string; token: string }> {
  const id = uuidv7()
  const token = `${uuidv7()}${uuidv7()}`
  const expiresAt = new Date(Date.now() + 3_600_000)
  await web.prisma.session.create({ data: { id, userId, token, expiresAt } })
  return { id, token }
}
