import { connect, type Socket } from 'node:net'
import { limits } from '@duplex/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { useFixture } from './support/fixture.ts'
import { until } from './support/until.ts'
import { emptyStep1, envelopeOf, hearGreeting, setVisitScene, type VisitScene } from './support/visit-scene.ts'
import { isProblem, type Listening, Visitor } from './support/visitor.ts'

describe('abuse of visits', () => {
  const fixture = useFixture()
  const sockets: Socket[] = []

  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy()
  })

  /** A POST of which only the head and one byte come. */
  function startPost(
    { server, documentId }: VisitScene,
    key: string,
  ): { readonly answer: string; readonly isGone: boolean } {
    const socket = connect(server.port, '127.0.0.1')
    sockets.push(socket)
    const post = { answer: '', isGone: false }
    socket.on('data', (chunk) => {
      post.answer += chunk.toString()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      post.isGone = true
    })
    socket.write(
      `POST /sync/v1/${documentId}/visit/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\n` +
        'Content-Type: application/octet-stream\r\nContent-Length: 1000\r\n\r\nx',
    )
    return post
  }

  it('T1 L2 bodies that do not end are few, end after 10 s, and the visit goes on', async () => {
    const scene = await setVisitScene(fixture, { settings: { maxHandshakeMs: 1_000 } })
    const visitor = await scene.visit()
    const stuck = Array.from({ length: limits.maxOpenPosts }, () => startPost(scene, visitor.key))
    await until('one more is refused', async () => {
      const answer = await visitor.say(1, [emptyStep1])
      return isProblem(answer) && answer.status === 429
    })
    await until('they are gone', () => stuck.every(({ isGone }) => isGone))
    await until('there is room again', async () => !isProblem(await visitor.say(1, [emptyStep1])))
  })

  it('T1 a body for nobody is not read', async () => {
    const scene = await setVisitScene(fixture)
    const post = startPost(scene, 'nobody')
    await until('it is refused', () => post.answer.includes('404'))
  })

  it('T1 L4 opening visits has the limits of handshakes, and a spent ticket costs no query', async () => {
    const rate = { perSecond: 0.1, burst: 3 }
    const { server, documentId, ticket } = await setVisitScene(fixture, { settings: { addressHandshakeRate: rate } })
    const open = async (jwt: string) => await new Visitor(server.httpUrl, documentId).open(jwt)
    for (let i = 0; i < 3; i++) expect(await open('nonsense')).toMatchObject({ code: 4401 })
    const answer = await open(await ticket())
    expect(answer).toMatchObject({ status: 503, code: 1013 })
    expect(Number(answer !== 'open' && answer.retryAfter)).toBeGreaterThanOrEqual(10)
  })

  it('T1 L4 a visit takes a seat as a WebSocket does, and gives it back', async () => {
    const { server, documentId, person, ticket, visit } = await setVisitScene(fixture, {
      settings: { maxConnectionsPerUser: 2 },
    })
    const visitor = await visit()
    await (await fixture.connect(server, documentId, person)).sync()
    const late = new Visitor(server.httpUrl, documentId)
    expect(await late.open(await ticket())).toMatchObject({ status: 503, code: 1013 })
    await visitor.say(1, [], 0, { headers: { 'duplex-end': '1' } })
    expect(await late.open(await ticket())).toBe('open')
  })

  it('T2 a reader of a stream that reads nothing costs what waits for it, and no second copy', async () => {
    const scene = await setVisitScene(fixture)
    const { server, documentId, person } = scene
    const connectWriter = async () => (await fixture.connect(server, documentId, person)).sync()
    const writers = await Promise.all([connectWriter(), connectWriter()])
    const reader = await scene.visit()
    await reader.say(1, [emptyStep1])
    const socket = connect(server.port, '127.0.0.1')
    sockets.push(socket)
    socket.write(
      `GET /sync/v1/${documentId}/visit/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${reader.key}\r\n\r\n`,
    )
    await until('the stream has begun', () => socket.bytesRead > 0)
    socket.pause()
    for (let i = 0; i < 4; i++) {
      for (const writer of writers) {
        writer.text.insert(0, 'x'.repeat(1_000_000))
        writer.text.delete(0, 900_000)
        await writer.stored()
      }
    }
    expect(await reader.ask(0)).toMatchObject({ code: 4590 })
    expect(writers.map((writer) => writer.closed)).toEqual([undefined, undefined])
  })

  it('T2 thousands of questions at the same time leave one waiting', async () => {
    const { visit } = await setVisitScene(fixture)
    const visitor = await visit()
    const last = await hearGreeting(visitor)
    const asked = Array.from({ length: 100 }, () => visitor.ask(last, 20))
    const first = (await visitor.listen(last)) as Listening
    for (const answer of asked) expect(envelopeOf(await answer).messages).toEqual([])
    const second = (await visitor.listen(last)) as Listening
    await until('the first stream has ended', () => first.isOver)
    expect(second.isOver).toBe(false)
    second.stop()
  })
})
