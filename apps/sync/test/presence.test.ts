import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import { encodeAwareness } from '../src/room/frames.ts'
import { useFixture } from './support/fixture.ts'
import { until } from './support/until.ts'
import type { AwarenessState, WireClient } from './support/wire-client.ts'

function say(client: WireClient, clientId: number, clock: number, state: unknown): void {
  client.send(encodeAwareness([{ clientId, clock, state: new TextEncoder().encode(JSON.stringify(state)) }]))
}

function statesOf(client: WireClient): AwarenessState[] {
  return client.of('awareness').flatMap((message) => message.states)
}

describe('P presence', () => {
  const fixture = useFixture()

  async function scene() {
    const server = await fixture.start()
    const documentId = await fixture.world.addDocument()
    const people = await Promise.all(['Ada', 'Bob', 'Zoe'].map((name) => fixture.world.addPerson(name)))
    const [ada, bob, zoe] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]]
    const a = await (await fixture.connect(server, documentId, ada)).sync()
    const b = await (await fixture.connect(server, documentId, bob)).sync()
    return { server, documentId, ada, zoe, a, b }
  }

  it('P1 shows others who somebody is by the ticket, whatever they say of themselves', async () => {
    const { a, b, ada } = await scene()
    say(a, 11, 1, { cursor: 4, user: { id: 'bob', name: 'Bob', color: 'red' } })
    await until('Bob hears it', () => statesOf(b).length > 0)
    const state = statesOf(b)[0]?.state
    expect(state).toMatchObject({ cursor: 4, user: { id: ada.userId, name: 'Ada' } })
    expect(statesOf(a)).toEqual([])
  })

  it('P1 drops entries under the id of somebody else, and a third id', async () => {
    const { a, b } = await scene()
    say(a, 11, 1, {})
    await until('Bob hears of Ada', () => statesOf(b).length === 1)
    say(b, 11, 9, { stolen: true })
    say(b, 21, 1, {})
    say(b, 22, 1, {})
    say(b, 23, 1, {})
    say(b, 21, 2, { last: true })
    await until('Ada hears the last', () => statesOf(a).some((entry) => entry.state?.last))
    expect(new Set(statesOf(a).map((entry) => entry.clientId))).toEqual(new Set([21, 22]))
  })

  it('P2 shows of many changes the last, in few messages that hold everybody', async () => {
    const { server, documentId, zoe, a, b } = await scene()
    const z = await (await fixture.connect(server, documentId, zoe)).sync()
    for (let at = 1; at <= 100; at++) {
      say(a, 11, at, { at })
      say(b, 21, at, { at })
    }
    const seesAll = (client: WireClient, ...ids: number[]) =>
      ids.every((id) => statesOf(client).some(({ clientId, state }) => clientId === id && state?.at === 100))
    await until('all see the end', () => seesAll(z, 11, 21) && seesAll(a, 21) && seesAll(b, 11))
    for (const id of [11, 21]) {
      const clocks = statesOf(z).flatMap(({ clientId, clock }) => (clientId === id ? [clock] : []))
      expect(clocks).toEqual([...new Set(clocks)].toSorted((x, y) => x - y))
    }
    expect(statesOf(z).length).toBeGreaterThan(z.of('awareness').length)
    expect(z.of('awareness').length).toBeLessThan(100)
  })

  it('P2 P3 lets nobody stay who says something and is gone in the same moment', async () => {
    const { a, b } = await scene()
    for (let at = 1; at <= 5; at++) say(a, 11, at, { at })
    a.end()
    await until('Bob hears that she left', () => statesOf(b).at(-1)?.state === null)
    expect(statesOf(b).at(-1)).toEqual({ clientId: 11, clock: 5, state: null })
  })

  it('P3 shows a newcomer everybody in one message', async () => {
    const { server, documentId, zoe, a, b } = await scene()
    say(a, 11, 1, { at: 1 })
    say(b, 21, 1, { at: 2 })
    await until('all is heard', () => statesOf(a).length === 1 && statesOf(b).length === 1)
    const z = await (await fixture.connect(server, documentId, zoe)).sync()
    await until('Zoe hears of both', () => statesOf(z).length === 2)
    expect(z.of('awareness')).toHaveLength(1)
    z.send(encoding.encode((encoder) => encoding.writeVarUint(encoder, 3)))
    await until('a question is answered too', () => z.of('awareness').length === 2)
  })

  it.each(['end', 'terminate'] as const)('P3 removes who is gone at once, after a %s', async (manner) => {
    const { a, b } = await scene()
    say(a, 11, 5, {})
    await until('Bob hears of Ada', () => statesOf(b).length === 1)
    a[manner]()
    await until('Bob hears that she left', () => statesOf(b).at(-1)?.state === null)
    expect(statesOf(b).at(-1)).toEqual({ clientId: 11, clock: 5, state: null })
  })

  it('P3 relays it when somebody hides', async () => {
    const { a, b } = await scene()
    say(a, 11, 1, {})
    say(a, 11, 2, null)
    await until('Bob hears it', () => statesOf(b).length === 2)
    expect(statesOf(b)[1]).toEqual({ clientId: 11, clock: 2, state: null })
  })

  it('W6 does not count what a stock client sends back against its rate', async () => {
    const { a, b } = await scene()
    say(a, 11, 1, {})
    await until('Bob hears of Ada', () => statesOf(b).length === 1)
    for (let i = 0; i < 1_000; i++) say(b, 11, 1, { echo: i })
    say(b, 21, 1, { after: true })
    await until('Ada hears Bob', () => statesOf(a).some((entry) => entry.state?.after))
    expect(b.closed).toBeUndefined()
  })

  it('ends a client that says too much of its own with 4529 and a delay', async () => {
    const { b } = await scene()
    for (let i = 1; i < 1_000; i++) say(b, 21, i, {})
    expect(await b.ended()).toBe(4529)
    expect(b.closed?.reason).toMatch(/retry in \d+ ms/)
  })
})
