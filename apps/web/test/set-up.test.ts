import { afterEach, expect, test } from 'vitest'
import { startTestWeb, type TestWeb } from './test-web.ts'

let web: TestWeb
afterEach(() => web.stop())

const person = (name: string) => ({
  name,
  email: `${name.toLowerCase()}@example.org`,
  password: 'correct horse battery staple',
})
const setUp = (name: string) => web.call('POST', '/api/v1/setup', { body: person(name) })
const signUp = (name: string) => web.call('POST', '/api/auth/sign-up/email', { body: person(name) })

test('the first person administers, is signed in, and finds a welcome that can be read', async () => {
  web = await startTestWeb()
  const answer = await setUp('Ada')
  expect(answer.status).toBe(201)
  expect(answer.body.user).toMatchObject({ name: 'Ada', isAdmin: true })
  const Cookie = answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
  const headers = { Cookie }
  const list = await web.call('GET', '/api/v1/documents', { headers })
  expect(list.body.items).toEqual([
    expect.objectContaining({ id: answer.body.document.id, title: 'Welcome to Duplex', role: 'owner' }),
  ])
  const path = `/api/v1/documents/${answer.body.document.id}/content`
  const welcome = await web.call('GET', path, { headers })
  for (const part of ['On this device', 'Received', 'Stored', 'Without a connection', 'On the keyboard', '/api/docs']) {
    expect(welcome.text).toContain(part)
  }
  expect((await web.call('GET', `${path}?format=html`, { headers })).text).toContain('<table')
})

test('it works once', async () => {
  web = await startTestWeb()
  await setUp('Ada')
  expect((await setUp('Bob')).body).toMatchObject({ status: 409, code: 'already-set-up' })
  expect(await web.prisma.user.count()).toBe(1)
})

test('of several at once, one wins and the others make nothing', async () => {
  web = await startTestWeb()
  const answers = await Promise.all(['Ada', 'Bob', 'Carol', 'Dora'].map(setUp))
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409])
  expect(await web.prisma.user.count()).toBe(1)
  expect(await web.prisma.document.count()).toBe(1)
})

test('nobody signs up before it', async () => {
  web = await startTestWeb()
  expect((await signUp('Eve')).body).toMatchObject({ status: 409, code: 'not-set-up' })
  expect(await web.prisma.user.count()).toBe(0)
})

test('with sign-up closed it still works, and nothing else makes accounts', async () => {
  web = await startTestWeb({ SIGN_UP: 'closed' })
  expect((await setUp('Ada')).status).toBe(201)
  expect((await signUp('Bob')).body).toMatchObject({ status: 403, code: 'sign-up-closed' })
})

test('a weak password stops it', async () => {
  web = await startTestWeb()
  const body = { ...person('Ada'), password: 'iloveyou' }
  expect((await web.call('POST', '/api/v1/setup', { body })).body.code).toBe('password-refused')
  expect(await web.prisma.user.count()).toBe(0)
})

test('on https the cookie is bound to this very host', async () => {
  web = await startTestWeb({ PUBLIC_URL: 'https://docs.example.org' })
  const answer = await setUp('Ada')
  const [cookie = ''] = answer.headers.getSetCookie()
  expect(cookie).toMatch(/^__Host-duplex\.session=/)
  expect(cookie).toMatch(/; Secure/)
  expect(cookie).not.toMatch(/; Domain/)
  expect(answer.headers.get('strict-transport-security')).toMatch(/max-age=31536000/)
})
