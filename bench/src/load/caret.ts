import * as decoding from 'lib0/decoding'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { Invitation } from '../server/server-under-test.ts'
import { Connection } from './connection.ts'
import { Stopwatch } from './stopwatch.ts'

/** What a client does with what it hears: a stock one applies it and sends back every change that this makes. */
export type Manner = 'raw' | 'echoing'

type Change = { readonly added: number[]; readonly updated: number[]; readonly removed: number[] }

/** Somebody who moves their caret, and whose presence says so as editors do. */
export class Caret {
  /** From a move to another connection that has it; {@link Caret.hearSeen} stops it. */
  readonly seen = new Stopwatch()
  readonly #doc = new Y.Doc()
  readonly #awareness = new Awareness(this.#doc)
  #connection: Connection | undefined
  #place = 0

  constructor(private readonly manner: Manner) {
    this.#awareness.on('update', ({ added, updated, removed }: Change) => {
      const changed = [...added, ...updated, ...removed]
      // Each change of one's own takes the next clock, also one that y-protocols makes: moves are counted by it.
      if (changed.includes(this.clientId)) this.seen.begin()
      this.#connection?.sendAwareness(encodeAwarenessUpdate(this.#awareness, changed))
    })
  }

  get clientId(): number {
    return this.#doc.clientID
  }

  async join(invitation: Invitation): Promise<void> {
    const hear = (entries: Uint8Array) => applyAwarenessUpdate(this.#awareness, entries, 'server')
    this.#connection = await Connection.open(
      invitation,
      this.#doc,
      this.manner === 'echoing' ? { onAwareness: hear } : {},
    )
  }

  move(): void {
    const at = {
      type: { client: this.clientId, clock: 1 },
      tname: null,
      item: { client: this.clientId, clock: this.#place++ },
    }
    this.#awareness.setLocalState({ user: { name: 'Somebody', color: '#30bced' }, cursor: { anchor: at, head: at } })
  }

  /** All up to `clock` have come. */
  hearSeen(clock: number): void {
    this.seen.arrive(clock)
  }

  leave(): void {
    this.#awareness.destroy()
    this.#connection?.close()
  }
}

/** Joins as somebody who only watches, and tells each caret which of its moves have come. */
export async function joinWatcher(invitation: Invitation, carets: readonly Caret[]): Promise<Connection> {
  const byClientId = new Map(carets.map((caret) => [caret.clientId, caret]))
  return await Connection.open(invitation, new Y.Doc(), {
    onAwareness(entries) {
      const decoder = decoding.createDecoder(entries)
      for (let count = decoding.readVarUint(decoder); count > 0; count--) {
        const caret = byClientId.get(decoding.readVarUint(decoder))
        caret?.hearSeen(decoding.readVarUint(decoder))
        decoding.readVarUint8Array(decoder)
      }
    },
  })
}
