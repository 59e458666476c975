import type { Following } from '../../src/room/followed.ts'

/** For rooms of which nobody follows an update. */
export const followNothing: Following = { follow: () => undefined, hear: () => undefined }
