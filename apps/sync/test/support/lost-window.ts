import * as Y from 'yjs'
import type { Room } from '../../src/room/room.ts'
import { docUnder } from './forge.ts'
import type { MemoryStore } from './memory-store.ts'
import { createMember } from './recording-member.ts'

/** What Eve wrote, and will not be stored. */
export const lostDoc = () => docUnder(1, 'of Eve, longer')

/** From now on a window of Eve is on its way to the store. */
export function startLosing(store: MemoryStore, room: Room, eve = createMember('eve')): void {
  store.hold()
  const update = Y.encodeStateAsUpdate(lostDoc())
  room.hold(eve, update, room.judge(update, 'writer', 'eve'), 1)
}

/** Another node stores first, and Eve's client id is Ada's. The room has to load; it waits for {@link MemoryStore.finishLoads}. */
export async function lose(store: MemoryStore, documentId: string): Promise<void> {
  const bytes = Y.encodeStateAsUpdate(docUnder(1, 'of Ada'))
  const claims = [{ clientId: 1, userId: 'ada' }]
  const elsewhere = store.append({ documentId, bytes, authorIds: ['ada'], claims })
  store.rotate()
  await Promise.all([store.commit(), elsewhere])
  await store.commit()
}
