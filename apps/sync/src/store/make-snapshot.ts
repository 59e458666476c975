import { type Database, type DocumentLog, loadLog, takeSnapshotEpoch, writeSnapshot } from '@duplex/db'
import * as Y from 'yjs'
import type { MadeSnapshot } from './snapshots.ts'

/**
 * Makes a document's snapshot from its log and stores it. Takes as much time and memory as the document is large, so
 * it has no place on the event loop of a server. Undefined: the document has no update, or does not exist.
 */
export async function makeSnapshot(prisma: Database['prisma'], documentId: string): Promise<MadeSnapshot | undefined> {
  // Before the log is read: whoever takes a later epoch has read at least as much of it.
  const epoch = await takeSnapshotEpoch(prisma, documentId)
  const log = epoch === undefined ? undefined : await loadLog(prisma, documentId)
  if (epoch === undefined || !log) return undefined
  if (log.updates.length === 0) return log.snapshot && { ...log.snapshot, isStored: false }
  const snapshot = { seq: log.seq, ...encodeState(log) }
  return { ...snapshot, isStored: await writeSnapshot(prisma, { documentId, epoch, ...snapshot }) }
}

function encodeState({ snapshot, updates }: DocumentLog): { bytes: Uint8Array; stateVector: Uint8Array } {
  const doc = new Y.Doc()
  try {
    Y.transact(doc, () => {
      for (const { bytes } of snapshot ? [snapshot, ...updates] : updates) Y.applyUpdate(doc, bytes)
    })
    return { bytes: Y.encodeStateAsUpdate(doc), stateVector: Y.encodeStateVector(doc) }
  } finally {
    doc.destroy()
  }
}
