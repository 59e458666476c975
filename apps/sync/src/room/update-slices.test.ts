import fc from 'fast-check'
import * as prng from 'lib0/prng'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { editAtRandom } from '../../test/support/random-edits.ts'
import { createDoc } from './live-document.ts'
import { scanUpdate } from './update-scan.ts'
import { sliceUpdate } from './update-slices.ts'

const most = { bytes: 60, structs: 4, deletes: 2 } as const
const nothing = new Uint8Array([0])

/** What several people made who wrote at the same time and heard of each other now and then; `early`: when half was done. */
function writeTogether(seed: number): { early: Uint8Array; whole: Y.Doc } {
  const random = prng.create(seed)
  const docs = [1, 2, 3, 2 ** 31].map((clientID) => Object.assign(new Y.Doc(), { clientID }))
  let early: Uint8Array = new Uint8Array([0, 0])
  for (let i = 0; i < 60; i++) {
    const [from, to] = [prng.oneOf(random, docs), prng.oneOf(random, docs)]
    editAtRandom(to, 'xml', random)
    if (prng.bool(random)) Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)))
    if (i === 30) early = Y.encodeStateAsUpdate(to)
  }
  const whole = createDoc()
  for (const doc of docs) Y.applyUpdate(whole, Y.encodeStateAsUpdate(doc))
  return { early, whole }
}

function slicesOf(update: Uint8Array): Uint8Array[] {
  return [...sliceUpdate(update, most)].filter((slice) => slice !== undefined)
}

/** A document of these updates, each in a transaction of its own, of which none has to wait. */
function build(updates: readonly Uint8Array[]): Y.Doc {
  const doc = createDoc()
  for (const update of updates) {
    Y.applyUpdate(doc, update)
    expect([doc.store.pendingStructs, doc.store.pendingDs]).toEqual([null, null])
  }
  return doc
}

describe('sliceUpdate', () => {
  it('C3 makes of any document what the whole makes, and no slice waits for a later one', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { early, whole } = writeTogether(seed)
        const update = Y.encodeStateAsUpdate(whole)
        const slices = slicesOf(update)
        expect(Buffer.compare(Y.encodeStateAsUpdate(build(slices)), Y.encodeStateAsUpdate(build([update])))).toBe(0)
        const before = build([early])
        const rest = Y.encodeStateAsUpdate(whole, Y.encodeStateVector(before))
        const after = build([early, ...slicesOf(rest)])
        expect(Buffer.compare(Y.encodeStateAsUpdate(after), Y.encodeStateAsUpdate(build([early, rest])))).toBe(0)
      }),
      { numRuns: 30 },
    )
  })

  it('C3 keeps slices small, and every one can be read to its end', () => {
    const update = Y.encodeStateAsUpdate(writeTogether(7).whole)
    const slices = slicesOf(update)
    expect(slices.length).toBeGreaterThan(update.length / most.bytes / 2)
    for (const scan of slices.map(scanUpdate)) {
      expect(scan.structs).toBeLessThanOrEqual(most.structs)
      expect(scan.deletes.length).toBeLessThanOrEqual(most.deletes)
    }
    const structs = slices.reduce((sum, slice) => sum + scanUpdate(slice).structs, 0)
    expect(structs).toBe(scanUpdate(update).structs)
  })

  it('C3 leaves what is small, and what cannot be scanned, as it is', () => {
    const [small, broken] = [new Uint8Array([0, 0]), new Uint8Array(100).fill(7)]
    expect([slicesOf(small), slicesOf(broken)]).toEqual([[small], [broken]])
  })

  it('C3 leaves two structs that wait for each other to Yjs', () => {
    const letter = (client: number, of: number) => [1, client, 0, 0x84, of, 0, 1, 'x'.charCodeAt(0)]
    const update = new Uint8Array([2, ...letter(2, 1), ...letter(1, 2), 0])
    const doc = createDoc()
    for (const slice of sliceUpdate(update, { ...most, bytes: 1 })) if (slice) Y.applyUpdate(doc, slice)
    expect(doc.store.pendingStructs).not.toBeNull()
    expect(Y.encodeStateVector(doc)).toEqual(nothing)
  })
})
