import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createOnce } from '../src/server/api/idempotent.ts'
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

const create = (title: string, key: string, as = ada.token) =>
  web.call('POST', '/api/v1/documents', { as, body: { title }, headers: { 'Idempotency-Key': key } })

test('the same request with the same key makes one document and gets the same answer', async () => {
  const key = uuidv7()
  const first = await create('Once', key)
  const again = await create('Once', key)
  expect(again.status).toBe(201)
  expect(again.body).toEqual(first.body)
  expect(again.headers.get('location')).toBe(first.headers.get('location'))
  expect(first.headers.get('idempotency-replayed')).toBeNull()
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  expect(await web.prisma.document.count({ where: { title: 'Once' } })).toBe(1)
})

test('another request with a used key is refused', async () => {
  const key = uuidv7()
  await create('This', key)
  expect((await create('That', key)).body).toMatchObject({ status: 422, code: 'idempotency-mismatch' })
  const form = await web.call('POST', '/api/v1/documents/import', {
    as: ada.token,
    body: 'This',
    headers: { 'Content-Type': 'text/markdown', 'Idempotency-Key': key },
  })
  expect(form.body.code).toBe('idempotency-mismatch')
})

test('a key belongs to one person', async () => {
  const key = uuidv7()
  const [adas, bobs] = [await create('Ours', key), await create('Ours', key, bob.token)]
  expect(bobs.status).toBe(201)
  expect(bobs.body.id).not.toBe(adas.body.id)
  expect(bobs.body.owner.id).toBe(bob.id)
})

test('requests at the same moment make one document; the others are told to wait or get its answer', async () => {
  const key = uuidv7()
  const answers = await Promise.all(Array.from({ length: 8 }, () => create('Race', key)))
  const created = answers.filter(({ status }) => status === 201)
  expect(new Set(created.map(({ body }) => body.id)).size).toBe(1)
  for (const answer of answers.filter(({ status }) => status !== 201)) {
    expect(answer.body).toMatchObject({ status: 409, code: 'request-in-progress' })
    expect(answer.headers.get('retry-after')).toBe('1')
  }
  expect(await web.prisma.document.count({ where: { title: 'Race' } })).toBe(1)
})

test('while the first request is at work, another with its key is told so', async () => {
  const creation = { userId: ada.id, key: uuidv7(), operation: 'test', input: {} }
  let finish: () => void = () => undefined
  const started = new Promise<void>((begun) => {
    void createOnce(web.prisma, creation, async () => {
      begun()
      await new Promise<void>((resolve) => {
        finish = resolve
      })
      return { done: true }
    })
  })
  await started
  await expect(createOnce(web.prisma, creation, async () => ({ done: true }))).rejects.toMatchObject({
    code: 'request-in-progress',
  })
  finish()
  await expect
    .poll(() => createOnce(web.prisma, creation, async () => ({ done: false })).catch(() => undefined))
    .toEqual({ body: { done: true }, isReplay: true })
})

test('a request that failed leaves its key free', async () => {
  const key = uuidv7()
  expect((await create('', key)).status).toBe(422)
  const creation = { userId: ada.id, key, operation: 'test', input: {} }
  const failing = createOnce(web.prisma, creation, () => Promise.reject(new Error('crashed half way')))
  await expect(failing).rejects.toThrow('crashed half way')
  expect((await create('After all', key)).status).toBe(201)
})

test('an answer is forgotten after a day', async () => {
  const key = uuidv7()
  const first = await create('Yesterday', key)
  const createdAt = new Date(Date.now() - 25 * 3_600_000)
  await web.prisma.idempotencyKey.updateMany({ where: { key }, data: { createdAt } })
  const second = await create('Yesterday', key)
  expect(second.status).toBe(201)
  expect(second.body.id).not.toBe(first.body.id)
})

test('a form sent again counts as the same request, whatever its boundary', async () => {
  const key = uuidv7()
  const send = () => {
    const form = new FormData()
    form.set('file', new File(['# Imported once'], 'once.md', { type: 'text/markdown' }))
    return web.call('POST', '/api/v1/documents/import', {
      as: ada.token,
      body: form,
      headers: { 'Idempotency-Key': key },
    })
  }
  const [first, second] = [await send(), await send()]
  expect(second.body.id).toBe(first.body.id)
  expect(second.headers.get('idempotency-replayed')).toBe('true')
})
