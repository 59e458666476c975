import * as Y from 'yjs'
import type { PrismaClient } from '../generated/client.ts'
import { type DocumentLog, loadLog } from '../log/load-log.ts'
import { takeSnapshotEpoch, writeSnapshot } from '../log/write-snapshot.ts'

/**
 * The whole state after update `seq`; `bytes` is a Yjs update, encoding V1. `isStored` is false where a newer snapshot
 * was there already; the state is right all the same.
 */
export type MadeSnapshot = {
  readonly seq: number
  readonly bytes: Uint8Array
  readonly stateVector: Uint8Array
  readonly isStored: boolean
}

/**
 * Makes a document's snapshot from its log and stores it. Takes as much time and memory as the document is large, so
 * it has no place on the event loop of a server. Undefined: the document has no update, or does not exist.
 */
export async function makeSnapshot(prisma: PrismaClient, documentId: string): Promise<MadeSnapshot | undefined> {
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
