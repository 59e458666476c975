type Typed = { readonly edits: number; readonly bytes: number }

/** How much of a source is stored, by the edits that it became. */
export class Progress {
  #edits = 0
  #unstored: Typed[] = []
  storedBytes = 0

  /** The document changed by what is being typed. */
  recordEdit(): void {
    this.#edits++
  }

  /** With the edits up to now, so many bytes of the source are typed. */
  recordTyped(bytes: number): void {
    this.#unstored.push({ edits: this.#edits, bytes })
  }

  /** So many edits are not stored yet. Answers whether more bytes are stored now. */
  acknowledge(unstoredEdits: number): boolean {
    const storedEdits = this.#edits - unstoredEdits
    const count = this.#unstored.findLastIndex(({ edits }) => edits <= storedEdits) + 1
    const last = this.#unstored[count - 1]
    if (last === undefined) return false
    this.#unstored.splice(0, count)
    const isMore = last.bytes > this.storedBytes
    this.storedBytes = last.bytes
    return isMore
  }
}
