import * as prng from 'lib0/prng'
import * as Y from 'yjs'
import type { Invitation } from '../server/server-under-test.ts'
import { Connection } from './connection.ts'
import { Stopwatch } from './stopwatch.ts'

/** The answer to the server's step 1, which is acknowledged like an edit. */
const messagesBeforeEdits = 1
/** A server that cannot keep up takes a multiple of the time in which was typed. */
const arrivalLimitMs = 180_000

/** Somebody who types, letter by letter, at places of a text of their own that the seed decides. */
export class Writer {
  readonly clientId: number
  /** From a letter to another connection that has it; {@link Writer.hearSeen} stops it. */
  readonly seen = new Stopwatch()
  /** From a letter to the acknowledgement that it is stored. */
  readonly stored = new Stopwatch()
  readonly #doc: Y.Doc
  readonly #text: Y.Text
  readonly #random: prng.PRNG
  readonly #hearsStored: boolean
  #connection: Connection | undefined
  #onArrival: (() => void) | undefined

  /**
   * `hearsStored`: whether the server tells what is stored; else only what others have seen is timed. `text` is in a
   * document of this person's own, which from now on has another client id; by default it is a new one's only text.
   */
  constructor(random: prng.PRNG, hearsStored: boolean, text = new Y.Doc().getText('default')) {
    if (text.doc === null) throw new Error('the text is in no document')
    this.#doc = text.doc
    this.#text = text
    this.#random = random
    this.#hearsStored = hearsStored
    this.#doc.clientID = prng.uint32(random, 1, 2 ** 31)
    this.clientId = this.#doc.clientID
    this.#doc.on('update', (update: Uint8Array) => this.#connection?.sendUpdate(update))
  }

  async join(invitation: Invitation): Promise<void> {
    this.#connection = await Connection.open(invitation, this.#doc, {
      onStored: (count) => {
        this.stored.arrive(count - messagesBeforeEdits)
        this.#checkArrival()
      },
    })
  }

  /** Each letter takes the next Yjs clock: the letters that somebody has are counted by it. */
  type(): void {
    this.seen.begin()
    if (this.#hearsStored) this.stored.begin()
    this.#text.insert(prng.uint32(this.#random, 0, this.#text.length), prng.letter(this.#random))
  }

  hearSeen(count: number): void {
    this.seen.arrive(count)
    this.#checkArrival()
  }

  /** Resolves when every letter was seen and stored. Throws when that takes too long. */
  async arrived(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const late = () => reject(new Error(`letters did not arrive within ${arrivalLimitMs} ms`))
      const deadline = setTimeout(late, arrivalLimitMs)
      this.#onArrival = () => {
        clearTimeout(deadline)
        resolve()
      }
      this.#checkArrival()
    })
  }

  /** Drops what was measured, as after a warm-up. */
  forget(): void {
    this.seen.forget()
    this.stored.forget()
  }

  leave(): void {
    this.#connection?.close()
  }

  #checkArrival(): void {
    if (this.seen.pending === 0 && this.stored.pending === 0) this.#onArrival?.()
  }
}
