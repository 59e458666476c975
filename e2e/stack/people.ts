import { randomUUID } from 'node:crypto'
import type { APIRequestContext, Browser, BrowserContext, Page } from '@playwright/test'

/** Somebody with an account, signed in in a browser of their own. */
export type Person = {
  name: string
  email: string
  password: string
  userId: string
  context: BrowserContext
  page: Page
  request: APIRequestContext
  /** What this person's unsafe requests carry, as a browser's would. */
  headers: { origin: string }
}

/** Creates an account at `url` and signs it in. The first account of an installation goes through set-up. */
export async function createPerson(browser: Browser, url: string, name: string): Promise<Person> {
  const context = await browser.newContext({ baseURL: url })
  const { request } = context
  const account = {
    name,
    email: `${randomUUID()}@example.org`,
    password: randomUUID(),
  }
  const headers = { origin: new URL(url).origin }
  const setUp = await request.post('/api/v1/setup', { data: account, headers })
  if (setUp.status() !== 201) {
    const signUp = await request.post('/api/auth/sign-up/email', { data: account, headers })
    if (!signUp.ok()) throw new Error(`sign-up of ${name}: ${signUp.status()} ${await signUp.text()}`)
  }
  const me = (await (await request.get('/api/v1/me')).json()) as { id: string }
  return { ...account, userId: me.id, context, page: await context.newPage(), request, headers }
}

/** Creates a document of `owner` and returns its id. */
export async function createDocument(owner: Person, title: string): Promise<string> {
  const answer = await owner.request.post('/api/v1/documents', { data: { title }, headers: owner.headers })
  if (answer.status() !== 201) throw new Error(`create: ${answer.status()} ${await answer.text()}`)
  return ((await answer.json()) as { id: string }).id
}

/** Invites `person` to the document. */
export async function share(owner: Person, documentId: string, person: Person, role: string): Promise<void> {
  const answer = await owner.request.post(`/api/v1/documents/${documentId}/members`, {
    data: { email: person.email, role },
    headers: owner.headers,
  })
  if (!answer.ok()) throw new Error(`share: ${answer.status()} ${await answer.text()}`)
}

export async function changeRole(owner: Person, documentId: string, person: Person, role: string): Promise<void> {
  const answer = await owner.request.put(`/api/v1/documents/${documentId}/members/${person.userId}`, {
    data: { role },
    headers: owner.headers,
  })
  if (!answer.ok()) throw new Error(`change of role: ${answer.status()} ${await answer.text()}`)
}

export async function removeMember(owner: Person, documentId: string, person: Person): Promise<void> {
  const path = `/api/v1/documents/${documentId}/members/${person.userId}`
  const answer = await owner.request.delete(path, { headers: owner.headers })
  if (!answer.ok()) throw new Error(`remove: ${answer.status()} ${await answer.text()}`)
}

/** The document's content as the REST API tells it. */
export async function readText(person: Person, documentId: string): Promise<string> {
  const answer = await person.request.get(`/api/v1/documents/${documentId}/content?format=text`)
  if (!answer.ok()) throw new Error(`content: ${answer.status()} ${await answer.text()}`)
  return await answer.text()
}

/** Opens the document and waits until it can be written in. */
export async function openDocument(person: Person, documentId: string): Promise<Page> {
  await person.page.goto(`/documents/${documentId}`)
  await person.page.locator('.ProseMirror[contenteditable=true]').waitFor()
  return person.page
}
