import { PoisonError } from './live-document.ts'
import type { Member } from './member.ts'
import type { RoomDocument } from './room-document.ts'
import type { Window } from './window.ts'

/** `update`: absent where the window changed nothing. `authors`: of whom something did. */
export type AppliedWindow = {
  readonly update?: Uint8Array
  readonly authors?: ReadonlySet<Member>
  /** It could not be applied, and the document must not be used again. */
  readonly poison?: PoisonError
}

/** Applies a window in one transaction, and ends whoever sent something that has no place. */
export function applyWindow(document: RoomDocument, window: Window): AppliedWindow {
  if (window.updates.length === 0) return {}
  try {
    const { update, misfits, news } = document.apply(window.updates)
    // Structs of two clients that wait for each other pass the check for gaps; no client makes such an update.
    // Nor does one that makes a document end in nodes deeper than anybody reads.
    for (const place of misfits) window.updates[place]?.author.end('policy')
    return { update, authors: window.authorsOf(news) }
  } catch (error) {
    if (error instanceof PoisonError) return { poison: error }
    throw error
  }
}
