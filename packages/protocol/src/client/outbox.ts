/** What is known about the local changes of a document. Edits are counted since the outbox was made. */
export type OutboxFacts = {
  /** Edits that no server holds. */
  readonly unsent: number
  /** Edits that are not committed; includes `unsent`. */
  readonly unstored: number
  /** The weakest fact that is true of everything in the document. */
  readonly safety: 'onDevice' | 'received' | 'stored'
}

/**
 * A moment of the local history. Every edit is a change; so is a merge from this device's own store, and what Yjs
 * tidied by itself.
 */
export type Mark = { readonly changes: number; readonly edits: number }

/**
 * Counts local changes against acknowledgements. A connection numbers its sync step 2 and update messages from 1; each
 * remembers how much of the local history it and its predecessors carried. The step 2 that answers the server's step 1
 * carries everything, alone or as the first of several parts, so no other update goes out before it.
 */
export class Outbox {
  /** Change 1 is whatever the document held at the start: nobody has confirmed it yet. */
  #made: Mark = { changes: 1, edits: 0 }
  #received: Mark = { changes: 0, edits: 0 }
  #stored: Mark = { changes: 0, edits: 0 }
  #receivedCount = 0
  #storedCount = 0
  /** Marks of the messages `#storedCount + 1` and later of this connection, in order. */
  #unstored: Mark[] = []
  #isInParts = false

  /** Grows with every local change; two equal values mean that the document would send the same bytes. */
  get changes(): number {
    return this.#made.changes
  }

  /** Whether the server has yet to say that it holds a message of this connection. */
  get awaitsReceipt(): boolean {
    return this.#receivedCount < this.#sentCount
  }

  /** Whether every message of this connection is committed. */
  get isAllStored(): boolean {
    return this.#unstored.length === 0
  }

  /** Whether what was sent last is nothing without parts to come. */
  get isInParts(): boolean {
    return this.#isInParts
  }

  /** The local history up to now. */
  get history(): Mark {
    return this.#made
  }

  get #sentCount(): number {
    return this.#storedCount + this.#unstored.length
  }

  /** A person changed the document on this page. */
  recordEdit(): void {
    this.#made = { changes: this.#made.changes + 1, edits: this.#made.edits + 1 }
  }

  /** Something that is nobody's edit entered or left the document; the server may not know it. */
  recordMerge(): void {
    this.#made = { ...this.#made, changes: this.#made.changes + 1 }
  }

  /** Numbers start again. What was received and not stored may have died with the server that received it. */
  startConnection(): void {
    this.#received = this.#stored
    this.#receivedCount = 0
    this.#storedCount = 0
    this.#unstored = []
    this.#isInParts = false
  }

  /** Whether this connection has sent its step 2, or begun to; updates before it would lack what they build on. */
  get hasSentState(): boolean {
    return this.#sentCount > 0
  }

  /**
   * A sync step 2 or update message goes out now; with what went before it, it carries the history up to `carried`.
   * Answers with its number.
   */
  recordSent(carried: Mark = this.#made): number {
    this.#unstored.push(carried)
    this.#isInParts = false
    return this.#sentCount
  }

  /** A message goes out that is nothing without the ones to come. */
  recordPart(): void {
    this.#unstored.push(this.#unstored.at(-1) ?? this.#stored)
    this.#isInParts = true
  }

  /**
   * An answer in parts begins, which carries everything again. With its first part the server counts as stored also
   * what it refused before: of what it does not hold, no message says anything any more.
   */
  sendAnew(): void {
    this.#unstored.fill(this.#received, this.#receivedCount - this.#storedCount)
  }

  /** @throws {RangeError} where the counts contradict what was sent or acknowledged before. */
  acknowledge(received: number, stored: number): void {
    const isConsistent =
      stored >= this.#storedCount &&
      received >= this.#receivedCount &&
      stored <= received &&
      received <= this.#sentCount
    if (!isConsistent) throw new RangeError(`acknowledged ${received}/${stored} of ${this.#sentCount} messages`)
    this.#received = this.#markOf(received) ?? this.#received
    this.#stored = this.#markOf(stored) ?? this.#stored
    this.#unstored.splice(0, stored - this.#storedCount)
    this.#receivedCount = received
    this.#storedCount = stored
  }

  #markOf(message: number): Mark | undefined {
    return this.#unstored[message - this.#storedCount - 1]
  }

  /** The server's committed state was compared with the document and is the same. */
  confirmAll(): void {
    this.#received = this.#made
    this.#stored = this.#made
  }

  facts(): OutboxFacts {
    const isReceived = this.#received.changes === this.#made.changes
    const isStored = this.#stored.changes === this.#made.changes
    return {
      unsent: this.#made.edits - this.#received.edits,
      unstored: this.#made.edits - this.#stored.edits,
      safety: isStored ? 'stored' : isReceived ? 'received' : 'onDevice',
    }
  }
}
