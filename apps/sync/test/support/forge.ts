import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

const gc = 0

/** A Yjs update of one GC struct, as no client makes it: `length` clocks of `client` from `clock` on are no more. */
export function forgeGc(client: number, clock: number, length: number): Uint8Array {
  return encode([1, 1, client, clock, gc, length, 0])
}

/** An update that deletes one clock of `client` and does nothing else. */
export function forgeDeletion(client: number, clock: number): Uint8Array {
  return encode([0, 1, client, 1, clock, 1])
}

/** One clock, of which nothing is left, under each of `count` client ids from `first` on. */
export function forgeClients(first: number, count: number): Uint8Array {
  return encode([count, ...Array.from({ length: count }, (_, i) => [1, first + i, 0, gc, 1]).flat(), 0])
}

function encode(numbers: readonly number[]): Uint8Array {
  return encoding.encode((encoder) => {
    for (const number of numbers) encoding.writeVarUint(encoder, number)
  })
}

/** The updates that `change` makes of a document, one for each transaction. */
export function updatesOf(doc: Y.Doc, change: () => void): Uint8Array[] {
  const made: Uint8Array[] = []
  const record = (update: Uint8Array) => made.push(update)
  doc.on('update', record)
  change()
  doc.off('update', record)
  return made
}

/** A document with this client id and text. */
export function docUnder(client: number, text: string): Y.Doc {
  const doc = new Y.Doc()
  doc.clientID = client
  doc.getText('default').insert(0, text)
  return doc
}

/** `count` items that all begin at the start and end at different letters of a text: each is compared with all before it. */
export function forgeTangle(count: number): Uint8Array {
  return encoding.encode((encoder) => {
    const write = (...numbers: number[]) => {
      for (const number of numbers) encoding.writeVarUint(encoder, number)
    }
    write(2, count, 2, 0)
    for (let i = 0; i < count; i++) {
      encoding.writeUint8(encoder, 0x44)
      write(1, count - 1 - ((i * 7_919) % count))
      encoding.writeVarString(encoder, 'a')
    }
    write(1, 1, 0)
    encoding.writeUint8(encoder, 4)
    write(1)
    encoding.writeVarString(encoder, 'default')
    encoding.writeVarString(encoder, 'r'.repeat(count))
    write(0)
  })
}
