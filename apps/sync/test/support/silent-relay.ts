import type { RoomsRelay } from '../../src/room/rooms.ts'

/** For rooms of a node that is alone. */
export const silentRelay: RoomsRelay = {
  mayHaveOthers: false,
  look: async () => true,
  opened: () => undefined,
  closed: () => undefined,
  committed: () => undefined,
  present: () => undefined,
}
