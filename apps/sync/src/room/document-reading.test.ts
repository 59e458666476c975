import fc from 'fast-check'
import * as prng from 'lib0/prng'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { docUnder } from '../../test/support/forge.ts'
import { editAtRandom } from '../../test/support/random-edits.ts'
import type { StoredDocument } from '../store/store.ts'
import { readDocument, readLive, toUpdates } from './document-reading.ts'
import { createDoc, LiveDocument } from './live-document.ts'
import { QuietDocument } from './quiet-document.ts'
import { atOnce } from './turns.ts'
import { scanUpdate } from './update-scan.ts'

const nothing = new Uint8Array([0])

/** A log as a room writes it: windows of what several people sent, and behind some of them a snapshot. */
function writeLog(seed: number): { stored: StoredDocument; sent: Uint8Array[] } {
  const random = prng.create(seed)
  const room = atOnce(readLive([]))
  const sent: Uint8Array[] = []
  let stored: StoredDocument = { updates: [], seq: 0 }
  const authors = [1, 2, 2 ** 31].map((clientID) => Object.assign(new Y.Doc(), { clientID }))
  for (let window = 0; window < 30; window++) {
    const author = prng.oneOf(random, authors)
    if (prng.bool(random)) Y.applyUpdate(author, room.encodeSince(Y.encodeStateVector(author)))
    for (let edits = prng.int32(random, 0, 4); edits > 0; edits--) editAtRandom(author, 'xml', random)
    const bytes = Y.encodeStateAsUpdate(author, room.stateVector)
    sent.push(bytes)
    const { update } = room.apply([{ bytes }])
    if (update) stored = { ...stored, updates: [...stored.updates, update], seq: stored.seq + 1 }
    if (prng.int32(random, 0, 20) > 0) continue
    const snapshot = { seq: stored.seq, bytes: room.encodeSince(nothing), stateVector: room.stateVector }
    stored = { snapshot, updates: [], seq: stored.seq }
  }
  return { stored, sent: [...sent, ...authors.map((author) => Y.encodeStateAsUpdate(author))] }
}

describe('readDocument', () => {
  it('C3 tells of the bytes what the live document tells', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { stored, sent } = writeLog(seed)
        const quiet = atOnce(readDocument(stored))
        const live = atOnce(readLive(toUpdates(stored)))
        expect(quiet).toBeInstanceOf(QuietDocument)
        expect([quiet.stateVector, quiet.digest]).toEqual([live.stateVector, live.digest])
        expect(new Map(quiet.clocks)).toEqual(new Map(live.clocks))
        expect(quiet.items).toBeGreaterThanOrEqual(live.items)
        for (const bytes of [...sent, quiet.deletions.encode(), live.deletions.encode()]) {
          const scan = scanUpdate(bytes)
          expect(quiet.contains(scan)).toBe(live.contains(scan))
          expect(quiet.countUndeleted(scan)).toBe(live.countUndeleted(scan))
        }
      }),
      { numRuns: 25 },
    )
  })

  it('C3 knows of deletions that no delete set names, as those of what was collected', () => {
    const collected = new Uint8Array([1, 1, 5, 0, 0, 3, 0])
    const quiet = atOnce(readDocument({ updates: [collected] }))
    expect(quiet).toBeInstanceOf(QuietDocument)
    expect(quiet.deletions.covers({ client: 5, from: 0, to: 3 })).toBe(true)
  })

  it('V3 C1 is live, and without what waits, where something is missing', () => {
    const doc = docUnder(1, 'first')
    const before = Y.encodeStateVector(doc)
    doc.getText('default').insert(5, ' second')
    const gap = Y.encodeStateAsUpdate(doc, before)
    const read = atOnce(readDocument({ updates: [Y.encodeStateAsUpdate(docUnder(2, 'whole')), gap] }))
    expect([read instanceof LiveDocument && read.isWhole, [...read.clocks]]).toEqual([false, [[2, 5]]])
    expect(atOnce(readDocument({ updates: [Y.encodeStateAsUpdate(docUnder(2, 'whole'))] }))).toBeInstanceOf(
      QuietDocument,
    )
  })

  it('C1 is live where newcomers are not sent the log as it is', () => {
    const doc = new Y.Doc()
    const rows: Uint8Array[] = []
    doc.on('update', (row: Uint8Array) => rows.push(row))
    for (let i = 0; i < 1_100; i++) doc.getText('default').insert(0, 'x')
    expect(atOnce(readDocument({ updates: rows }))).toBeInstanceOf(LiveDocument)
  })

  it('ST6 throws what Yjs throws of bytes that it cannot read', () => {
    expect(() => atOnce(readDocument({ updates: [new Uint8Array([7, 7, 7])] }))).toThrow()
  })
})

describe('readLive', () => {
  it('C3 takes several steps for a large document, which make what one makes', () => {
    const authors = [1, 2, 3].map((clientID) => Object.assign(new Y.Doc(), { clientID }))
    for (const author of authors) {
      const text = author.getText('default')
      for (let i = 0; i < 600; i++) text.insert((i * 7) % (text.length + 1), `${i} `.repeat(90))
      for (let i = 0; i < 50; i++) text.delete((i * 1_009) % text.length, 5)
      for (const other of authors) Y.applyUpdate(other, Y.encodeStateAsUpdate(author))
    }
    const updates = authors.map((author) => Y.encodeStateAsUpdate(author))
    const once = createDoc()
    Y.transact(once, () => {
      for (const update of updates) Y.applyUpdate(once, update)
    })
    const steps = readLive(updates)
    let count = 1
    let next = steps.next()
    for (; !next.done; next = steps.next()) count++
    expect(count).toBeGreaterThan(3)
    expect(next.value.isWhole).toBe(true)
    expect(Buffer.compare(next.value.encodeSince(nothing), Y.encodeStateAsUpdate(once))).toBe(0)
  })

  it('C3 takes one step for a small one, however many rows it has', () => {
    const rows = Array.from({ length: 500 }, (_, client) => Y.encodeStateAsUpdate(docUnder(client + 1, 'row')))
    expect(readLive(rows).next().done).toBe(true)
  })
})
