import { beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { applyMessages } from '../../test/support/apply-messages.ts'
import { createMemoryStore, type MemoryStore, settled } from '../../test/support/memory-store.ts'
import { openRoom } from '../../test/support/open-room.ts'
import { createMember } from '../../test/support/recording-member.ts'
import { RoomWriter } from '../../test/support/room-writer.ts'
import type { Room } from './room.ts'

const documentId = '01890a5d-ac96-774b-bcce-b302099a8057'

describe('the authors of a window', () => {
  let store: MemoryStore
  let room: Room
  let ada: RoomWriter
  let bob: RoomWriter

  beforeEach(async () => {
    store = createMemoryStore()
    store.create(documentId)
    room = await openRoom(documentId, { store })
    ada = new RoomWriter(room, createMember('ada'))
    bob = new RoomWriter(room, createMember('bob'))
  })

  it('ST3 sends a window back to its authors only where there is more than one', async () => {
    ada.type('alone')
    await settled()
    expect([ada.member.updates.length, bob.member.updates.length]).toEqual([0, 1])
    store.hold()
    ada.type('a')
    ada.type('b')
    bob.type('c')
    await store.commit()
    await store.commit()
    expect([ada.member.updates.length, bob.member.updates.length]).toEqual([1, 3])
  })

  it('ST3 names as authors of a row those who wrote something of it, by insertion or deletion', async () => {
    ada.type('there before')
    await settled()
    store.hold()
    ada.type('!')
    const whole = Y.encodeStateAsUpdate(ada.doc)
    const eve = new RoomWriter(room, createMember('eve'))
    applyMessages(eve.doc, ada.member.updates)
    Y.applyUpdate(eve.doc, whole)
    eve.made.length = 0
    expect([bob.give(new Uint8Array([0, 0])), bob.give(whole)]).toEqual(['fits', 'fits'])
    eve.doc.getText('default').delete(0, 5)
    for (const update of [...eve.made, ...eve.made]) eve.give(update)
    ada.give(eve.made[0] ?? whole)
    await store.commit()
    expect(store.waiting[0]?.authorIds).toEqual(['eve'])
    await store.commit()
    expect(bob.member.stored.at(-1)).toEqual({ upTo: 2, seq: 3 })
    expect([bob.member.updates.length, eve.member.updates.length]).toEqual([3, 1])
  })
})
