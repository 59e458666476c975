import { queryObjects } from 'node:v8'
import { beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { followNothing } from '../../test/support/follow-nothing.ts'
import { createManualClock, type ManualClock } from '../../test/support/manual-clock.ts'
import { createMemoryStore, type MemoryStore, settled } from '../../test/support/memory-store.ts'
import { createMember } from '../../test/support/recording-member.ts'
import { silentRelay } from '../../test/support/silent-relay.ts'
import { defaultSettings } from '../config/config.ts'
import { createTimerWheel } from '../timer-wheel.ts'
import { Room } from './room.ts'
import { Rooms } from './rooms.ts'

const documentId = '01890a5d-ac96-774b-bcce-b302099a8057'
const lingerMs = defaultSettings.lingerMs + 1_000

function write(room: Room, text: string): void {
  const doc = new Y.Doc()
  doc.getText('default').insert(0, text)
  const update = Y.encodeStateAsUpdate(doc)
  room.hold(createMember('ada'), update, room.judge(update, 'writer', 'ada'), 1)
}

describe('Rooms', () => {
  let store: MemoryStore
  let clock: ManualClock
  let rooms: Rooms
  let story: string[]

  beforeEach(() => {
    store = createMemoryStore()
    store.create(documentId)
    clock = createManualClock()
    story = []
    rooms = new Rooms({
      store,
      clock,
      wheel: createTimerWheel(clock),
      settings: defaultSettings,
      random: () => 0.5,
      relay: silentRelay,
      paths: followNothing,
      diff: async (update, stateVector) => Y.diffUpdate(update, stateVector),
      events: {
        windowStored: () => undefined,
        presenceSent: () => undefined,
        roomOpened: () => story.push('opened'),
        roomClosed: () => story.push('closed'),
        roomEnded: (_, close) => story.push(`ended: ${close}`),
        poisonMet: () => story.push('poison'),
      },
    })
  })

  it('ST8 loads a document once, however many ask at the same time', async () => {
    store.hold()
    const asked = Array.from({ length: 50 }, () => rooms.acquire(documentId))
    await settled()
    expect(store.loads).toBe(1)
    await store.finishLoads()
    expect(new Set((await Promise.all(asked)).map((lease) => lease.room)).size).toBe(1)
  })

  it('ST8 keeps a room while somebody holds it, and for a while after', async () => {
    const [first, second] = [await rooms.acquire(documentId), await rooms.acquire(documentId)]
    first.release()
    first.release()
    clock.advance(10 * lingerMs)
    expect(rooms.count).toBe(1)
    second.release()
    clock.advance(lingerMs / 2)
    ;(await rooms.acquire(documentId)).release()
    clock.advance(lingerMs / 2)
    expect([rooms.count, store.loads]).toEqual([1, 1])
    clock.advance(lingerMs)
    expect([rooms.count, story]).toEqual([0, ['opened', 'closed']])
  })

  it('ST8 does not unload before everything is stored, and shows a newcomer nothing older', async () => {
    const lease = await rooms.acquire(documentId)
    store.hold()
    write(lease.room, 'last words')
    lease.release()
    clock.advance(5 * lingerMs)
    expect(rooms.count).toBe(1)
    const again = await rooms.acquire(documentId)
    expect(again.room).toBe(lease.room)
    again.release()
    await store.commit()
    clock.advance(2 * lingerMs)
    expect(rooms.count).toBe(0)
    const later = rooms.acquire(documentId)
    await store.finishLoads()
    expect((await later).room.seq).toBe(1)
  })

  it('keeps no document in memory only because its snapshot waits for its turn', async () => {
    const due: unknown[] = []
    Object.assign(store, { requestSnapshot: () => new Promise((resolve) => due.push(resolve)) })
    const room = await writeAndLeave()
    expect([rooms.count, due.length]).toEqual([0, 1])
    await settled()
    // Collects all garbage before it counts.
    queryObjects(Room, { format: 'count' })
    expect(room.deref() === undefined, 'the room is gone').toBe(true)
  })

  /** As many rows as make a snapshot worth while. */
  async function writeAndLeave(): Promise<WeakRef<Room>> {
    const { room, release } = await rooms.acquire(documentId)
    while (room.seq < 20) {
      write(room, 'a word')
      await settled()
    }
    release()
    clock.advance(lingerMs)
    return new WeakRef(room)
  }

  it('ST8 asks the store again after a load that failed', async () => {
    store.remove(documentId)
    await expect(rooms.acquire(documentId)).rejects.toMatchObject({ close: 'notFound' })
    expect(rooms.count).toBe(0)
    store.create(documentId)
    expect((await rooms.acquire(documentId)).room.seq).toBe(0)
  })

  it('ST8 loads anew after a room ended itself', async () => {
    const { room } = await rooms.acquire(documentId)
    store.remove(documentId)
    write(room, 'gone')
    await settled()
    expect([rooms.count, story]).toEqual([0, ['opened', 'ended: deleted']])
    store.create(documentId)
    expect((await rooms.acquire(documentId)).room).not.toBe(room)
  })

  it('ST6 does not open a document whose rows Yjs cannot read', async () => {
    await store.append({ documentId, bytes: new Uint8Array([7, 7, 7]), authorIds: [], claims: [] })
    await expect(rooms.acquire(documentId)).rejects.toMatchObject({ close: 'damaged' })
  })
})
