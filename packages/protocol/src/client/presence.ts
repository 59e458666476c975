import type { Awareness } from 'y-protocols/awareness'

/**
 * This page's own presence entry. Yjs gives a document a new client id when somebody else's change carries the old
 * one; y-protocols does not notice, and y-websocket 3.1 then throws when it disconnects.
 */
export class OwnPresence {
  readonly #awareness: Awareness
  readonly #clients: Set<number>
  #hiddenState: Record<string, unknown> | null = null

  constructor(awareness: Awareness) {
    this.#awareness = awareness
    this.#clients = new Set([awareness.clientID])
  }

  /** Every client id that this page has spoken for. */
  get clients(): ReadonlySet<number> {
    return this.#clients
  }

  /** Moves the entry to the document's present client id. */
  followClientId(): void {
    const { doc, clientID } = this.#awareness
    if (doc.clientID === clientID) return
    const state = this.#awareness.getLocalState()
    this.#awareness.setLocalState(null)
    this.#clients.add(doc.clientID)
    this.#awareness.clientID = doc.clientID
    // Others assume clock 0 of everybody, and so would skip it.
    this.#awareness.meta.set(doc.clientID, { clock: 0, lastUpdated: 0 })
    this.#awareness.setLocalState(state)
  }

  /**
   * A connection is about to begin. Others were told under the last clock that this page left, and this page was told
   * the same of them: what has that clock still would be skipped by both until somebody moves.
   */
  renew(): void {
    const { clientID, meta, states } = this.#awareness
    for (const client of meta.keys()) if (client !== clientID && !states.has(client)) meta.delete(client)
    const state = this.#awareness.getLocalState()
    if (state !== null) this.#awareness.setLocalState(state)
  }

  /** The page goes out of sight for good, or for the back-forward cache. */
  hide(): void {
    const state = this.#awareness.getLocalState()
    if (state === null) return
    this.#hiddenState = state
    this.#awareness.setLocalState(null)
  }

  /** The page is back as it was. */
  restore(): void {
    if (this.#hiddenState !== null) this.#awareness.setLocalState(this.#hiddenState)
    this.#hiddenState = null
  }

  clear(): void {
    if (this.#awareness.getLocalState() !== null) this.#awareness.setLocalState(null)
  }
}
