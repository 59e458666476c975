import { maxKeptEvents, recordUserEvents } from '@duplex/db'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { setEventStage } from './event-stage.ts'
import { type Cast, createCast, createSession, createSharedDocument } from './test-documents.ts'
import { type Asking, follow, followFromNow } from './test-event-stream.ts'
import { listen } from './test-listener.ts'
import { startTestWeb } from './test-web.ts'

const maxStreamsPerUser = 3

const stage = setEventStage({ maxStreamsPerUser })
let cast: Cast
let id: string
beforeAll(async () => {
  cast = await createCast(stage.web)
})
beforeEach(async () => {
  id = await createSharedDocument(stage.web, cast)
})

const rename = (title: string) =>
  stage.web.call('PATCH', `/api/v1/documents/${id}`, { as: cast.owner.token, body: { title } })

const followAs = (who: keyof Cast, asking?: Asking) => stage.followAs(cast[who], asking)

describe('the event stream', () => {
  test('tells a member of a change as it happens, and not what the document is now', async () => {
    const ben = await followAs('viewer')
    await rename('A secret title')
    await expect.poll(ben.kinds).toEqual(['renamed'])
    expect(ben.events().at(-1)).toEqual({
      event: 'document',
      data: { id: ben.readyAt + 1, kind: 'renamed', documentId: id, at: expect.any(String) },
    })
    expect(ben.text()).not.toContain('secret')
    expect(ben.text()).toMatch(/^retry: \d+\n\n/)
    expect(ben.text()).toContain(`\nid: ${ben.readyAt + 1}\nevent: document\ndata: {`)
  })

  test('tells nobody else', async () => {
    const eve = await followAs('outsider')
    const ben = await followAs('viewer')
    await rename('Not for Eve')
    await stage.web.call('DELETE', `/api/v1/documents/${id}/members/${cast.viewer.id}`, { as: cast.owner.token })
    await rename('Not for Ben any more')
    await expect.poll(ben.kinds).toEqual(['renamed', 'removed'])
    const invitation = { email: cast.outsider.email, role: 'viewer' }
    await stage.web.call('POST', `/api/v1/documents/${id}/members`, { as: cast.owner.token, body: invitation })
    await expect.poll(eve.kinds).toEqual(['shared'])
    expect(ben.kinds()).toEqual(['renamed', 'removed'])
  })

  test('is neither cached nor held back nor compressed', async () => {
    const ben = await followAs('viewer', { headers: { 'Accept-Encoding': 'gzip, br' } })
    expect(ben.response.status).toBe(200)
    expect(Object.fromEntries(ben.response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      'duplex-person': cast.viewer.id,
    })
    expect(ben.response.headers.has('content-encoding')).toBe(false)
  })

  test('of HEAD has its headers and takes no place', async () => {
    for (let i = 0; i <= maxStreamsPerUser; i++) {
      const { status, headers } = await stage.web.call('HEAD', '/api/v1/events', { as: cast.editor.token })
      expect(status).toBe(200)
      expect(headers.get('content-type')).toMatch(/^text.event-stream/)
    }
    await followAs('editor')
  })

  test('is not begun for a page of a sibling site, though that has the cookie', async () => {
    const signedIn = await stage.web.call('POST', '/api/auth/sign-in/email', {
      body: { email: cast.viewer.email, password: cast.viewer.password },
    })
    const Cookie = signedIn.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ')
    const ask = (site: string) =>
      stage.web.call('GET', '/api/v1/events', { headers: { Cookie, 'Sec-Fetch-Site': site } })
    expect((await ask('same-origin')).status).toBe(200)
    expect((await ask('same-site')).body).toMatchObject({ status: 403, code: 'cross-site' })
  })

  test('keeps no session alive', async () => {
    const session = await createSession(stage.web, cast.viewer.id)
    const soon = new Date(Date.now() + 60_000)
    await stage.web.prisma.session.update({ where: { id: session.id }, data: { expiresAt: soon } })
    const ben = await followFromNow(stage.server.url, session.token)
    ben.leave()
    const { expiresAt } = await stage.web.prisma.session.findUniqueOrThrow({ where: { id: session.id } })
    expect(expiresAt).toEqual(soon)
  })
})

