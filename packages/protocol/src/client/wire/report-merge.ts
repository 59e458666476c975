import type { EventFact, FrameFact, RequestFact, WireRecord, WireReport } from '../../inspection.ts'
import type { Direction } from './carriage.ts'
import type { RowStore } from './row-store.ts'
import type { ControlRow, MessageRow, RequestRow } from './wire-row.ts'

/** A request and its record are one if they ended at about the same time. */
const maxApartMs = 2_000

const controlNames: Readonly<Record<number, ControlRow['name']>> = { 8: 'close', 9: 'ping', 10: 'pong' }

export function messageKey(carriageId: number, direction: Direction, number: number): string {
  return `${carriageId} ${direction} ${number}`
}

/** Adds to the rows what the server saw of carriage `carriageId`. `at`: when the report arrived. */
export function mergeReport(rows: RowStore, carriageId: number, report: WireReport, at: number): void {
  for (const record of report.records) mergeRecord(rows, carriageId, record, at - record.ageMs)
}

function mergeRecord(rows: RowStore, carriageId: number, { ageMs: _, ...fact }: WireRecord, at: number): void {
  switch (fact.kind) {
    case 'handshake': {
      const row = rows.find(`carriage ${carriageId}`)
      if (row?.kind === 'handshake') rows.replace({ ...row, server: fact })
      break
    }
    case 'frame':
      mergeFrame(rows, carriageId, fact, at)
      break
    case 'request':
      mergeRequest(rows, carriageId, fact, at)
      break
    case 'event':
      mergeEvent(rows, carriageId, fact, at)
  }
}

/** What the server got is what the page sent. */
function mergeFrame(rows: RowStore, carriageId: number, frame: FrameFact, at: number): void {
  const direction = frame.direction === 'in' ? 'out' : 'in'
  const name = controlNames[frame.start & 0x0f]
  if (name !== undefined) {
    const bytes = frame.headerBytes + frame.payloadBytes
    rows.add({ kind: 'control', at, carriageId, direction, name, frame, bytes })
    return
  }
  const row = rows.find(messageKey(carriageId, direction, frame.message))
  if (row?.kind === 'message') rows.replace({ ...row, frame: row.frame ? joinFrames(row.frame, frame) : frame })
}

/** A message in several frames: their sum, with the beginning of the first. */
function joinFrames(first: FrameFact, next: FrameFact): FrameFact {
  const headerBytes = first.headerBytes + next.headerBytes
  return { ...first, headerBytes, payloadBytes: first.payloadBytes + next.payloadBytes }
}

function mergeRequest(rows: RowStore, carriageId: number, server: RequestFact, at: number): void {
  const apart = ({ request }: RequestRow) => Math.abs((request.endedAt ?? at) - at)
  let nearest: RequestRow | undefined
  for (const row of rows.newest()) {
    if (row.kind !== 'request' || row.server !== undefined || row.request.carriageId !== carriageId) continue
    if (row.request.purpose === server.purpose && (!nearest || apart(row) < apart(nearest))) nearest = row
  }
  if (nearest && apart(nearest) < maxApartMs) rows.replace({ ...nearest, server })
}

/** An event brings the oldest messages of the stream that no other event brought. */
function mergeEvent(rows: RowStore, carriageId: number, { bytes, messages }: EventFact, at: number): void {
  if (messages === 0) {
    rows.add({ kind: 'control', at, carriageId, direction: 'in', name: 'comment', frame: undefined, bytes })
    return
  }
  const waiting = rows
    .all()
    .filter(
      (row): row is MessageRow => row.kind === 'message' && row.direction === 'in' && row.carriageId === carriageId,
    )
    .filter((row) => row.event === undefined && Math.abs(row.at - at) < maxApartMs)
  for (const row of waiting.slice(0, messages)) rows.replace({ ...row, event: { bytes, messages } })
}
