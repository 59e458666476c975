import type { EventView } from '../api/schemas.ts'

/** How long a client of the stock kind waits before it connects again. Ours spreads its attempts over this time. */
const retryMs = 3_000

/** A comment: it tells proxies and clients that the stream lives. */
export const heartbeatText = ':\n\n'

/** What every stream begins with. */
export const openingText = `retry: ${retryMs}\n\n`

/** The client has everything up to `seq`. */
export function toReadyText(seq: number): string {
  return toText('ready', { id: seq })
}

/** The client missed something that is not kept any more: it has to read its lists again, and then has all up to `seq`. */
export function toResetText(seq: number): string {
  return toText('reset', { id: seq })
}

export function toDocumentText(event: EventView): string {
  return toText('document', event)
}

/** JSON has no line breaks, so one line of data is enough. */
function toText(name: string, data: { id: number }): string {
  return `id: ${data.id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}
