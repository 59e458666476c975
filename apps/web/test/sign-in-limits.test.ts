import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createGuessLimits } from '../src/server/auth/guess-limits.ts'
import { stampRequests } from '../src/server/network/client-stamp.ts'
import { createRateLimiter } from '../src/server/network/rate-limiter.ts'
import { listen, type TestListener } from './test-listener.ts'
import { type Answer, readAnswer, startTestWeb, type TestPerson, type TestWeb } from './test-web.ts'

/** A proxy of ours is trusted for one hop: 127.0.0.1, where these requests come from. */
let web: TestWeb
let listener: TestListener
let ada: TestPerson
const pauses: number[] = []
beforeAll(async () => {
  web = await startTestWeb({ RATE_LIMITS: 'on' }, (ms) => pauses.push(ms))
  stampRequests({ kind: 'hops', hops: 1 })
  listener = await listen(web)
  ada = await web.createPerson('Ada')
})
afterAll(async () => {
  await listener.close()
  await web.stop()
})

/** One attempt, through a proxy that saw it come from the last of `forwarded`. */
async function signIn(email: string, password: string, forwarded: string): Promise<Answer> {
  return readAnswer(
    await fetch(`${listener.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': forwarded },
      body: JSON.stringify({ email, password, session: 'token' }),
    }),
  )
}

async function guess(times: number, toForwarded: (i: number) => string, email = ada.email): Promise<number[]> {
  const statuses: number[] = []
  for (let i = 0; i < times; i++) statuses.push((await signIn(email, `wrong guess ${i}`, toForwarded(i))).status)
  return statuses
}

describe('guessing passwords', () => {
  test('is refused after ten failures from one place, and says for how long', async () => {
    expect(await guess(10, () => '203.0.113.1')).toEqual(Array(10).fill(401))
    const refused = await signIn(ada.email, 'wrong again', '203.0.113.1')
    expect(refused.body).toMatchObject({ status: 429, code: 'too-many-requests' })
    const seconds = Number(refused.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(900)
  })

  test('goes on being refused with one forged address, two forged addresses, and a forged stamp', async () => {
    await guess(10, () => '203.0.113.2')
    for (const forged of ['6.6.6.6, 203.0.113.2', '6.6.6.6, 7.7.7.7, 203.0.113.2']) {
      expect((await signIn(ada.email, 'wrong', forged)).status).toBe(429)
    }
    const stamped = await fetch(`${listener.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Forwarded-For': '203.0.113.2',
        'X-Duplex-Client': '00000000000000000000000000000000 6.6.6.6',
      },
      body: JSON.stringify({ email: ada.email, password: 'wrong' }),
    })
    expect(stamped.status).toBe(429)
  })

  test('from elsewhere never locks the owner out, not even in the middle of it', async () => {
    const frida = await web.createPerson('Frida')
    expect(await guess(26, (i) => `198.51.100.${i}`, frida.email)).toEqual(Array(26).fill(401))
    pauses.length = 0
    const answer = await signIn(frida.email, frida.password, '192.0.2.1')
    expect(answer.status).toBe(200)
    expect(pauses).toEqual([5_000])
    expect(answer.body.user.id).toBe(frida.id)
  })

  test('does not touch another account from the same place', async () => {
    await guess(11, () => '203.0.113.3')
    expect((await signIn(ada.email, ada.password, '203.0.113.3')).status).toBe(429)
    const bob = await web.createPerson('Bob')
    expect((await signIn(bob.email, bob.password, '203.0.113.3')).status).toBe(200)
  })

  test('costs nothing to those who know their password', async () => {
    const carol = await web.createPerson('Carol')
    for (let i = 0; i < 12; i++) expect((await signIn(carol.email, carol.password, '203.0.113.4')).status).toBe(200)
  })

  test('is counted before the work, so that a burst does not slip through', async () => {
    const dora = await web.createPerson('Dora')
    const answers = await Promise.all(Array.from({ length: 16 }, () => signIn(dora.email, 'wrong', '203.0.113.5')))
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(6)
  })

  test('answers an unknown address and a wrong password alike', async () => {
    const [unknown, wrong] = [
      await signIn('nobody@example.org', 'some password', '203.0.113.6'),
      await signIn(ada.email, 'some password', '203.0.113.6'),
    ]
    expect({ ...unknown.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' })
  })
})

test('a session remembers the address that a trusted proxy vouches for, and no other', async () => {
  const { body } = await signIn(ada.email, ada.password, '6.6.6.6, 192.0.2.77')
  const sessions = await web.call('GET', '/api/v1/me/sessions', { as: body.token })
  expect(sessions.body.items.find((item: { current: boolean }) => item.current).address).toBe('192.0.2.77')
})

describe('failures for one account from everywhere', () => {
  test('delay the next answers, more each time, up to five seconds; none is refused', async () => {
    const pauses: number[] = []
    const limiter = createRateLimiter(web.prisma, Date.now)
    const limits = createGuessLimits(limiter, async (ms) => {
      pauses.push(ms)
    })
    for (let i = 0; i < 28; i++) await limits.admitGuess('eve@example.org', `10.0.${i}.1`)
    expect(pauses.slice(0, 20)).toEqual(Array(20).fill(0))
    expect(pauses.slice(20)).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000])
  })

  test('only delay where nobody knows from where they come', async () => {
    const limiter = createRateLimiter(web.prisma, Date.now)
    const limits = createGuessLimits(limiter, async () => undefined)
    for (let i = 0; i < 40; i++) {
      await expect(limits.admitGuess('frank@example.org', undefined)).resolves.toBeDefined()
    }
  })
})

describe('counting', () => {
  test('starts anew when its window is over', async () => {
    let now = 1_000_000
    const limiter = createRateLimiter(web.prisma, () => now)
    const limit = { max: 2, windowSeconds: 60 }
    const use = async () => (await limiter.use('window', limit)).isAllowed
    expect([await use(), await use(), await use()]).toEqual([true, true, false])
    now += 59_999
    expect(await limiter.use('window', limit)).toMatchObject({ isAllowed: false, retryAfterSeconds: 1 })
    now += 1
    expect(await use()).toBe(true)
  })

  test('loses nothing when many count at once', async () => {
    const limiter = createRateLimiter(web.prisma, Date.now)
    const uses = await Promise.all(
      Array.from({ length: 20 }, () => limiter.use('burst', { max: 5, windowSeconds: 60 })),
    )
    expect(uses.filter(({ isAllowed }) => isAllowed)).toHaveLength(5)
    expect(uses.map(({ count }) => count).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  })
})

test('one place opens twenty accounts an hour', async () => {
  const signUp = (i: number) =>
    fetch(`${listener.url}/api/auth/sign-up/email`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': '203.0.113.200' },
      // Refused for its password, which comes after the limit and costs no hashing.
      body: JSON.stringify({ name: 'Bot', email: `bot${i}@example.org`, password: 'password1' }),
    })
  const statuses: number[] = []
  for (let i = 0; i < 21; i++) statuses.push((await signUp(i)).status)
  expect(statuses).toEqual([...Array(20).fill(422), 429])
})
