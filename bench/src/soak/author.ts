import * as prng from 'lib0/prng'
import * as Y from 'yjs'
import { Connection } from '../load/connection.ts'
import type { Invitation } from '../server/server-under-test.ts'
import type { Edit } from './ledger.ts'

/** The answer to the server's step 1, which is acknowledged like an edit. */
const messagesBeforeEdits = 1
/** One of so many edits takes a word away. */
const editsPerDeletion = 8

/** Somebody with an empty document who joins, types words that occur once, and deletes some of them. */
export class Author {
  /** What this person did, in the order in which it was sent. */
  readonly edits: Edit[] = []
  /** What this person was shown of what others did, now or before. */
  readonly seen: Edit[] = []
  readonly #name: string
  readonly #doc = new Y.Doc()
  readonly #own: string[] = []
  #storedCount = 0
  #connection: Connection | undefined

  /** `name` begins each of the words. */
  constructor(name: string) {
    this.#name = name
    this.#words.observe(({ changes }, { origin }) => {
      if (origin === this) for (const edit of toEdits(changes)) this.seen.push(edit)
    })
    this.#doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.#connection?.sendUpdate(update)
    })
  }

  async join(invitation: Invitation): Promise<void> {
    const hear = (update: Uint8Array) => Y.applyUpdate(this.#doc, update, this)
    this.#connection = await Connection.open(invitation, this.#doc, {
      onUpdate: hear,
      onState: hear,
      onStored: (count) => {
        this.#storedCount = count - messagesBeforeEdits
      },
    })
  }

  get isConnected(): boolean {
    return this.#connection?.isOpen ?? false
  }

  /** What this person did and was told is stored. */
  get stored(): Edit[] {
    return this.edits.slice(0, Math.max(0, this.#storedCount))
  }

  edit(random: prng.PRNG): void {
    const isDeletion = this.#own.length > 0 && prng.uint32(random, 1, editsPerDeletion) === 1
    const word = isDeletion ? this.#own[prng.uint32(random, 0, this.#own.length - 1)] : undefined
    if (word === undefined) this.#type(`${this.#name}-${this.edits.length}`, random)
    else this.#delete(word)
  }

  leave(): void {
    this.#connection?.close()
  }

  get #words(): Y.Array<string> {
    return this.#doc.getArray('default')
  }

  #type(word: string, random: prng.PRNG): void {
    this.edits.push({ kind: 'typed', word })
    this.#own.push(word)
    this.#words.insert(prng.uint32(random, 0, this.#words.length), [word])
  }

  #delete(word: string): void {
    this.edits.push({ kind: 'deleted', word })
    this.#own.splice(this.#own.indexOf(word), 1)
    this.#words.delete(this.#words.toArray().indexOf(word))
  }
}

function toEdits({ added, deleted }: { added: Set<Y.Item>; deleted: Set<Y.Item> }): Edit[] {
  const read = (items: Set<Y.Item>, kind: Edit['kind']) =>
    [...items].flatMap(({ content }) => content.getContent().map((word) => ({ kind, word: String(word) })))
  return [...read(added, 'typed'), ...read(deleted, 'deleted')]
}
