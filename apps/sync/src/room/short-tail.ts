import * as Y from 'yjs'
import { encodeSync, readUpdate } from './frames.ts'

/** So much is kept of what follows the snapshot. Beyond it, only the live document says what newcomers lack. */
export const maxTail = { messages: 1_024, bytes: 256 * 1024 } as const
/** More messages than `most` are merged into `few` for whoever comes. */
const sent = { most: 32, few: 16 } as const
/** What a message has in front of its update, at most. */
const maxFrameBytes = 8

/** `seq`: of the newest committed update that the message holds. */
export type TailMessage = { readonly message: Uint8Array; readonly seq: number }

/** Whether what follows the snapshot is kept. */
export function isShortTail(updates: readonly Uint8Array[]): boolean {
  const bytes = updates.reduce((sum, update) => sum + update.length + maxFrameBytes, 0)
  return updates.length <= maxTail.messages && bytes <= maxTail.bytes
}

/** The same in few messages. Takes as long as the tail is, whatever the document: 10 ms for the longest. */
export function condense(tail: TailMessage[]): TailMessage[] {
  if (tail.length <= sent.most) return tail
  const share = Math.ceil(tail.length / sent.few)
  return Array.from({ length: Math.ceil(tail.length / share) }, (_, i) => merge(tail.slice(i * share, (i + 1) * share)))
}

/** Messages that follow each other. */
function merge(run: readonly TailMessage[]): TailMessage {
  const update = Y.mergeUpdates(run.map(({ message }) => readUpdate(message)))
  return { message: encodeSync('update', update), seq: Math.max(...run.map(({ seq }) => seq)) }
}
