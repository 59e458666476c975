import { messageType } from '@duplex/protocol'
import { beforeEach, describe, expect, it } from 'vitest'
import { createMemoryStore, type MemoryStore } from '../../test/support/memory-store.ts'
import { openRoom } from '../../test/support/open-room.ts'
import { createMember } from '../../test/support/recording-member.ts'
import { RoomWriter } from '../../test/support/room-writer.ts'
import type { Room } from '../room/room.ts'
import { type Speaker, SyncDialogue } from './sync-dialogue.ts'

const documentId = '01890a5d-ac96-774b-bcce-b302099a8057'

describe('SyncDialogue', () => {
  let store: MemoryStore
  let room: Room
  let said: Uint8Array[]
  let speaker: Speaker
  let dialogue: SyncDialogue

  beforeEach(async () => {
    store = createMemoryStore()
    store.create(documentId)
    room = await openRoom(documentId, { store })
    said = []
    const send = (message: Uint8Array) => void said.push(message)
    speaker = {
      ...createMember('ada'),
      send,
      sendAnswer: send,
      isOpen: true,
      isExtended: true,
      strike: () => undefined,
    }
    dialogue = new SyncDialogue(speaker, room, 'editor')
    room.enter(speaker)
    dialogue.onStep1({ kind: 'step1', stateVector: new Uint8Array([0]), clients: 0 })
    said.length = 0
  })

  const acknowledgements = () => said.filter((message) => message[0] === messageType.acknowledgement)

  /** As a database that is away for hours does it. */
  function stall(): void {
    store.hold()
    new RoomWriter(room, createMember('bob')).type('on its way')
  }

  it('W3 offers one digest, however many heartbeats come while nothing commits', async () => {
    dialogue.offerDigest()
    expect(acknowledgements()).toHaveLength(1)
    stall()
    for (let beat = 0; beat < 500; beat++) dialogue.offerDigest()
    expect(acknowledgements()).toHaveLength(1)
    await store.commit()
    expect(acknowledgements()).toHaveLength(2)
    dialogue.offerDigest()
    expect(acknowledgements()).toHaveLength(3)
  })

  it('W3 leaves nothing at the boundary for somebody who is gone by then', async () => {
    stall()
    dialogue.offerDigest()
    dialogue.onStep1({ kind: 'step1', stateVector: new Uint8Array([0]), clients: 0 })
    room.leave(speaker)
    await store.commit()
    expect(said).toEqual([])
  })
})
