import { beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { forgeTangle } from '../../test/support/forge.ts'
import { createManualClock } from '../../test/support/manual-clock.ts'
import { createMemoryStore, type MemoryStore, settled } from '../../test/support/memory-store.ts'
import { openRoom } from '../../test/support/open-room.ts'
import { createMember } from '../../test/support/recording-member.ts'
import { RoomWriter } from '../../test/support/room-writer.ts'
import type { SpreadRow } from '../bus/bus-message.ts'
import type { Room } from './room.ts'

const documentId = '018f0000-0000-7000-8000-000000000001'
const nothing = new Uint8Array([0])

describe('Room beside the rooms of other nodes', () => {
  let store: MemoryStore
  let [north, south]: [Room, Room] = [undefined as never, undefined as never]
  let writer: RoomWriter

  beforeEach(async () => {
    store = createMemoryStore()
    store.create(documentId)
    north = await openRoom(documentId, { store })
    south = await openRoom(documentId, { store })
    writer = new RoomWriter(north, createMember('ada'))
  })

  it('R1 answers nobody with less than is known to be stored', async () => {
    writer.type('at the north')
    await settled()
    const reader = createMember('bob')
    south.enter(reader)
    let answered: number | undefined
    south.catchUp(1)
    south.whenAnswerable(reader, nothing, () => {
      answered = south.seq
    })
    expect(answered).toBeUndefined()
    while (answered === undefined) await settled()
    expect(answered).toBe(1)
  })

  it('R1 V5 ends rather than apply for minutes what other nodes let in', async () => {
    const reader = createMember('bob')
    south.enter(reader)
    const startedAt = performance.now()
    south.hear({ seq: 1, bytes: forgeTangle(20_000), claims: [] })
    while (reader.ends.length === 0) await settled()
    expect(reader.ends).toEqual(['internalError'])
    expect(performance.now() - startedAt).toBeLessThan(10_000)
  })

  it('R1 goes on where somebody said more than the log has', async () => {
    const reader = createMember('bob')
    south.enter(reader)
    south.catchUp(50)
    let isAnswered = false
    south.whenAnswerable(reader, nothing, () => {
      isAnswered = true
    })
    while (!isAnswered) await settled()
    expect(south.seq).toBe(0)
  })

  it('R1 stores what its own people write, however fast others do', async () => {
    const own = new RoomWriter(south, createMember('bob'))
    for (let i = 0; i < 8; i++) south.enter(createMember(`reader ${i}`))
    store.hold()
    own.type('mine')
    for (let i = 0; i < 5; i++) {
      const row = new Y.Doc()
      row.getText('default').insert(0, String(i))
      south.hear({ seq: 100 + i, bytes: Y.encodeStateAsUpdate(row), claims: [] })
    }
    expect(store.waiting.map(({ documentId: of }) => of)).toEqual([documentId])
    await store.commit()
    while (own.member.stored.length === 0) await settled()
    expect(own.member.stored.at(-1)?.upTo).toBe(1)
  })

  it('R1 tells what was heard before what its own people write is on its way', async () => {
    const [own, reader] = [new RoomWriter(south, createMember('bob')), createMember('eve')]
    south.enter(reader)
    south.answer(reader, nothing)
    store.hold()
    own.type('one')
    writer.type('theirs')
    own.type('two')
    const [, theirs] = store.waiting
    south.hear({ seq: 2, bytes: theirs?.bytes, claims: theirs?.claims ?? [] })
    await store.commit()
    while (store.waiting.length < 2) await settled()
    expect([south.seq, reader.updates.length, own.member.stored.at(-1)?.upTo]).toEqual([2, 2, 1])
    for (let i = 0; i < 2; i++) await store.commit()
    while (south.seq < 3) await settled()
    expect(reader.updates).toHaveLength(3)
  })

  it('R1 waits a moment for a row that its node tells of, rather than read it, and reads it where nobody does', async () => {
    const clock = createManualClock()
    const west = await openRoom(documentId, { store, clock })
    const own = new RoomWriter(west, createMember('bob'))
    const told: SpreadRow[] = []
    store.hold()
    for (const letter of 'abc') {
      writer.type(letter)
      told.push(...store.waiting.map(({ bytes, claims }) => ({ seq: told.length + 1, bytes, claims })))
      await store.commit()
    }
    for (const row of told.slice(0, 2)) west.hear(row)
    store.failReads(new Error('the log was read'))
    own.type('mine')
    await store.commit()
    expect([west.seq, own.member.stored.length]).toEqual([2, 0])
    for (const row of told.slice(2)) west.hear(row)
    while (west.seq < 4) await settled()

    store.failReads()
    writer.type('d')
    await store.commit()
    own.type('more')
    await store.commit()
    expect(west.seq).toBe(4)
    clock.advance(10)
    while (west.seq < 6) await settled()
    expect(own.member.ends).toEqual([])
  })
})
