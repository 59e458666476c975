/** A newcomer gets at most so many messages, or so many bytes, behind the snapshot. */
export const maxTail = { messages: 32, bytes: 256 * 1024 } as const
/** What a message has in front of its update, at most. */
const maxFrameBytes = 8

/** Whether newcomers are sent these updates as they are, behind the snapshot. */
export function isShortTail(updates: readonly Uint8Array[]): boolean {
  const bytes = updates.reduce((sum, update) => sum + update.length + maxFrameBytes, 0)
  return updates.length <= maxTail.messages && bytes <= maxTail.bytes
}
