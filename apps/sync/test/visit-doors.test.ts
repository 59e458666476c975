import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { useFixture } from './support/fixture.ts'
import { origin } from './support/server.ts'
import { emptyStep1, envelopeOf, setVisitScene, typesOf, writing } from './support/visit-scene.ts'
import { isProblem, type Listening, Visitor } from './support/visitor.ts'

const foreign = { headers: { origin: 'https://evil.example' } }

describe('T1 the doors of a visit', () => {
  const fixture = useFixture()

  it('T1 lets in with a ticket, once, and greets with the hello', async () => {
    const { server, documentId, ticket } = await setVisitScene(fixture)
    const jwt = await ticket()
    const visitor = new Visitor(server.httpUrl, documentId)
    expect(await visitor.open(jwt)).toBe('open')
    expect(visitor.key).toMatch(/^[\w-]{43}$/)
    expect(typesOf(envelopeOf(await visitor.ask(0))).slice(0, 2)).toEqual([100, 103])
    expect(await new Visitor(server.httpUrl, documentId).open(jwt)).toMatchObject({ status: 401, code: 4401 })
  })

  it.each([
    ['no ticket', undefined, 401, 4401],
    ['nonsense', 'nonsense', 401, 4401],
  ])('T1 with %s nobody comes in', async (_, jwt, status, code) => {
    const { server, documentId } = await setVisitScene(fixture)
    expect(await new Visitor(server.httpUrl, documentId).open(jwt)).toMatchObject({ status, code })
  })

  it('T1 a ticket of another document opens none', async () => {
    const { server, ticket } = await setVisitScene(fixture)
    const other = new Visitor(server.httpUrl, await fixture.world.addDocument())
    expect(await other.open(await ticket())).toMatchObject({ status: 404, code: 4404 })
  })

  it('T1 a key opens the document that it was given for, and no other', async () => {
    const { server, visit } = await setVisitScene(fixture)
    const visitor = await visit()
    const elsewhere = new Visitor(server.httpUrl, await fixture.world.addDocument())
    elsewhere.key = visitor.key
    const unknown = { status: 404, code: 4508 }
    expect(await elsewhere.ask(0)).toMatchObject(unknown)
    expect(await elsewhere.say(1, [emptyStep1])).toMatchObject(unknown)
    expect(await elsewhere.listen(0)).toMatchObject(unknown)
    expect(isProblem(await visitor.ask(0))).toBe(false)
  })

  it('T1 W1 a page of another site meets 403 at every door, and nothing happens', async () => {
    const { server, documentId, ticket, visit } = await setVisitScene(fixture)
    const jwt = await ticket()
    expect(await new Visitor(server.httpUrl, documentId).open(jwt, foreign)).toMatchObject({ status: 403 })
    const visitor = await visit()
    expect(await visitor.say(1, [writing(7, 'x')], 0, foreign)).toMatchObject({ status: 403 })
    expect(await visitor.ask(0, 0, foreign)).toMatchObject({ status: 403 })
    expect(await visitor.listen(0, foreign)).toMatchObject({ status: 403 })
    expect(await fixture.world.readSeqs(documentId)).toEqual([])
    expect(await new Visitor(server.httpUrl, documentId).open(jwt)).toBe('open')
  })

  it('T1 a page of ours on another port may ask, and is told so before it does', async () => {
    const { server, documentId, visit } = await setVisitScene(fixture)
    const url = `${server.httpUrl}/sync/v1/${documentId}/visit/messages`
    const allowed = await fetch(url, { method: 'OPTIONS', headers: { origin } })
    expect(allowed.status).toBe(204)
    expect(allowed.headers.get('access-control-allow-origin')).toBe(origin)
    expect(allowed.headers.get('access-control-allow-headers')).toContain('authorization')
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull()
    const refused = await fetch(url, { method: 'OPTIONS', ...foreign })
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([403, null])
    const events = (await (await visit()).listen(0, { headers: { origin } })) as Listening
    expect(events.headers.get('access-control-allow-origin')).toBe(origin)
    events.stop()
  })

  it.each([
    ['DELETE', 'visit', 405],
    ['GET', 'visit', 405],
    ['POST', 'visit/events', 405],
    ['GET', 'visit/elsewhere', 404],
  ])('T1 answers %s %s with %i', async (method, path, status) => {
    const { server, documentId } = await setVisitScene(fixture)
    const answer = await fetch(`${server.httpUrl}/sync/v1/${documentId}/${path}`, { method })
    expect(answer.status).toBe(status)
  })

  it('T1 a document that is no document is 404 at every door', async () => {
    const { server } = await setVisitScene(fixture)
    expect(await new Visitor(server.httpUrl, 'not-a-uuid').open('x')).toMatchObject({ status: 404, code: undefined })
    expect(await new Visitor(server.httpUrl, randomUUID()).open(undefined)).toMatchObject({ status: 401 })
  })

  it('T1 no answer may be kept, changed or held back on its way', async () => {
    const { visit } = await setVisitScene(fixture)
    const events = (await (await visit()).listen(0, { headers: { 'accept-encoding': 'gzip, br' } })) as Listening
    expect(Object.fromEntries(events.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    })
    expect(events.headers.get('content-encoding')).toBeNull()
    events.stop()
  })
})
