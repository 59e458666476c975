import { announceChange } from '@duplex/db'
import { readReasonMs } from '@duplex/protocol'
import { describe, expect, it } from 'vitest'
import { encodeSync } from '../src/room/frames.ts'
import { useFixture } from './support/fixture.ts'
import { until } from './support/until.ts'
import { emptyStep1, envelopeOf, hearGreeting, setVisitScene, type VisitScene, writing } from './support/visit-scene.ts'
import { isProblem, type Listening, type Problem, Visitor } from './support/visitor.ts'

/** How each rung hears of the end: who waits at once, who polls with the next question. */
const rungs: readonly [
  name: string,
  hear: (visitor: Visitor) => Promise<() => Promise<{ code?: number | undefined; detail: string }>>,
][] = [
  [
    'an event stream',
    async (visitor) => {
      const stream = (await visitor.listen(0)) as Listening
      await until('the stream has begun', () => stream.events.length > 0)
      return async () => await until('the stream says why', () => stream.problem)
    },
  ],
  [
    'a long poll',
    async (visitor) => {
      const last = await hearGreeting(visitor)
      const asked = visitor.ask(last, 20)
      return async () => (await asked) as Problem
    },
  ],
  ['polling', async (visitor) => async () => (await visitor.ask(0)) as Problem],
]

