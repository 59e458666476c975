import { beforeEach, describe, expect, it } from 'vitest'
import { createManualClock, type ManualClock } from '../../test/support/manual-clock.ts'
import { createMemoryStore, type MemoryStore, settled } from '../../test/support/memory-store.ts'
import { openRoom } from '../../test/support/open-room.ts'
import { createMember } from '../../test/support/recording-member.ts'
import { RoomWriter } from '../../test/support/room-writer.ts'
import { defaultSettings, type Settings } from '../config/config.ts'
import type { Snapshot } from '../store/store.ts'
import type { Room } from './room.ts'

const documentId = '01890a5d-ac96-774b-bcce-b302099a8057'
/** Letters: more than a room keeps behind its snapshot for newcomers. */
const manyLetters = 300_000
const minuteMs = 60_000

describe('ST5 a room asks for snapshots', () => {
  let store: MemoryStore
  let clock: ManualClock
  let room: Room
  let writer: RoomWriter

  async function open(settings: Partial<Settings> = {}): Promise<void> {
    store = createMemoryStore()
    store.create(documentId)
    clock = createManualClock()
    room = await openRoom(documentId, { store, clock, settings })
    writer = new RoomWriter(room, createMember('ada'))
  }

  beforeEach(() => open())

  async function write(rows: number): Promise<void> {
    for (let i = 0; i < rows; i++) {
      writer.type('x')
      await settled()
    }
  }

  async function paste(letters: number): Promise<void> {
    writer.type('x'.repeat(letters))
    await settled()
  }

  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 1_000) {
      clock.advance(1_000)
      await settled()
    }
  }

  it('ST5 after so many rows, and after so many bytes', async () => {
    await open({ snapshotRows: 3 })
    await write(7)
    expect(store.snapshotRequests).toHaveLength(2)
    await open({ snapshotBytes: 1_000 })
    for (let i = 0; i < 9; i++) {
      writer.type('x'.repeat(250))
      await settled()
    }
    expect(store.snapshotRequests).toHaveLength(2)
  })

  it('ST5 C3 again where one was not made, and then a quiet room is bytes', async () => {
    store.failSnapshots(true)
    await paste(manyLetters)
    await pass(minuteMs)
    const asked = store.snapshotRequests.length
    expect(asked).toBeGreaterThan(1)
    expect(room.isLive).toBe(true)
    store.failSnapshots(false)
    await pass(5 * minuteMs)
    expect([room.isLive, store.snapshotRequests.length]).toEqual([false, asked + 1])
  })

  it('ST5 ever less often while none can be made, however much is written', async () => {
    await open({ snapshotRows: 3 })
    store.failSnapshots(true)
    await write(200)
    expect(store.snapshotRequests).toHaveLength(1)
    for (let minute = 0; minute < 120; minute++) {
      await write(3)
      await pass(minuteMs)
    }
    expect(store.snapshotRequests.length).toBeGreaterThan(10)
    expect(store.snapshotRequests.length).toBeLessThan(25)
  })

  it('ST5 not while one is on its way, and again where that one lacks what came later', async () => {
    let finish: (made: Snapshot | undefined) => void = () => undefined
    const { requestSnapshot } = store
    await write(2)
    const early = await requestSnapshot(documentId)
    let requests = 0
    Object.assign(store, {
      requestSnapshot(id: string) {
        return requests++ === 0 ? new Promise((resolve) => (finish = resolve)) : requestSnapshot(id)
      },
    })
    await paste(manyLetters)
    await pass(10 * minuteMs)
    expect(requests).toBe(1)
    finish(early)
    await pass(3 * defaultSettings.quietAfterMs)
    expect([requests, room.isLive]).toEqual([2, false])
  })
})
