import * as Y from 'yjs'

/** The origin of what a fork brings into its document. */
export const forkOrigin = Symbol('fork')

/**
 * A copy of a document that hears of nobody else's changes. What is written here is a change of the document as well,
 * made as if the others were not there: it is merged with theirs, and takes back none of them.
 */
export class Fork {
  readonly doc = new Y.Doc()
  readonly #live: Y.Doc

  constructor(live: Y.Doc) {
    this.#live = live
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(live))
    // Order: Yjs gives up a client id of which an update brings something.
    this.doc.clientID = live.clientID
    this.doc.on('update', (update) => this.#bringIn(update))
  }

  /** Whether somebody deleted in the document what was made here. */
  isDeleted(type: Y.XmlText | Y.XmlElement): boolean {
    const id = type._item?.id
    if (id === undefined) return false
    const struct = Y.getItem(this.#live.store, id)
    return !(struct instanceof Y.Item) || struct.deleted
  }

  destroy(): void {
    this.doc.destroy()
  }

  #bringIn(update: Uint8Array): void {
    this.#live.transact((transaction) => {
      Y.applyUpdate(this.#live, update)
      // Yjs takes every update for somebody else's, and would give the document a new client id.
      transaction.local = true
    }, forkOrigin)
  }
}
