import { ContentFormat, type Doc, Item, iterateDeletedStructs, type Transaction } from 'yjs'

/**
 * Tells what Yjs does by itself from what a person does. Where two people's edits leave format marks without effect,
 * every replica that takes them in deletes those marks, in a transaction that looks like a local edit: the replica of
 * somebody who may only read as well.
 */
export class Tidying {
  readonly #doc: Doc
  readonly #transactions = new WeakSet<Transaction>()

  constructor(doc: Doc) {
    this.#doc = doc
    doc.on('afterTransaction', this.#look)
  }

  has(transaction: Transaction): boolean {
    return this.#transactions.has(transaction)
  }

  stop(): void {
    this.#doc.off('afterTransaction', this.#look)
  }

  /** Order: what was deleted is looked at before it is collected, and so before the document tells of the update. */
  #look = (transaction: Transaction): void => {
    const { local, origin, beforeState, afterState, deleteSet } = transaction
    if (!local || origin !== null || deleteSet.clients.size === 0) return
    let isTidying = [...afterState].every(([client, clock]) => clock === (beforeState.get(client) ?? 0))
    if (!isTidying) return
    iterateDeletedStructs(transaction, deleteSet, (struct) => {
      if (!(struct instanceof Item && struct.content instanceof ContentFormat)) isTidying = false
    })
    if (isTidying) this.#transactions.add(transaction)
  }
}
