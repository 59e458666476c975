import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import type { Member } from './member.ts'
import { Presence } from './presence.ts'
import { UndecodableError } from './undecodable-error.ts'

type Entry = [clientId: number, clock: number, state: unknown]

function member(userId: string): Member {
  const nothing = () => undefined
  const person = { id: userId, name: `name of ${userId}`, color: '#000000' }
  return { person, send: nothing, tell: nothing, onStored: nothing, onWaiting: nothing, end: nothing }
}

function payload(...entries: Entry[]): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, entries.length)
    for (const [clientId, clock, state] of entries) {
      encoding.writeVarUint(encoder, clientId)
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarString(encoder, typeof state === 'string' ? state : JSON.stringify(state))
    }
  })
}

function read(message: Uint8Array | undefined): Entry[] | undefined {
  if (!message) return undefined
  const outer = decoding.createDecoder(message)
  expect(decoding.readVarUint(outer)).toBe(1)
  const inner = decoding.createDecoder(decoding.readVarUint8Array(outer))
  return Array.from({ length: decoding.readVarUint(inner) }, () => [
    decoding.readVarUint(inner),
    decoding.readVarUint(inner),
    JSON.parse(decoding.readVarString(inner)),
  ])
}

describe('Presence', () => {
  const ada = member('ada')
  const bob = member('bob')
  let now = 0
  const create = () => new Presence(() => now)

  it('P1 writes the user from the ticket over whatever the client says', () => {
    const news = read(create().receive(ada, payload([1, 1, { cursor: 3, user: { id: 'bob', name: 'Bob' } }])))
    expect(news).toEqual([[1, 1, { cursor: 3, user: { id: 'ada', name: 'name of ada', color: '#000000' } }]])
  })

  it('P1 drops entries that belong to somebody else, and keeps the own ones beside them', () => {
    const presence = create()
    presence.receive(ada, payload([1, 1, {}]))
    expect(read(presence.receive(bob, payload([1, 9, { evil: true }], [2, 1, {}])))?.map(([id]) => id)).toEqual([2])
    expect(presence.receive(bob, payload([1, 10, null]))).toBeUndefined()
  })

  it('P1 gives a connection two ids and no third', () => {
    const presence = create()
    const news = read(presence.receive(ada, payload([1, 1, {}], [2, 1, {}])))
    expect(news?.map(([id]) => id)).toEqual([1, 2])
    expect(presence.receive(ada, payload([3, 1, {}]))).toBeUndefined()
  })

  it('W6 drops a state that is not newer without looking into it', () => {
    const presence = create()
    presence.receive(ada, payload([1, 5, {}]))
    expect(presence.receive(ada, payload([1, 5, 'this is no JSON']))).toBeUndefined()
    expect(presence.receive(bob, payload([1, 6, 'nor is this']))).toBeUndefined()
  })

  it('P3 relays a removal, and does not show who left to newcomers', () => {
    const presence = create()
    presence.receive(ada, payload([1, 1, {}]))
    expect(read(presence.receive(ada, payload([1, 2, null])))).toEqual([[1, 2, null]])
    expect(presence.everybody()).toBeUndefined()
  })

  it('P3 removes everything of a connection that ends, under the clock that others know', () => {
    const presence = create()
    presence.receive(ada, payload([1, 4, {}], [2, 7, {}]))
    presence.receive(bob, payload([3, 1, {}]))
    expect(read(presence.leave(ada))).toEqual([
      [1, 4, null],
      [2, 7, null],
    ])
    expect(read(presence.everybody())?.map(([id]) => id)).toEqual([3])
    expect(presence.leave(ada)).toBeUndefined()
  })

  it('P3 does not let a late echo bring somebody back', () => {
    const presence = create()
    presence.receive(ada, payload([1, 4, {}]))
    presence.leave(ada)
    expect(presence.receive(bob, payload([1, 4, {}]))).toBeUndefined()
    expect(presence.receive(bob, payload([1, 5, {}]))).toBeUndefined()
    const otherTab = member('ada')
    presence.receive(otherTab, payload([9, 1, {}]))
    expect(presence.receive(otherTab, payload([1, 4, {}]))).toBeUndefined()
  })

  it('P1 lets the same person take an id along over a reconnect that is faster than the old end', () => {
    const presence = create()
    presence.receive(ada, payload([1, 4, {}]))
    const again = member('ada')
    expect(read(presence.receive(again, payload([1, 4, { here: true }])))?.[0]?.[2]).toMatchObject({ here: true })
    expect(presence.leave(ada)).toBeUndefined()
    expect(read(presence.leave(again))).toEqual([[1, 4, null]])
  })

  it('P4 forgets who left after a while', () => {
    const presence = create()
    presence.receive(ada, payload([1, 4, {}]))
    presence.leave(ada)
    now += 61_000
    presence.receive(bob, payload([2, 1, {}]))
    presence.leave(bob)
    expect(presence.receive(bob, payload([1, 1, {}]))).toBeDefined()
  })

  it.each([
    ['is cut short', payload([1, 1, {}]).subarray(0, 4)],
    ['has bytes behind it', new Uint8Array([...payload([1, 1, {}]), 0])],
    ['holds no JSON', payload([1, 1, '{'])],
    ['holds no object', payload([1, 1, '[1]'])],
    ['nests too deep', payload([1, 1, `{"a":${'['.repeat(9_000)}${']'.repeat(9_000)}}`])],
    ['declares more than it has', new Uint8Array([0xff, 0xff, 0xff, 0xff, 0x0f])],
  ])('P1 refuses a message that %s', (_, bytes) => {
    expect(() => create().receive(ada, bytes)).toThrow(UndecodableError)
  })
})
