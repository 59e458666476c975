import { disableAccount, enableAccount, resetPassword } from '@duplex/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestWeb, type TestPerson, type TestWeb } from './test-web.ts'

let web: TestWeb
let ada: TestPerson
let eve: TestPerson
beforeAll(async () => {
  web = await startTestWeb()
  ada = await web.createPerson('Ada')
  eve = await web.createPerson('Eve')
})
afterAll(() => web.stop())

const signIn = ({ email, password }: TestPerson, word = password) =>
  web.call('POST', '/api/auth/sign-in/email', { body: { email, password: word } })
const statusOf = async (token: string) => (await web.call('GET', '/api/v1/me', { as: token })).status

test('whoever is disabled is out at their next request, and a right password is a wrong one', async () => {
  expect(await statusOf(eve.token)).toBe(200)
  await disableAccount(web.prisma, eve.email)
  expect(await statusOf(eve.token)).toBe(401)
  const [right, wrong] = [await signIn(eve), await signIn(eve, 'another password')]
  expect([right.status, right.body.code, right.body.detail]).toEqual([401, 'wrong-credentials', wrong.body.detail])
  expect(await web.prisma.session.count({ where: { userId: eve.id } })).toBe(0)
  expect([await statusOf(ada.token), (await signIn(ada)).status]).toEqual([200, 200])
})

test('a session that was opened while its account was being disabled is none', async () => {
  const expiresAt = new Date(Date.now() + 60_000)
  await web.prisma.session.create({ data: { userId: eve.id, token: 'opened too late', expiresAt } })
  expect(await statusOf('opened too late')).toBe(401)
  const ticket = await web.call('POST', `/api/v1/documents/${eve.id}/ticket`, { as: 'opened too late' })
  expect(ticket.status).toBe(401)
  await web.prisma.session.deleteMany({ where: { userId: eve.id } })
})

test('enabled again, the old password is good again, until it is reset', async () => {
  await enableAccount(web.prisma, eve.email)
  const again = await signIn(eve)
  expect(again.status).toBe(200)
  await resetPassword(web.prisma, eve.email, await (await web.auth.$context).password.hash('a new one, given out'))
  expect(await statusOf(again.body.token)).toBe(401)
  expect([(await signIn(eve)).status, (await signIn(eve, 'a new one, given out')).status]).toEqual([401, 200])
})
