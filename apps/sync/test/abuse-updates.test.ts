import fc from 'fast-check'
import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { BrokenRuleError } from '../src/room/broken-rule-error.ts'
import { encodeSync } from '../src/room/frames.ts'
import { UndecodableError } from '../src/room/undecodable-error.ts'
import { scanUpdate } from '../src/room/update-scan.ts'
import { useFixture } from './support/fixture.ts'
import { forgeGc } from './support/forge.ts'
import { leastMs } from './support/least-ms.ts'

/** An update of nothing but a delete set: for each client its ranges, `[from, length]`. */
function deletionOf(...clients: [client: number, ...ranges: (readonly [number, number])[]][]): Uint8Array {
  return encoding.encode((encoder) => {
    for (const number of [0, clients.length]) encoding.writeVarUint(encoder, number)
    for (const [client, ...ranges] of clients) {
      for (const number of [client, ranges.length, ...ranges.flat()]) encoding.writeVarUint(encoder, number)
    }
  })
}

/** An update of one item in the root, whose content begins with `kind`. */
function itemOf(kind: number, writeContent: (encoder: encoding.Encoder) => void): Uint8Array {
  return encoding.encode((encoder) => {
    for (const number of [1, 1, 9, 0, kind, 1]) encoding.writeVarUint(encoder, number)
    encoding.writeVarString(encoder, 'default')
    writeContent(encoder)
    encoding.writeVarUint(encoder, 0)
  })
}

describe('abuse of updates', () => {
  it('V5 a delete set that names one stretch thousands of times would be walked through thousands of times', () => {
    const doc = new Y.Doc()
    doc.clientID = 1
    doc.transact(() => {
      for (let i = 0; i < 5_000; i++) doc.getText('default').insert(0, 'x')
    })
    const again = Array.from({ length: 500 }, () => [0, 5_000] as const)
    const forged = deletionOf([1, ...again])
    Y.applyUpdate(doc, deletionOf([1, [0, 5_000]]))
    // The reason for the rule, not the rule: Yjs takes as long as ranges times structs, and so does our own look.
    expect(leastMs(() => Y.applyUpdate(doc, forged))).toBeGreaterThan(
      20 * leastMs(() => Y.applyUpdate(doc, deletionOf([1, [0, 5_000]]))),
    )
    expect(() => scanUpdate(forged)).toThrow(BrokenRuleError)
  })

  it.each([
    ['ranges that overlap', deletionOf([1, [0, 5], [4, 5]])],
    ['ranges that go back', deletionOf([1, [5, 5], [0, 5]])],
    ['a client that comes twice', deletionOf([1, [0, 5]], [2, [0, 1]], [1, [0, 5]])],
  ])('V5 refuses a delete set with %s', (_, update) => {
    expect(() => scanUpdate(update)).toThrow(BrokenRuleError)
  })

  it('V2 refuses a range without length, at which Yjs throws where the client is not known', () => {
    const update = deletionOf([1, [0, 0]])
    expect(() => Y.applyUpdate(new Y.Doc(), update)).toThrow()
    expect(() => scanUpdate(update)).toThrow(UndecodableError)
  })

  it('V5 takes every delete set that Yjs writes, alone, merged and in part', () => {
    const edits = fc.array(fc.record({ who: fc.nat(2), at: fc.nat(40), isDeletion: fc.boolean(), length: fc.nat(6) }))
    fc.assert(
      fc.property(edits, (steps) => {
        const docs = [1, 2, 3].map(() => new Y.Doc())
        const updates: Uint8Array[] = []
        for (const doc of docs) doc.on('update', (update: Uint8Array) => updates.push(update))
        for (const { who, at, isDeletion, length } of steps) {
          const text = (docs[who] as Y.Doc).getText('default')
          const place = Math.min(at, text.length)
          if (isDeletion) text.delete(place, Math.min(length, text.length - place))
          else text.insert(place, 'x'.repeat(length))
          if (at % 5 === 0) Y.applyUpdate(docs[(who + 1) % 3] as Y.Doc, Y.encodeStateAsUpdate(docs[who] as Y.Doc))
        }
        const half = Y.encodeStateVector(docs[1] as Y.Doc)
        const whole = docs.map((doc) => Y.encodeStateAsUpdate(doc))
        for (const update of [...updates, ...whole, Y.mergeUpdates([...updates, ...whole])]) {
          scanUpdate(update)
          scanUpdate(Y.diffUpdate(update, half))
        }
      }),
      { numRuns: 200 },
    )
  })

  it('V5 refuses documents in documents, whatever their options', () => {
    for (const options of [{}, { gc: false }, null, 'x']) {
      const update = itemOf(9, (encoder) => {
        encoding.writeVarString(encoder, 'guid')
        encoding.writeAny(encoder, options)
      })
      expect(() => scanUpdate(update)).toThrow(BrokenRuleError)
    }
  })

  it('V5 refuses JSON that is several times as long when it is written again', () => {
    const bomb = `[${Array.from({ length: 1_000 }, () => '1e20').join()}]`
    expect(() => scanUpdate(itemOf(5, (encoder) => encoding.writeVarString(encoder, bomb)))).toThrow(BrokenRuleError)
    expect(scanUpdate(itemOf(5, (encoder) => encoding.writeVarString(encoder, '1e20'))).runs).toHaveLength(1)
  })
})

describe('abuse of numbers', () => {
  const fixture = useFixture()
  const greatest = Number.MAX_SAFE_INTEGER

  it.each<[string, Uint8Array, number | undefined]>([
    ['a client id of 2^53 - 1', forgeGc(greatest, 0, 1), undefined],
    ['a length that ends past what a number can hold', forgeGc(9, greatest, 2), 1007],
    ['a first clock of 2^53 - 2', forgeGc(9, greatest - 1, 1), 1008],
    ['a deletion of 2^53 - 1 clocks', deletionOf([9, [0, greatest]]), 1008],
  ])('V3 V5 %s harms nobody', async (_, update, code) => {
    const server = await fixture.start()
    const documentId = await fixture.world.addDocument()
    const [ada, eve] = await Promise.all([fixture.world.addPerson('Ada'), fixture.world.addPerson('Eve')])
    const a = await (await fixture.connect(server, documentId, ada)).sync()
    const e = await (await fixture.connect(server, documentId, eve)).sync()
    // Once as it came, and once as the answer to the question that follows.
    for (let i = 0; i < 3 && !e.closed; i++) e.send(encodeSync('step2', update))
    if (code === undefined) await e.stored()
    else expect(await e.ended()).toBe(code)
    a.text.insert(0, 'unharmed')
    await a.stored()
    const again = await (await fixture.connect(server, documentId, ada)).sync()
    expect([a.closed, again.text.toString()]).toEqual([undefined, 'unharmed'])
    expect(await fixture.world.readText(documentId)).toBe('unharmed')
  })
})
