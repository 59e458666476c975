import * as Y from 'yjs'
import type { ClockRange } from './struct-scan.ts'
import type { UpdateScan } from './update-scan.ts'

/** The next clock expected of a client; 0 for one that is not known. */
export type KnownClocks = (client: number) => number

/**
 * The clock of each client after the update, or undefined where the update leaves a causal gap: it starts beyond what
 * is known, refers to it, or deletes it. Yjs keeps such an update as pending and tries it again with every other one.
 */
export function clocksAfter(scan: UpdateScan, known: KnownClocks): Map<number, number> | undefined {
  const after = new Map<number, number>()
  const clockOf = (client: number) => after.get(client) ?? known(client)
  for (const { client, from, to } of scan.runs) {
    const clock = clockOf(client)
    if (from > clock) return undefined
    after.set(client, Math.max(clock, to))
  }
  for (const [client, needed] of scan.needs) if (clockOf(client) < needed) return undefined
  for (const { client, to } of scan.deletes) if (clockOf(client) < to) return undefined
  return after
}

/** Whether applying the update to `doc` would change nothing. */
export function isContained(scan: UpdateScan, doc: Y.Doc): boolean {
  return (
    scan.runs.every(({ client, to }) => to <= Y.getState(doc.store, client)) &&
    scan.deletes.every((range) => isDeleted(range, doc))
  )
}

/** Whether the update only takes away: it is welcome in a document that may not grow. */
export function isDeletion(scan: UpdateScan): boolean {
  return scan.runs.length === 0
}

/**
 * Whether all that the update would do to `doc` is to delete format marks. Yjs deletes those that have no effect in
 * every replica that hears of them, also in that of somebody who may only read.
 */
export function isTidying(scan: UpdateScan, doc: Y.Doc): boolean {
  return isDeletion(scan) && scan.deletes.every((range) => isEach(range, doc, isFormat))
}

function isFormat(struct: Y.GC | Y.Item): boolean {
  return struct.deleted || (struct instanceof Y.Item && struct.content instanceof Y.ContentFormat)
}

/** Whether all of it is known, and deleted. */
export function isDeleted(range: ClockRange, doc: Y.Doc): boolean {
  return isEach(range, doc, (struct) => struct.deleted)
}

function isEach({ client, from, to }: ClockRange, doc: Y.Doc, check: (struct: Y.GC | Y.Item) => boolean): boolean {
  if (from >= to) return true
  const structs = doc.store.clients.get(client)
  if (structs === undefined || to > Y.getState(doc.store, client)) return false
  for (let i = Y.findIndexSS(structs, from); i < structs.length; i++) {
    const struct = structs[i]
    if (struct === undefined || struct.id.clock >= to) return true
    if (!check(struct)) return false
  }
  return true
}
