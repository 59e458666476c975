import type { Carriage } from './carriage.ts'
import { frameHeaderBytes } from './frame-cost.ts'
import type { Sight } from './sight.ts'
import type { Deed, WireRow } from './wire-row.ts'
import type { Comparison, WireSums } from './wire-sums.ts'

export type WireRecording = {
  readonly rows: readonly WireRow[]
  readonly sums: WireSums
  readonly comparison: Comparison | undefined
}

/**
 * What may leave this device, as JSON: no content but this page's own. Text that others wrote is told by its length,
 * other people by their Yjs client ids, titles by their length; bytes of messages are left out. Tickets, keys of visits
 * and cookies are in no row. `isOwn`: whether this page writes under the client id.
 */
export function toExport({ rows, sums, comparison }: WireRecording, isOwn: (client: number) => boolean): object {
  return {
    format: 'duplex-wire/1',
    redacted: 'Text of others, names and titles are replaced by their lengths; bytes of messages are left out.',
    totals: { comparison, bytesPerKeystroke: sums.bytesPerKeystroke, keystrokes: sums.keystrokes },
    kinds: Object.fromEntries(sums.kinds),
    rows: rows.map((row) => exportRow(row, isOwn)),
  }
}

function exportRow(row: WireRow, isOwn: (client: number) => boolean): object {
  const seen = { at: new Date(row.at).toISOString(), kind: row.kind }
  switch (row.kind) {
    case 'handshake':
      return { ...seen, browser: exportCarriage(row.carriage), server: row.server }
    case 'close':
      return { ...seen, browser: exportCarriage(row.carriage), verdict: row.verdict }
    case 'message': {
      const { carriageId, direction, number, bytes, frame, event } = row
      const computed = row.wire === 'websocket' ? { frameHeaderBytes: frameHeaderBytes(direction, bytes) } : {}
      const deeds = row.deeds.map((deed) => exportDeed(deed, isOwn))
      const browser = { carriage: carriageId, direction, number, bytes, ...computed, request: row.requestId }
      return { ...seen, browser, server: frame ?? event, message: exportSight(row.sight), deeds }
    }
    case 'request':
      return { ...seen, browser: { ...row.request, ...row.timing }, server: row.server }
    default:
      return { ...row, ...seen, id: undefined }
  }
}

function exportCarriage({ in: received, out: sent, ...carriage }: Carriage): object {
  return { ...carriage, received: { ...received }, sent: { ...sent } }
}

function exportDeed(deed: Deed, isOwn: (client: number) => boolean): object {
  if (deed.kind !== 'insert' || isOwn(deed.client)) return deed
  return { ...deed, text: undefined, redacted: `${deed.length} characters by somebody else` }
}

function exportSight(sight: Sight): object {
  switch (sight.name) {
    case 'awareness': {
      const entries = sight.entries.map(({ client, clock, state }) => ({ client, clock, isGone: state === null }))
      return { name: sight.name, entries }
    }
    case 'notice':
      if (sight.notice?.kind !== 'title') return sight
      return { name: sight.name, notice: { kind: 'title', redacted: `${sight.notice.title.length} characters` } }
    case 'report':
      return { name: sight.name, totals: sight.report.totals, records: sight.report.records.length }
    default:
      return sight
  }
}
