import { digestStateVector } from '@duplex/protocol'
import * as Y from 'yjs'
import type { StoredDocument } from '../store/store.ts'
import { collectDeletions } from './deletions.ts'
import { createDoc, LiveDocument } from './live-document.ts'
import { QuietDocument } from './quiet-document.ts'
import { isShortTail } from './short-tail.ts'
import type { ClockRange } from './struct-scan.ts'
import type { Steps } from './turns.ts'
import { clocksAfter } from './update-check.ts'
import { scanStored } from './update-scan.ts'
import { maxSlice, sliceUpdate } from './update-slices.ts'

type StoredContent = Pick<StoredDocument, 'snapshot' | 'updates'>

/**
 * A document as it is stored, opened for reading: as bytes, of which facts are known, where newcomers are sent those
 * bytes and nothing in them waits for what is missing; else live. Throws what Yjs throws of bytes that it cannot read.
 */
export function* readDocument(stored: StoredContent): Steps<LiveDocument | QuietDocument> {
  const quiet = isShortTail(stored.updates) ? yield* readQuiet(stored) : undefined
  return quiet ?? (yield* readLive(toUpdates(stored)))
}

/** Live, from updates in causal order. */
export function* readLive(updates: readonly Uint8Array[]): Steps<LiveDocument> {
  const doc = createDoc()
  let live: LiveDocument | undefined
  try {
    const slices = gatherSlices(updates)
    for (let next = slices.next(); ; next = slices.next()) {
      applyAll(doc, next.value)
      if (next.done) break
      yield
    }
    live = new LiveDocument(doc)
    return live
  } finally {
    // Whoever waited for it is gone.
    if (!live) doc.destroy()
  }
}

export function toUpdates({ snapshot, updates }: StoredContent): readonly Uint8Array[] {
  return snapshot ? [snapshot.bytes, ...updates] : updates
}

function applyAll(doc: Y.Doc, updates: readonly Uint8Array[]): void {
  Y.transact(doc, () => {
    for (const update of updates) Y.applyUpdate(doc, update)
  })
}

/** What is small is applied together, so that a small document takes one step. The last are what it returns. */
function* gatherSlices(updates: readonly Uint8Array[]): Generator<Uint8Array[], Uint8Array[]> {
  let due: Uint8Array[] = []
  let bytes = 0
  for (const update of updates) {
    for (const slice of sliceUpdate(update)) {
      if (slice) due.push(slice)
      bytes += slice?.length ?? 0
      if (slice && slice === update && bytes < maxSlice.bytes) continue
      yield due
      due = []
      bytes = 0
    }
  }
  return due
}

/** Undefined where only applying all of it tells what it is. */
function* readQuiet({ snapshot, updates }: StoredContent): Steps<QuietDocument | undefined> {
  const clocks = new Map<number, number>()
  const deleted: ClockRange[] = []
  let items = 0
  for (const bytes of toUpdates({ snapshot, updates })) {
    const scan = yield* scanStored(bytes)
    const after = scan && clocksAfter(scan, (client) => clocks.get(client) ?? 0)
    if (!after) return undefined
    for (const [client, clock] of after) clocks.set(client, clock)
    for (const range of scan.deletes) deleted.push(range)
    for (const range of scan.gone) deleted.push(range)
    // What stands in the middle of another one, and each end of what is deleted, can split an item.
    items += bytes === snapshot?.bytes ? scan.structs : 2 * (scan.structs + scan.deletes.length)
  }
  const [stateVector, digest] = [Y.encodeStateVector(clocks), digestStateVector(clocks)]
  return new QuietDocument({ clocks, stateVector, digest, deletions: collectDeletions(deleted), items })
}
