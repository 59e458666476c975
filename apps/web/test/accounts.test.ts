import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectChange, type HeardChanges, listenToChanges } from './test-changes.ts'
import { createSession } from './test-documents.ts'
import { origin, startTestWeb, type TestPerson, type TestWeb } from './test-web.ts'

let web: TestWeb
let ada: TestPerson
let heard: HeardChanges
beforeAll(async () => {
  web = await startTestWeb()
  ada = await web.createPerson('Ada')
  heard = await listenToChanges(web.databaseUrl)
})
afterAll(async () => {
  await heard.close()
  await web.stop()
})

const signUp = (body: object) => web.call('POST', '/api/auth/sign-up/email', { body })
const grace = { name: 'Grace', email: 'grace@example.org', password: 'a moth in the relay' }

/** What a browser would send back of the cookies it got. */
function toCookieHeader(setCookies: readonly string[]): string {
  return setCookies.map((cookie) => cookie.split(';')[0]).join('; ')
}

describe('signing up', () => {
  test('makes an account that administers nothing, and signs in', async () => {
    const answer = await signUp(grace)
    expect(answer.body.user).toMatchObject({ name: 'Grace', email: 'grace@example.org', isAdmin: false })
    const cookie = toCookieHeader(answer.headers.getSetCookie())
    expect((await web.call('GET', '/api/v1/me', { headers: { Cookie: cookie } })).body.name).toBe('Grace')
  })

  test.each(['isAdmin', 'id', 'emailVerified', 'image', 'createdAt', 'callbackURL'])(
    'cannot be told %s',
    async (field) => {
      const answer = await signUp({ ...grace, email: 'mallory@example.org', [field]: true })
      expect(answer.body).toMatchObject({ status: 422, code: 'invalid-request' })
      expect(await web.prisma.user.count({ where: { email: 'mallory@example.org' } })).toBe(0)
    },
  )

  test('with an address that is taken says so, whatever its case', async () => {
    for (const email of [ada.email, ada.email.toUpperCase()]) {
      expect((await signUp({ ...grace, email })).body).toMatchObject({ status: 409, code: 'email-taken' })
    }
  })

  test('twice at once with one address makes one account', async () => {
    const body = { ...grace, email: 'twin@example.org' }
    const answers = await Promise.all([signUp(body), signUp(body)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(await web.prisma.account.count({ where: { user: { email: 'twin@example.org' } } })).toBe(1)
  })

  test.each(['short', 'password1', 'weak@example.org'])('refuses the password "%s"', async (password) => {
    const answer = await signUp({ name: 'Weak', email: 'weak@example.org', password })
    expect(answer.body).toMatchObject({ status: 422, code: 'password-refused', errors: [{ path: 'password' }] })
  })

  test('stores no password that could be read', async () => {
    const accounts = await web.prisma.account.findMany({ where: { userId: ada.id } })
    expect(accounts).toHaveLength(1)
    expect(accounts[0]?.password).not.toContain(ada.password)
  })
})

describe('a session', () => {
  test('comes as a cookie that scripts cannot read, and as nothing else', async () => {
    const answer = await web.call('POST', '/api/auth/sign-in/email', {
      body: { email: ada.email, password: ada.password },
    })
    const [cookie = ''] = answer.headers.getSetCookie()
    expect(cookie).toMatch(/^duplex-3000\.session=/)
    expect(cookie).toMatch(/; HttpOnly/)
    expect(cookie).toMatch(/; SameSite=Lax/)
    expect(cookie).toMatch(/; Path=\//)
    expect(cookie).not.toMatch(/; Domain/)
    expect(Object.keys(answer.body)).toEqual(['user'])
    expect(answer.headers.get('set-auth-token')).toBeNull()
  })

  test('comes as a token where a program asks for one, without a cookie', async () => {
    const answer = await web.call('POST', '/api/auth/sign-in/email', {
      body: { email: ada.email, password: ada.password, session: 'token' },
    })
    expect(answer.headers.getSetCookie()).toEqual([])
    expect((await web.call('GET', '/api/v1/me', { as: answer.body.token })).body.id).toBe(ada.id)
  })

  test('does not survive a change of one character of its cookie', async () => {
    const answer = await web.call('POST', '/api/auth/sign-in/email', {
      body: { email: ada.email, password: ada.password },
    })
    const cookie = toCookieHeader(answer.headers.getSetCookie())
    const forged = cookie.replace(/=(.)/, (_, first) => `=${first === 'a' ? 'b' : 'a'}`)
    expect((await web.call('GET', '/api/v1/me', { headers: { Cookie: cookie } })).status).toBe(200)
    expect((await web.call('GET', '/api/v1/me', { headers: { Cookie: forged } })).status).toBe(401)
  })

  test('in a cookie counts only for pages of this origin; a token beside it does not change that', async () => {
    const answer = await web.call('POST', '/api/auth/sign-in/email', {
      body: { email: ada.email, password: ada.password },
    })
    const Cookie = toCookieHeader(answer.headers.getSetCookie())
    const create = (headers: Record<string, string>) =>
      web.call('POST', '/api/v1/documents', { body: {}, headers: { Cookie, ...headers } })
    expect((await create({ Origin: origin })).status).toBe(201)
    expect((await create({ Origin: 'http://127.0.0.1:3000' })).status).toBe(201)
    expect((await create({ Origin: 'https://evil.example' })).body.code).toBe('cross-site')
    expect((await create({})).body.code).toBe('cross-site')
    const both = await create({ Origin: 'https://evil.example', Authorization: 'Bearer nonsense' })
    expect(both.body.code).toBe('signed-out')
  })

  test('is listed without its token, and the current one is marked', async () => {
    const { token, id } = await createSession(web, ada.id)
    const { body } = await web.call('GET', '/api/v1/me/sessions', { as: token })
    const current = body.items.filter((item: { current: boolean }) => item.current)
    expect(current.map((item: { id: string }) => item.id)).toEqual([id])
    expect(Object.keys(current[0]).sort().join(' ')).toBe('address createdAt current expiresAt id lastSeenAt userAgent')
    expect(JSON.stringify(body)).not.toContain(token)
  })

  test('that is ended is over at its next request, and its sockets hear of it', async () => {
    const [here, there] = [await createSession(web, ada.id), await createSession(web, ada.id)]
    const answer = await web.call('DELETE', `/api/v1/me/sessions/${there.id}`, { as: here.token })
    expect(answer.status).toBe(204)
    await expectChange(heard, { kind: 'session', sessionId: there.id })
    expect((await web.call('GET', '/api/v1/me', { as: there.token })).status).toBe(401)
    expect((await web.call('GET', '/api/v1/me', { as: here.token })).status).toBe(200)
  })

  test('of somebody else cannot be ended, and is not there', async () => {
    const { body } = await signUp({ ...grace, email: 'other@example.org' })
    const [mine, theirs] = [await createSession(web, ada.id), await createSession(web, body.user.id)]
    expect((await web.call('DELETE', `/api/v1/me/sessions/${theirs.id}`, { as: mine.token })).status).toBe(404)
    expect((await web.call('GET', '/api/v1/me', { as: theirs.token })).status).toBe(200)
  })

  test('ends all the others on demand', async () => {
    const [here, a, b] = [
      await createSession(web, ada.id),
      await createSession(web, ada.id),
      await createSession(web, ada.id),
    ]
    await web.call('DELETE', '/api/v1/me/sessions', { as: here.token })
    for (const { id } of [a, b]) await expectChange(heard, { kind: 'session', sessionId: id })
    const { body } = await web.call('GET', '/api/v1/me/sessions', { as: here.token })
    expect(body.items.map((item: { id: string }) => item.id)).toEqual([here.id])
  })

  test('that nobody used for a week is over', async () => {
    const { id, token } = await createSession(web, ada.id)
    await web.prisma.session.update({ where: { id }, data: { expiresAt: new Date(Date.now() - 1) } })
    expect((await web.call('GET', '/api/v1/me', { as: token })).status).toBe(401)
    const unused = await createSession(web, ada.id)
    await web.prisma.session.update({ where: { id: unused.id }, data: { expiresAt: new Date(Date.now() - 1) } })
    await web.call('POST', '/api/auth/sign-in/email', { body: { email: ada.email, password: ada.password } })
    await expectChange(heard, { kind: 'session', sessionId: unused.id })
    expect(await web.prisma.session.count({ where: { id: unused.id } })).toBe(0)
  })

  test('is over after ninety days, however busy', async () => {
    const { id, token } = await createSession(web, ada.id)
    const createdAt = new Date(Date.now() - 91 * 24 * 3_600_000)
    await web.prisma.session.update({ where: { id }, data: { createdAt } })
    expect((await web.call('GET', '/api/v1/me', { as: token })).status).toBe(401)
  })

  test('in use is prolonged, and the browser gets the new cookie', async () => {
    const answer = await web.call('POST', '/api/auth/sign-in/email', {
      body: { email: ada.email, password: ada.password },
    })
    const Cookie = toCookieHeader(answer.headers.getSetCookie())
    const fresh = await web.call('GET', '/api/v1/me', { headers: { Cookie } })
    expect(fresh.headers.getSetCookie()).toEqual([])
    const id = fresh.body.sessionId
    await web.prisma.session.update({ where: { id }, data: { expiresAt: new Date(Date.now() + 3 * 24 * 3_600_000) } })
    const renewed = await web.call('GET', '/api/v1/me', { headers: { Cookie } })
    expect(renewed.headers.getSetCookie()[0]).toMatch(/^duplex-3000\.session=/)
    const { expiresAt } = await web.prisma.session.findUniqueOrThrow({ where: { id } })
    expect(expiresAt.getTime()).toBeGreaterThan(Date.now() + 6 * 24 * 3_600_000)
  })
})

describe('signing out', () => {
  test('ends the session, its sockets and the cookie', async () => {
    const { id, token } = await createSession(web, ada.id)
    const answer = await web.call('POST', '/api/auth/sign-out', { as: token })
    expect(answer.status).toBe(204)
    await expectChange(heard, { kind: 'session', sessionId: id })
    expect(answer.headers.getSetCookie()[0]).toMatch(/^duplex-3000\.session=;.*Max-Age=0/)
    expect((await web.call('GET', '/api/v1/me', { as: token })).status).toBe(401)
  })

  test('without a session is no error', async () => {
    expect((await web.call('POST', '/api/auth/sign-out')).status).toBe(204)
  })

  test('cannot be done by a page of another site', async () => {
    const { id, token } = await createSession(web, ada.id)
    const headers = { Origin: 'https://evil.example', Cookie: `duplex-3000.session=${token}` }
    expect((await web.call('POST', '/api/auth/sign-out', { headers })).status).toBe(403)
    expect(await web.prisma.session.count({ where: { id } })).toBe(1)
  })
})

describe('a new password', () => {
  const change = (as: string, currentPassword: string, newPassword: string) =>
    web.call('PUT', '/api/v1/me/password', { as, body: { currentPassword, newPassword } })

  test('ends every other session with the old one', async () => {
    const { body } = await signUp({ ...grace, email: 'changer@example.org' })
    const [here, there] = [await createSession(web, body.user.id), await createSession(web, body.user.id)]
    expect((await change(here.token, grace.password, 'two moths in the relay')).status).toBe(204)
    await expectChange(heard, { kind: 'session', sessionId: there.id })
    expect((await web.call('GET', '/api/v1/me', { as: there.token })).status).toBe(401)
    expect((await web.call('GET', '/api/v1/me', { as: here.token })).status).toBe(200)
    const signIn = (password: string) =>
      web.call('POST', '/api/auth/sign-in/email', { body: { email: 'changer@example.org', password } })
    expect((await signIn(grace.password)).body.code).toBe('wrong-credentials')
    expect((await signIn('two moths in the relay')).status).toBe(200)
  })

  test('needs the old one, and is held to the same rules', async () => {
    const { token } = await createSession(web, ada.id)
    expect((await change(token, 'not the old one', 'a fine new password')).body.code).toBe('wrong-credentials')
    expect((await change(token, ada.password, 'password1')).body.code).toBe('password-refused')
    expect((await change(token, ada.password, ada.email)).body.code).toBe('password-refused')
  })
})

test('a name is changed, and only a name', async () => {
  const { token } = await createSession(web, ada.id)
  const patch = (body: object) => web.call('PATCH', '/api/v1/me', { as: token, body })
  expect((await patch({ name: 'Ada L.' })).body.name).toBe('Ada L.')
  for (const field of ['isAdmin', 'email', 'id', 'emailVerified']) {
    expect((await patch({ name: 'x', [field]: 'y' })).status).toBe(422)
  }
})
