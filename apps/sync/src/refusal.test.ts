import { closeTable } from '@duplex/protocol'
import { expect, it } from 'vitest'
import { createMemoryStore, settled } from '../test/support/memory-store.ts'
import { openRoom } from '../test/support/open-room.ts'
import { createMember } from '../test/support/recording-member.ts'
import { RoomWriter } from '../test/support/room-writer.ts'
import { Overload } from './overload.ts'
import { Refusal, reasonOf } from './refusal.ts'

const overload = new Overload('documentLoads', 1_499.5)

it('L4 a client is told the time that an error names, and else what the table says', () => {
  expect(reasonOf('overloaded', overload)).toBe('busy, retry in 1500 ms')
  expect(reasonOf('storageAway', new Refusal('storageAway'))).toBe(closeTable.storageAway.meaning)
  for (const error of [overload, new Error('a bug'), undefined])
    expect(reasonOf('internalError', error)).toBe(closeTable.internalError.meaning)
})

it('L4 a room that ends passes the time on to everybody in it', async () => {
  const store = createMemoryStore()
  store.create('document')
  const room = await openRoom('document', { store })
  const writer = new RoomWriter(room, createMember('ada'))
  Object.assign(store, { append: () => Promise.reject(overload) })
  writer.type('x')
  await settled()
  expect([writer.member.ends, writer.member.reasons]).toEqual([['overloaded'], ['busy, retry in 1500 ms']])
})
