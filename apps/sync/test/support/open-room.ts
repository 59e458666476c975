import * as Y from 'yjs'
import { defaultSettings, type Settings } from '../../src/config/config.ts'
import { ByteBudget } from '../../src/room/byte-budget.ts'
import { readDocument } from '../../src/room/document-reading.ts'
import { Room } from '../../src/room/room.ts'
import { atOnce, Turns } from '../../src/room/turns.ts'
import type { Store } from '../../src/store/store.ts'
import { createTimerWheel } from '../../src/timer-wheel.ts'
import { followNothing } from './follow-nothing.ts'
import { createManualClock, type ManualClock } from './manual-clock.ts'
import { silentRelay } from './silent-relay.ts'

export type RoomParts = {
  readonly store: Store
  readonly clock?: ManualClock
  readonly queue?: ByteBudget
  readonly settings?: Partial<Settings>
  /** What ended the room, or `poison`. */
  readonly ended?: string[]
}

/** A room without a server around it. */
export async function openRoom(documentId: string, parts: RoomParts): Promise<Room> {
  const { store, clock = createManualClock(), queue = new ByteBudget(10_000_000), ended } = parts
  const stored = await store.load(documentId)
  if (!stored) throw new Error('the document is missing')
  return new Room(documentId, stored, atOnce(readDocument(stored)), {
    store,
    queue,
    turns: new Turns(),
    diff: async (update, stateVector) => Y.diffUpdate(update, stateVector),
    wheel: createTimerWheel(clock),
    settings: { ...defaultSettings, ...parts.settings },
    clock,
    random: () => 0.5,
    relay: silentRelay,
    paths: followNothing,
    onEnded: (_, close) => ended?.push(close),
    onPoison: () => ended?.push('poison'),
    onStored: () => undefined,
    onPresenceSent: () => undefined,
  })
}