describe('whoever comes back', () => {
  test('is told what they missed, in order and once', async () => {
    const before = await followAs('viewer')
    before.leave()
    for (const title of ['One', 'Two', 'Three']) await rename(title)
    const ben = await followAs('viewer', { lastEventId: String(before.readyAt + 1) })
    expect(ben.kinds()).toEqual(['renamed', 'renamed'])
    expect(ben.events().map(({ event, data }) => [event, data.id - before.readyAt])).toEqual([
      ['document', 2],
      ['document', 3],
      ['ready', 3],
    ])
  })

  test('after more than is kept is told to read the list again', async () => {
    const before = await followAs('viewer')
    before.leave()
    await rename('Forgotten')
    await rename('Kept')
    const seq = before.readyAt + 1
    await stage.web.prisma.userEvent.delete({ where: { userId_seq: { userId: cast.viewer.id, seq } } })
    const ben = await followAs('viewer', { lastEventId: String(before.readyAt) })
    expect(ben.events().map(({ event, data }) => [event, data.id])).toEqual([
      ['reset', seq + 1],
      ['ready', seq + 1],
    ])
  })

  test.each(['999999999', 'abc', '-1', '1e3', ''])(
    'with the id "%s", which is none, is told the same',
    async (lastEventId) => {
      const ben = await followAs('viewer', { lastEventId })
      expect(ben.events().map(({ event }) => event)).toEqual(['reset', 'ready'])
    },
  )

  test('after a thousand events gets them all', async () => {
    const before = await followAs('viewer')
    before.leave()
    const data = Array.from({ length: maxKeptEvents - 1 }, (_, i) => ({
      userId: cast.viewer.id,
      seq: before.readyAt + 1 + i,
      kind: 'renamed',
      documentId: id,
      createdAt: new Date(),
    }))
    await stage.web.prisma.userEvent.createMany({ data })
    const lastEventSeq = before.readyAt + data.length
    await stage.web.prisma.user.update({ where: { id: cast.viewer.id }, data: { lastEventSeq } })
    const ben = await followAs('viewer', { lastEventId: String(before.readyAt) })
    expect(ben.kinds()).toHaveLength(data.length)
    expect(ben.readyAt).toBe(lastEventSeq)
  })

  test('misses nothing while many change things at once, however often the stream is cut', async () => {
    const first = await followAs('viewer')
    first.leave()
    const writes = 120
    const writing = Promise.all(Array.from({ length: 4 }, () => writeEvents(cast.viewer.id, writes / 4)))
    const ids: number[] = []
    while (ids.length < writes) {
      const lastEventId = String(first.readyAt + ids.length)
      const ben = await follow(stage.server.url, cast.viewer.token, { lastEventId })
      const documents = () => ben.events().filter(({ event }) => event === 'document')
      await expect.poll(() => documents().length, { interval: 1 }).toBeGreaterThan(0)
      ben.leave()
      ids.push(...documents().map(({ data }) => data.id))
    }
    await writing
    expect(ids).toEqual(Array.from({ length: writes }, (_, i) => first.readyAt + 1 + i))
  })
})

describe('a stream ends', () => {
  test('at once with its session, and another session of the same person goes on', async () => {
    const [ben, other] = [await followAs('viewer'), await followAs('viewer')]
    const { status } = await stage.web.call('DELETE', `/api/v1/me/sessions/${ben.session.id}`, {
      as: cast.viewer.token,
    })
    expect(status).toBe(204)
    await expect.poll(ben.isEnded).toBe(true)
    await rename('After the sign-out')
    await expect.poll(other.kinds).toEqual(['renamed'])
    expect(ben.kinds()).toEqual([])
    expect((await follow(stage.server.url, ben.session.token)).response.status).toBe(401)
  })

  test('a person has so many and no more, and a place is free as soon as somebody leaves', async () => {
    const streams = []
    for (let i = 0; i < maxStreamsPerUser; i++) streams.push(await followAs('owner'))
    const refused = await fetch(`${stage.server.url}/api/v1/events`, {
      headers: { Authorization: `Bearer ${cast.owner.token}` },
    })
    expect(refused.status).toBe(429)
    expect(refused.headers.get('content-type')).toBe('application/problem+json')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refused.json()).toMatchObject({ code: 'too-many-requests' })
    await followAs('editor')
    streams[0]?.leave()
    await expect
      .poll(async () => {
        const again = await follow(stage.server.url, cast.owner.token)
        again.leave()
        return again.response.status
      })
      .toBe(200)
  })

  test('and all of them when the process does', async () => {
    const other = await startTestWeb()
    const otherServer = await listen(other)
    const ana = await other.createPerson('Ana')
    const stream = await followFromNow(otherServer.url, ana.token)
    await other.stop()
    await expect.poll(stream.isEnded).toBe(true)
    await otherServer.close()
  })
})

async function writeEvents(userId: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await stage.web.prisma.$transaction((tx) => recordUserEvents(tx, [{ userId, kind: 'renamed', documentId: id }]))
  }
}
