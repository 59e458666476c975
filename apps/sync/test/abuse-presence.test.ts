import { limits } from '@duplex/protocol'
import { describe, expect, it } from 'vitest'
import { type AwarenessEntry, encodeAwareness } from '../src/room/frames.ts'
import { Presence } from '../src/room/presence.ts'
import { UndecodableError } from '../src/room/undecodable-error.ts'
import { leastMs } from './support/least-ms.ts'
import { createMember } from './support/recording-member.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

/** The payload of an awareness message, as `Presence` takes it. */
function payloadOf(entries: readonly AwarenessEntry[]): Uint8Array {
  const message = encodeAwareness(entries)
  const lengthBytes = message.length > 0x4003 ? 3 : message.length > 0x82 ? 2 : 1
  return message.subarray(1 + lengthBytes)
}

const entriesFrom = (first: number, count: number, state = '{}') =>
  Array.from({ length: count }, (_, i) => ({ clientId: first + i, clock: 1, state: bytesOf(state) }))

describe('abuse of presence', () => {
  const create = (writerOf?: (clientId: number) => string | undefined) => new Presence(() => 0, writerOf)

  it('P1 gives one message with thousands of ids two of them', () => {
    const presence = create()
    presence.receive(createMember('eve'), payloadOf(entriesFrom(1_000, 7_000)))
    expect([...presence.owners.keys()]).toEqual([1_000, 1_001])
  })

  it('P1 takes the newest of entries under one id in one message, in whatever order they stand', () => {
    const presence = create()
    const [at5, at3] = [5, 3].map((clock) => ({ clientId: 1, clock, state: bytesOf(`{"at":${clock}}`) }))
    presence.receive(createMember('eve'), payloadOf([at5, at3] as AwarenessEntry[]))
    const news = new TextDecoder().decode(presence.takeChanges()?.message)
    expect(news).toContain('"at":5')
    expect(news).not.toContain('"at":3')
  })

  it('P1 takes no 50 ms for the largest message of strange ids in a crowded room', () => {
    const presence = create()
    for (let i = 0; i < 500; i++) presence.receive(createMember(`user ${i}`), payloadOf(entriesFrom(2 * i, 2)))
    const eve = createMember('eve')
    presence.receive(eve, payloadOf(entriesFrom(5_000, 2)))
    const flood = payloadOf(entriesFrom(100_000, 9_000))
    expect(flood.length).toBeGreaterThan(limits.maxAwarenessBytes - 3_000)
    expect(leastMs(() => presence.receive(eve, flood))).toBeLessThan(50)
  })

  it('P1 V4 does not show somebody under an id that another person wrote under', () => {
    const presence = create((clientId) => (clientId === 7 ? 'ada' : undefined))
    expect(presence.receive(createMember('eve'), payloadOf(entriesFrom(7, 1)))).toBe(false)
    expect(presence.receive(createMember('ada'), payloadOf(entriesFrom(7, 1)))).toBe(true)
  })

  it('V4 keeps the ids that others showed, however many somebody shows one after the other', () => {
    const presence = create()
    presence.receive(createMember('ada'), payloadOf(entriesFrom(7, 1)))
    for (let i = 0; i < 600; i++) {
      const eve = createMember('eve')
      presence.receive(eve, payloadOf(entriesFrom(10_000 + 2 * i, 2)))
      presence.leave(eve)
    }
    expect(presence.owners.get(7)).toBe('ada')
    expect(presence.owners.size).toBeLessThan(1_100)
  })

  it('P1 drops a state that would fill what newcomers are sent, also one that grows when it is written again', () => {
    const presence = create()
    const big = JSON.stringify({ text: 'x'.repeat(limits.maxAwarenessStateBytes) })
    expect(presence.receive(createMember('eve'), payloadOf(entriesFrom(1, 1, big)))).toBe(false)
    const growing = `{"numbers":[${Array.from({ length: 1_000 }, () => '1e20').join()}]}`
    expect(() => presence.receive(createMember('eve'), payloadOf(entriesFrom(1, 1, growing)))).toThrow(UndecodableError)
    expect(presence.everybody()).toBeUndefined()
  })
})
