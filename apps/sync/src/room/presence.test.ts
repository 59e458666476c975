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
  return {
    person,
    isExtended: true,
    send: nothing,
    tell: nothing,
    onStored: nothing,
    onWaiting: nothing,
    onDropped: nothing,
    end: nothing,
  }
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

/** What everybody hears of a message, or of the end of a connection. */
function heard(presence: Presence, isNews: boolean): Entry[] | undefined {
  const changes = read(presence.takeChanges()?.message)
  expect(changes !== undefined).toBe(isNews)
  return changes
}

describe('Presence', () => {
  const ada = member('ada')
  const bob = member('bob')
  let now = 0
  const create = () => new Presence(() => now)

  it('P1 writes the user from the ticket over whatever the client says', () => {
    const presence = create()
    const isNews = presence.receive(ada, payload([1, 1, { cursor: 3, user: { id: 'bob', name: 'Bob' } }]))
    expect(heard(presence, isNews)).toEqual([
      [1, 1, { cursor: 3, user: { id: 'ada', name: 'name of ada', color: '#000000' } }],
    ])
  })

  it('P1 drops entries that belong to somebody else, and keeps the own ones beside them', () => {
    const presence = create()
    presence.receive(ada, payload([1, 1, {}]))
    presence.takeChanges()
    const isNews = presence.receive(bob, payload([1, 9, { evil: true }], [2, 1, {}]))
    expect(heard(presence, isNews)?.map(([id]) => id)).toEqual([2])
    expect(presence.receive(bob, payload([1, 10, null]))).toBe(false)
  })

  it('P1 gives a connection two ids and no third', () => {
    const presence = create()
    const isNews = presence.receive(ada, payload([1, 1, {}], [2, 1, {}]))
    expect(heard(presence, isNews)?.map(([id]) => id)).toEqual([1, 2])
    expect(presence.receive(ada, payload([3, 1, {}]))).toBe(false)
  })

  it('W6 drops a state that is not newer without looking into it', () => {
    const presence = create()
    presence.receive(ada, payload([1, 5, {}]))
    expect(presence.receive(ada, payload([1, 5, 'this is no JSON']))).toBe(false)
    expect(presence.receive(bob, payload([1, 6, 'nor is this']))).toBe(false)
  })

  it('P3 relays a removal, and does not show who left to newcomers', () => {
    const presence = create()
    presence.receive(ada, payload([1, 1, {}]))
    expect(heard(presence, presence.receive(ada, payload([1, 2, null])))).toEqual([[1, 2, null]])
    expect(presence.everybody()).toBeUndefined()
  })

  it('P3 removes everything of a connection that ends, under the clock that others know', () => {
    const presence = create()
    presence.receive(ada, payload([1, 4, {}], [2, 7, {}]))
    presence.receive(bob, payload([3, 1, {}]))
    presence.takeChanges()
    expect(heard(presence, presence.leave(ada))).toEqual([
      [1, 4, null],
      [2, 7, null],
    ])
    expect(read(presence.everybody())?.map(([id]) => id)).toEqual([3])
    expect(presence.leave(ada)).toBe(false)
  })

  it('P3 does not let a late echo bring somebody back', () => {
    const presence = create()
    presence.receive(ada, payload([1, 4, {}]))
    presence.leave(ada)
    expect(presence.receive(bob, payload([1, 4, {}]))).toBe(false)
    expect(presence.receive(bob, payload([1, 5, {}]))).toBe(false)
    const otherTab = member('ada')
    presence.receive(otherTab, payload([9, 1, {}]))
    expect(presence.receive(otherTab, payload([1, 4, {}]))).toBe(false)
    expect(presence.receive(member('ada'), payload([1, 4, {}]))).toBe(false)
  })

  it('P1 lets the same person take an id along over a reconnect that is faster than the old end', () => {
    const presence = create()
    presence.receive(ada, payload([1, 4, {}]))
    const again = member('ada')
    const isNews = presence.receive(again, payload([1, 5, { here: true }]))
    expect(heard(presence, isNews)?.[0]?.[2]).toMatchObject({ here: true })
    expect(presence.leave(ada)).toBe(false)
    expect(heard(presence, presence.leave(again))).toEqual([[1, 5, null]])
  })

  it("P1 W6 gives nobody's id to another connection of the same person that only repeats what it heard", () => {
    const presence = create()
    presence.receive(ada, payload([1, 4, { caret: 1 }]))
    const otherTab = member('ada')
    expect(presence.receive(otherTab, payload([1, 4, { caret: 1 }]))).toBe(false)
    expect(heard(presence, presence.receive(ada, payload([1, 5, { caret: 2 }])))?.[0]?.[2]).toMatchObject({ caret: 2 })
    expect(presence.leave(otherTab)).toBe(false)
    expect(heard(presence, presence.leave(ada))).toEqual([[1, 5, null]])
  })

  it('P4 forgets who left after a while', () => {
    const presence = create()
    presence.receive(ada, payload([1, 4, {}]))
    presence.leave(ada)
    now += 61_000
    presence.receive(bob, payload([2, 1, {}]))
    presence.leave(bob)
    expect(presence.receive(bob, payload([1, 1, {}]))).toBe(true)
  })

  it('P2 gives of each id the latest, once, and a removal in place of what came before it', () => {
    const presence = create()
    for (let clock = 1; clock <= 30; clock++) presence.receive(ada, payload([1, clock, { at: clock }]))
    presence.receive(bob, payload([2, 1, {}]))
    presence.receive(bob, payload([2, 2, null]))
    presence.receive(bob, payload([3, 7, {}]))
    presence.leave(bob)
    const changes = read(presence.takeChanges()?.message)
    expect(changes?.map(([id, clock, state]) => [id, clock, state === null])).toEqual([
      [1, 30, false],
      [2, 2, true],
      [3, 7, true],
    ])
    expect(changes?.[0]?.[2]).toMatchObject({ at: 30 })
    expect(presence.takeChanges()).toBeUndefined()
  })

  it('P2 P3 shows somebody who left and came back before anybody heard of it', () => {
    const presence = create()
    presence.receive(ada, payload([1, 4, {}]))
    presence.takeChanges()
    presence.leave(ada)
    presence.receive(member('ada'), payload([1, 5, { again: true }]))
    expect(read(presence.takeChanges()?.message)).toMatchObject([[1, 5, { again: true }]])
  })

  it('P2 names the author where all is from one connection, and nobody else', () => {
    const presence = create()
    presence.receive(ada, payload([1, 1, {}], [2, 1, {}]))
    expect(presence.takeChanges()?.author).toBe(ada)
    presence.receive(ada, payload([1, 2, {}]))
    presence.receive(bob, payload([3, 1, {}]))
    expect(presence.takeChanges()?.author).toBeUndefined()
  })

  it('P1 takes nothing of a message of which a part is broken', () => {
    const presence = create()
    expect(() => presence.receive(ada, payload([1, 1, {}], [2, 1, '{']))).toThrow(UndecodableError)
    expect(presence.takeChanges()).toBeUndefined()
    expect(presence.everybody()).toBeUndefined()
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
