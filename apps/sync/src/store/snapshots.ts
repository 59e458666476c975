import * as Y from 'yjs'
import type { StoredDocument } from './store.ts'

type Snapshot = {
  readonly documentId: string
  readonly seq: number
  /** A Yjs update, encoding V1, that holds the whole state. */
  readonly bytes: Uint8Array
  readonly stateVector: Uint8Array
  readonly epoch: number
}

export type SnapshotsContext = {
  /** A later epoch of the same document makes earlier ones write nothing. Undefined: no such document. */
  takeEpoch(documentId: string): Promise<number | undefined>
  load(documentId: string): Promise<StoredDocument | undefined>
  write(snapshot: Snapshot): Promise<boolean>
  onWritten(documentId: string, seq: number): void
  /** Nothing is lost by it: the log holds everything, and the next request tries again. */
  onFailed(documentId: string, cause: unknown): void
}

/** Makes snapshots from the log, one after the other: a document's memory is never what is written. */
export class Snapshots {
  private readonly wanted = new Set<string>()
  private running: Promise<void> | undefined

  constructor(private readonly context: SnapshotsContext) {}

  request(documentId: string): void {
    this.wanted.add(documentId)
    this.running ??= this.run()
  }

  /** Resolves when nothing is wanted any more. */
  async settled(): Promise<void> {
    await this.running
  }

  private async run(): Promise<void> {
    for (const documentId of this.wanted) {
      this.wanted.delete(documentId)
      await this.make(documentId)
    }
    this.running = undefined
  }

  private async make(documentId: string): Promise<void> {
    const { takeEpoch, load, write, onWritten, onFailed } = this.context
    try {
      const epoch = await takeEpoch(documentId)
      const stored = epoch === undefined ? undefined : await load(documentId)
      if (epoch === undefined || !stored || stored.seq === stored.snapshotSeq) return
      const isWritten = await write({ documentId, seq: stored.seq, epoch, ...encodeState(stored.updates) })
      if (isWritten) onWritten(documentId, stored.seq)
    } catch (cause) {
      onFailed(documentId, cause)
    }
  }
}

function encodeState(updates: readonly Uint8Array[]): { bytes: Uint8Array; stateVector: Uint8Array } {
  const doc = new Y.Doc()
  try {
    Y.transact(doc, () => {
      for (const update of updates) Y.applyUpdate(doc, update)
    })
    return { bytes: Y.encodeStateAsUpdate(doc), stateVector: Y.encodeStateVector(doc) }
  } finally {
    doc.destroy()
  }
}