describe('T1 how a visit ends', () => {
  const fixture = useFixture()

  const endings: readonly [what: string, code: number, act: (scene: VisitScene) => Promise<unknown>][] = [
    [
      'R3 a change of access',
      4501,
      ({ documentId, person: { userId } }) =>
        fixture.world.prisma.$transaction(async (tx) => {
          const data = { accessVersion: { increment: 1 } }
          const { accessVersion } = await tx.document.update({ where: { id: documentId }, data })
          await announceChange(tx, { kind: 'access', documentId, accessVersion, userIds: [userId] })
        }),
    ],
    [
      'R3 the end of the session',
      4401,
      ({ person: { sessionId } }) =>
        fixture.world.prisma.$transaction(async (tx) => {
          await tx.session.delete({ where: { id: sessionId } })
          await announceChange(tx, { kind: 'session', sessionId })
        }),
    ],
    [
      'R3 the trash',
      4410,
      ({ documentId }) =>
        fixture.world.prisma.$transaction(async (tx) => {
          await tx.document.update({ where: { id: documentId }, data: { trashedAt: new Date() } })
          await announceChange(tx, { kind: 'document', documentId, state: 'trashed' })
        }),
    ],
    ['L3 a restart', 1012, ({ server }) => server.drain()],
  ]

  it.each(endings.flatMap(([what, code, act]) => rungs.map(([rung, hear]) => ({ what, code, act, rung, hear }))))(
    'T1 $what ends $rung with $code within 2 s, as it ends a WebSocket',
    async ({ code, act, hear }) => {
      const scene = await setVisitScene(fixture)
      const socket = await (await fixture.connect(scene.server, scene.documentId, scene.person)).sync()
      const visitor = await scene.visit()
      const heard = await hear(visitor)
      await act(scene)
      expect(await socket.ended(2_000)).toBe(code)
      const startedAt = performance.now()
      const { code: said, detail } = await heard()
      expect([said, detail.replace(/\d+/, 'n')]).toEqual([code, socket.closed?.reason.replace(/\d+/, 'n')])
      expect(performance.now() - startedAt).toBeLessThan(2_000)
      const late = await visitor.say(1, [writing(7, 'too late')])
      expect(late).toMatchObject({ code })
      expect(await fixture.world.readText(scene.documentId)).toBe('')
    },
  )

  it('L3 T1 a server that drains lets nobody in, and says when to come back', async () => {
    const { server, documentId, ticket } = await setVisitScene(fixture)
    await server.drain()
    const answer = (await new Visitor(server.httpUrl, documentId).open(await ticket())) as Problem
    expect(answer).toMatchObject({ status: 503, code: 1012, retryAfter: '5' })
    expect(readReasonMs(answer.detail)).toBe(5_000)
  })

  it('T1 L1 a visit that nobody asks for ends like a silent connection; one that is asked for does not', async () => {
    const { server, documentId, person, visit } = await setVisitScene(fixture, { settings: { heartbeatMs: 1_500 } })
    const watcher = await (await fixture.connect(server, documentId, person)).sync()
    const [silent, busy] = [await visit(), await visit()]
    const presence = (client: number) => new Uint8Array([1, 6, 1, client, 1, 2, 0x7b, 0x7d])
    await silent.say(1, [presence(71)])
    await busy.say(1, [presence(72)])
    const gone = (client: number) =>
      watcher.of('awareness').some(({ states }) => states.some((one) => one.clientId === client && one.state === null))
    await until('the silent one is gone', async () => {
      await busy.ask(0)
      return gone(71)
    })
    expect(await silent.ask(0)).toMatchObject({ status: 404, code: 4508 })
    expect([gone(72), envelopeOf(await busy.ask(0)).ack]).toEqual([false, 1])
  })

  it('T1 P3 who leaves in order is gone at once', async () => {
    const { server, documentId, person, visit } = await setVisitScene(fixture)
    const watcher = await (await fixture.connect(server, documentId, person)).sync()
    const visitor = await visit()
    await visitor.say(1, [new Uint8Array([1, 6, 1, 71, 1, 2, 0x7b, 0x7d])])
    await until('it is seen', () => watcher.of('awareness').length > 0)
    await visitor.say(2, [emptyStep1], 0, { headers: { 'duplex-end': '1' } })
    await until('it is gone', () => watcher.of('awareness').at(-1)?.states[0]?.state === null)
    expect(await visitor.ask(0)).toMatchObject({ status: 410, code: 1000 })
  })

  it.each(rungs)('T1 L2 a reader that leaves 4 MiB unacknowledged ends on %s with 4590', async (_, hear) => {
    const { server, documentId, person, visit } = await setVisitScene(fixture)
    const connect = async () => (await fixture.connect(server, documentId, person)).sync()
    const writers = await Promise.all([connect(), connect()])
    const reader = await visit()
    await reader.say(1, [emptyStep1])
    await until('it is synced', async () => envelopeOf(await reader.ask(0)).last >= 5)
    const heard = await hear(reader)
    for (let i = 0; i < 4; i++) {
      for (const writer of writers) {
        writer.text.insert(0, 'x'.repeat(1_000_000))
        writer.text.delete(0, 900_000)
        await writer.stored()
      }
    }
    // A long poll that was answered before has its next answer.
    const first = await heard()
    const { code } = 'code' in first ? first : ((await reader.ask(0)) as Problem)
    expect(code).toBe(4590)
    expect(writers.map((writer) => writer.closed)).toEqual([undefined, undefined])
  })

  it('T1 L2 messages and requests have the rates of a connection', async () => {
    const { visit } = await setVisitScene(fixture)
    const [talker, asker] = [await visit(), await visit()]
    const many = Array.from({ length: 400 }, () => new Uint8Array([99]))
    const answer = (await talker.say(1, many)) as Problem
    expect(answer).toMatchObject({ status: 429, code: 4529 })
    expect(Number(answer.retryAfter)).toBeGreaterThan(0)
    const { last } = envelopeOf(await asker.ask(0))
    const askOften = async () => {
      const answers = await Promise.all(Array.from({ length: 250 }, () => asker.ask(last)))
      return answers.some((answer) => isProblem(answer) && answer.code === 4529)
    }
    await until('it is too fast', askOften)
  })

  it('T1 V1 V2 what a message may be is no matter of what carries it', async () => {
    const { documentId, visit } = await setVisitScene(fixture)
    const reader = await visit('viewer')
    expect(await reader.say(1, [emptyStep1, writing(7, 'no')])).toMatchObject({ status: 403, code: 4403 })
    const broken = await visit()
    const nonsense = encodeSync('update', new Uint8Array([1, 2, 3, 4]))
    expect(await broken.say(1, [emptyStep1, nonsense, nonsense])).toMatchObject({ status: 400, code: 1007 })
    expect(await fixture.world.readText(documentId)).toBe('')
  })

  it('T1 V6 a message over the limit ends with 1009, in whatever body', async () => {
    const { visit } = await setVisitScene(fixture, { settings: { maxMessageBytes: 1_000 } })
    const long = { status: 413, code: 1009 }
    expect(await (await visit()).say(1, [new Uint8Array(1_001)])).toMatchObject(long)
    const visitor = await visit()
    expect(await visitor.post(new Uint8Array(100_000))).toMatchObject(long)
    expect(await visitor.ask(0)).toMatchObject(long)
  })

  it('T1 bytes that are no envelope, and bodies that are compressed, are refused', async () => {
    const { visit } = await setVisitScene(fixture)
    expect(await (await visit()).post(new Uint8Array([1, 2]))).toMatchObject({ status: 400, code: 1007 })
    const visitor = await visit()
    const headers = { 'content-encoding': 'gzip' }
    expect(await visitor.say(1, [emptyStep1], 0, { headers })).toMatchObject({ status: 415, code: 1003 })
    expect(envelopeOf(await visitor.ask(0)).ack).toBe(0)
  })
})
