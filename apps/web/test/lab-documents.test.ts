import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryMs } from '../src/server/documents/temporary-documents.ts'
import { startTestWeb, type TestPerson, type TestWeb } from './test-web.ts'

let web: TestWeb
let ada: TestPerson
let bob: TestPerson
beforeAll(async () => {
  web = await startTestWeb()
  ada = await web.createPerson('Ada')
  bob = await web.createPerson('Bob')
})
afterAll(() => web.stop())

const path = '/api/v1/me/lab-documents'

async function make(person: TestPerson, ...titles: string[]): Promise<string[]> {
  const { status, body } = await web.call('POST', path, { as: person.token, body: { titles } })
  expect(status).toBe(201)
  return body.items.map(({ id }: { id: string }) => id)
}
const statusOf = async (id: string, person: TestPerson) =>
  (await web.call('GET', `/api/v1/documents/${id}`, { as: person.token })).status
const titlesOf = async (query: string) => {
  const { body } = await web.call('GET', `/api/v1/documents${query}`, { as: ada.token })
  return body.items.map(({ title }: { title: string }) => title)
}

test('documents to measure in are the maker’s own, can be opened, and are in no list', async () => {
  await web.call('POST', '/api/v1/documents', { as: ada.token, body: { title: 'Lab book' } })
  const ids = await make(ada, 'Lab A', 'Lab B')
  const ticket = await web.call('POST', `/api/v1/documents/${ids[0]}/ticket`, { as: ada.token, body: {} })
  expect(ticket.status).toBe(200)
  expect(await statusOf(ids[1] as string, bob)).toBe(404)
  expect(await titlesOf('?limit=100')).not.toContain('Lab A')
  expect(await titlesOf('?search=lab')).toEqual(['Lab book'])
})

test('whoever makes them again has no more than those, and others keep theirs', async () => {
  const [first] = await make(ada, 'One')
  const [others] = await make(bob, 'Of Bob')
  const [second] = await make(ada, 'Two')
  expect(await statusOf(first as string, ada)).toBe(404)
  expect(await statusOf(second as string, ada)).toBe(200)
  expect(await statusOf(others as string, bob)).toBe(200)
})

test('two that are made at the same time leave one set', async () => {
  await Promise.all([make(ada, 'A'), make(ada, 'B'), make(ada, 'C')])
  const kept = await web.prisma.document.count({
    where: { expiresAt: { not: null }, members: { some: { userId: ada.id } } },
  })
  expect(kept).toBe(1)
})

test('they go when they are removed, and nothing else does', async () => {
  const { body: book } = await web.call('POST', '/api/v1/documents', { as: ada.token, body: { title: 'Kept' } })
  const [id] = await make(ada, 'Lab')
  for (let i = 0; i < 2; i++) expect((await web.call('DELETE', path, { as: ada.token })).status).toBe(204)
  expect(await statusOf(id as string, ada)).toBe(404)
  expect(await statusOf(book.id, ada)).toBe(200)
})

test('what a closed browser left goes after its time, when anybody makes some', async () => {
  const [left] = await make(bob, 'Left')
  await make(ada, 'Before')
  expect(await statusOf(left as string, bob)).toBe(200)
  const { expiresAt } = await web.prisma.document.findUniqueOrThrow({ where: { id: left as string } })
  expect((expiresAt?.getTime() ?? 0) - Date.now()).toBeLessThanOrEqual(temporaryMs)
  await web.prisma.document.update({ where: { id: left as string }, data: { expiresAt: new Date(0) } })
  await make(ada, 'After')
  expect(await statusOf(left as string, bob)).toBe(404)
})

test('more than a run needs are refused', async () => {
  const titles = Array.from({ length: 6 }, (_, i) => `${i}`)
  expect((await web.call('POST', path, { as: ada.token, body: { titles } })).status).toBe(422)
})
