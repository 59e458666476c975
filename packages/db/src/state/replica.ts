import * as Y from 'yjs'

/** Content and deletions of a Yjs document, built up from updates, encoding V1. */
export class Replica {
  private readonly doc = new Y.Doc()

  /** Why the bytes are no update for this state; undefined where they are one. The replica is of no use after that. */
  apply(bytes: Uint8Array): string | undefined {
    try {
      Y.applyUpdate(this.doc, bytes)
    } catch (error) {
      return `is no Yjs update: ${error instanceof Error ? error.message : String(error)}`
    }
    const { pendingStructs, pendingDs } = this.doc.store
    return pendingStructs || pendingDs ? 'builds on something that is not there' : undefined
  }

  /** The same items and the same deletions. */
  equals(other: Replica): boolean {
    return Y.equalSnapshots(Y.snapshot(this.doc), Y.snapshot(other.doc))
  }

  /** An encoded state vector that says what this holds; false where it cannot be read. */
  hasStateVector(encoded: Uint8Array): boolean {
    try {
      const said = Y.decodeStateVector(encoded)
      const held = Y.decodeStateVector(Y.encodeStateVector(this.doc))
      return said.size === held.size && [...said].every(([client, clock]) => held.get(client) === clock)
    } catch {
      return false
    }
  }

  destroy(): void {
    this.doc.destroy()
  }
}
