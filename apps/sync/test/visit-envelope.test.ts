import { describe, expect, it } from 'vitest'
import { useFixture } from './support/fixture.ts'
import { until } from './support/until.ts'
import { emptyStep1, envelopeOf, hearGreeting, setVisitScene, typesOf, writing } from './support/visit-scene.ts'
import type { Listening } from './support/visitor.ts'

describe('T2 the envelope', () => {
  const fixture = useFixture()

  it('T2 takes a repeated POST once, and says again how far it is', async () => {
    const { server, documentId, visit } = await setVisitScene(fixture)
    const visitor = await visit()
    const said = [emptyStep1, writing(7, 'once')]
    for (let i = 0; i < 5; i++) expect(envelopeOf(await visitor.say(1, said)).ack).toBe(2)
    await until('it is stored', async () => (await fixture.world.readSeqs(documentId)).length > 0)
    expect(envelopeOf(await visitor.say(2, [said[1] as Uint8Array, writing(8, 'more')])).ack).toBe(3)
    await until('the rest is stored', async () => (await fixture.world.readText(documentId)).includes('more'))
    expect((await fixture.world.readText(documentId)).length).toBe('oncemore'.length)
    const metrics = await (await fetch(`${server.httpUrl}/metrics`)).text()
    expect(metrics).toContain('duplex_sync_messages_total{direction="in"} 3\n')
  })

  it('T2 two POSTs at the same time, one within the other, are taken as one', async () => {
    const { documentId, visit } = await setVisitScene(fixture)
    const visitor = await visit()
    const said = [emptyStep1, writing(7, 'a'), writing(8, 'b')]
    await Promise.all([visitor.say(1, said), visitor.say(1, said.slice(0, 2))])
    await until('all is stored', async () => (await fixture.world.readText(documentId)).length === 2)
    expect(envelopeOf(await visitor.ask(0)).ack).toBe(3)
  })

  it('T2 a POST that leaves out a message ends the visit', async () => {
    const { visit } = await setVisitScene(fixture)
    const visitor = await visit()
    expect(await visitor.say(2, [emptyStep1])).toMatchObject({ status: 400, code: 1008 })
  })

  it('T2 an acknowledgement of what was never sent ends the visit', async () => {
    const { visit } = await setVisitScene(fixture)
    expect(await (await visit()).ask(1_000)).toMatchObject({ status: 400, code: 1008 })
  })

  it('T2 what was not acknowledged is said again, what was is not', async () => {
    const { visit } = await setVisitScene(fixture)
    const visitor = await visit()
    await visitor.say(1, [emptyStep1])
    const first = await until('the answer is there', async () => {
      const answer = envelopeOf(await visitor.ask(0))
      return answer.last >= 5 ? answer : undefined
    })
    expect(envelopeOf(await visitor.ask(0)).messages).toEqual(first.messages)
    const rest = envelopeOf(await visitor.ask(3))
    expect(rest).toMatchObject({ first: 4, last: first.last, messages: first.messages.slice(3) })
    expect(envelopeOf(await visitor.ask(0)).first).toBe(4)
    expect(envelopeOf(await visitor.ask(first.last)).messages).toEqual([])
  })

  it('T2 a stream that breaks goes on behind its last event', async () => {
    const { visit } = await setVisitScene(fixture)
    const [visitor, writer] = [await visit(), await visit()]
    await writer.say(1, [emptyStep1])
    await visitor.say(1, [emptyStep1])
    const events = (await visitor.listen(0)) as Listening
    const last = await until('the state is there', () => {
      const newest = events.events.at(-1)?.envelope
      return newest && newest.last >= 5 ? newest.last : undefined
    })
    events.stop()
    await writer.say(2, [writing(7, 'missed')])
    await until('it waits', async () => envelopeOf(await visitor.say(2, [])).last > last)
    const again = (await visitor.listen(last)) as Listening
    const missed = await until('it comes', () => again.events.find(({ envelope }) => envelope.messages.length > 0))
    expect(missed.envelope.first).toBe(last + 1)
    expect(missed.id).toBe(String(missed.envelope.last))
    expect(Buffer.concat(missed.envelope.messages).includes('missed')).toBe(true)
    again.stop()
  })

  it('T2 a visit goes on from rung to rung, and messages keep their numbers', async () => {
    const { documentId, visit } = await setVisitScene(fixture)
    const [visitor, writer] = [await visit(), await visit()]
    await writer.say(1, [emptyStep1])
    await visitor.say(1, [emptyStep1])
    const types: (number | undefined)[] = []
    let have = 0
    let mine = 1
    for (let round = 0; round < 6; round++) {
      const letter = 'abcdef'[round] as string
      await writer.say(round + 2, [writing(100 + round, letter)])
      await until(`${letter} has come`, async () => {
        const [envelope, stop] = await hear()
        expect(envelope.first).toBe(have + 1)
        types.push(...typesOf(envelope))
        have += envelope.messages.length
        stop()
        return (
          (await fixture.world.readText(documentId)).includes(letter) &&
          Buffer.concat(envelope.messages).includes(letter)
        )
      })
      expect(envelopeOf(await visitor.say(++mine, [emptyStep1])).ack).toBe(mine)

      async function hear() {
        if (round % 3 === 0) return [envelopeOf(await visitor.ask(have)), () => undefined] as const
        if (round % 3 === 1) return [envelopeOf(await visitor.ask(have, 5)), () => undefined] as const
        const events = (await visitor.listen(have)) as Listening
        const { envelope } = await until('there is an event', () =>
          events.events.find((event) => event.envelope.messages.length > 0),
        )
        return [envelope, events.stop] as const
      }
    }
    expect(types.filter((type) => type === 100)).toEqual([100])
  })

  it('T2 a long poll waits for news, and answers empty-handed when its time is up', async () => {
    const { visit } = await setVisitScene(fixture)
    const visitor = await visit()
    const last = await hearGreeting(visitor)
    const startedAt = performance.now()
    expect(envelopeOf(await visitor.ask(last, 1)).messages).toEqual([])
    expect(performance.now() - startedAt).toBeGreaterThan(900)
    const asked = visitor.ask(last, 20)
    await visitor.say(1, [emptyStep1])
    expect(envelopeOf(await asked).messages.length).toBeGreaterThan(0)
  })

  it('T2 a second question takes the place of the first, which is answered', async () => {
    const { visit } = await setVisitScene(fixture)
    const visitor = await visit()
    const last = await hearGreeting(visitor)
    const first = visitor.ask(last, 20)
    const second = visitor.ask(last, 20)
    expect(envelopeOf(await first).messages).toEqual([])
    await visitor.say(1, [emptyStep1])
    expect(envelopeOf(await second).messages.length).toBeGreaterThan(0)
  })
})
