import { type CloseName, messageType, readAcknowledgement, syncType } from '@duplex/protocol'
import * as decoding from 'lib0/decoding'
import { beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { docUnder, updatesOf } from '../../test/support/forge.ts'
import { lose, lostDoc, startLosing } from '../../test/support/lost-window.ts'
import { createManualClock, type ManualClock } from '../../test/support/manual-clock.ts'
import { createMemoryStore, type MemoryStore } from '../../test/support/memory-store.ts'
import { openRoom } from '../../test/support/open-room.ts'
import { createMember } from '../../test/support/recording-member.ts'
import { RoomWriter } from '../../test/support/room-writer.ts'
import type { Room } from '../room/room.ts'
import { type Speaker, SyncDialogue } from './sync-dialogue.ts'

const nothing = new Uint8Array([0, 0])
const documentId = '01890a5d-ac96-774b-bcce-b302099a8057'

describe('SyncDialogue', () => {
  let store: MemoryStore
  let room: Room
  let clock: ManualClock
  let said: Uint8Array[]
  let speaker: Speaker
  let dialogue: SyncDialogue
  let ends: CloseName[]

  beforeEach(async () => {
    store = createMemoryStore()
    store.create(documentId)
    clock = createManualClock()
    room = await openRoom(documentId, { store, clock })
    said = []
    const send = (message: Uint8Array) => void said.push(message)
    const member = createMember('zoe')
    ends = member.ends
    speaker = {
      ...member,
      send,
      sendAnswer: send,
      isOpen: true,
      isExtended: true,
      strike: () => undefined,
      drop: () => undefined,
      mayLook: () => true,
      onStored: (upTo, seq) => dialogue.onStored(upTo, seq),
      onWaiting: () => dialogue.onWaiting(),
      onDropped: () => dialogue.onDropped(),
    }
    dialogue = new SyncDialogue(speaker, room, 'editor')
    room.enter(speaker)
    dialogue.onStep1({ kind: 'step1', stateVector: new Uint8Array([0]), clients: 0 })
    said.length = 0
  })

  const step1s = () => said.filter(([type, kind]) => type === messageType.sync && kind === syncType.step1)
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

  function lastCounts(): { received: number; stored: number } {
    const decoder = decoding.createDecoder(acknowledgements().at(-1) ?? nothing)
    decoding.readVarUint(decoder)
    const { received, stored } = readAcknowledgement(decoder)
    return { received, stored }
  }

  it('V3 W3 asks once for what came while the document was built anew, and blames nobody for it', async () => {
    startLosing(store, room)
    await lose(store, documentId)
    const typed = Y.encodeStateAsUpdate(docUnder(2, 'typed'))
    for (const kind of ['step2', 'update', 'update', 'update'] as const) dialogue.onUpdate(kind, typed)
    expect(step1s()).toEqual([])
    await store.finishLoads()
    expect(step1s()).toHaveLength(1)
    dialogue.onUpdate('step2', typed)
    await store.commit()
    expect([lastCounts(), ends]).toEqual([{ received: 5, stored: 5 }, []])
  })

  it('V6 asks again for what may not fit, when it may be known, and sends nobody away', () => {
    dialogue.onUpdate('step2', nothing)
    said.length = 0
    Object.assign(room, { judge: () => ({ kind: 'measuring', retryMs: 1_000 }) })
    dialogue.onUpdate('update', nothing)
    dialogue.onUpdate('update', nothing)
    clock.advance(900)
    expect([ends, step1s()]).toEqual([[], []])
    clock.advance(200)
    expect([ends, step1s().length]).toEqual([[], 1])
  })

  it('V3 blames nobody for answers that came while the document was built anew', async () => {
    startLosing(store, room)
    await lose(store, documentId)
    for (let i = 0; i < 5; i++) dialogue.onUpdate('step2', Y.encodeStateAsUpdate(docUnder(2, 'typed')))
    await store.finishLoads()
    expect(ends).toEqual([])
  })

  it('V3 W3 asks for what was received and builds on what will not be stored, and stores what was before it', async () => {
    dialogue.onUpdate('step2', nothing)
    startLosing(store, room)
    const doc = docUnder(2, 'mine')
    dialogue.onUpdate('update', Y.encodeStateAsUpdate(doc))
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(lostDoc()))
    for (const update of updatesOf(doc, () => doc.getText('default').insert(12, '!'))) {
      dialogue.onUpdate('update', update)
    }
    dialogue.onWaiting()
    expect(lastCounts()).toEqual({ received: 3, stored: 1 })
    await lose(store, documentId)
    await store.finishLoads()
    expect(step1s()).toHaveLength(1)
    await store.commit()
    expect([lastCounts(), ends]).toEqual([{ received: 3, stored: 2 }, []])
  })
})
