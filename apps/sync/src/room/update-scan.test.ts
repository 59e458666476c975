import fc from 'fast-check'
import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { UndecodableError } from './undecodable-error.ts'
import { clocksAfter, isContained } from './update-check.ts'
import { scanUpdate } from './update-scan.ts'

/** An update with one of everything that Yjs can write. */
function richDocument(): Y.Doc {
  const doc = new Y.Doc()
  doc.clientID = 7
  const text = doc.getText('text')
  text.insert(0, 'grüße 👋 world', { bold: true })
  text.delete(2, 3)
  text.insertEmbed(1, { image: ['a', { b: 1 }] })
  const map = doc.getMap('map')
  map.set('any', [undefined, null, 1.5, -3, true, 'x', { deep: [1n] }, new Uint8Array([1, 2])])
  map.set('any', 2 ** 40)
  const root = doc.getXmlFragment('default')
  const paragraph = new Y.XmlElement('paragraph')
  root.insert(0, [paragraph, new Y.XmlText('text')])
  paragraph.setAttribute('level', '1')
  doc.getArray('array').insert(0, [new Uint8Array([9]), new Y.Array(), new Y.Map(), new Y.XmlHook('hook'), 'end'])
  doc.getArray('array').delete(1, 1)
  return doc
}

const isFromCode = (bytes: Uint8Array) => {
  try {
    return scanUpdate(bytes)
  } catch (error) {
    if (error instanceof UndecodableError) return undefined
    throw error
  }
}

describe('scanUpdate', () => {
  it('V2 reads everything that Yjs writes, and finds the clocks that Yjs finds', () => {
    const doc = richDocument()
    const other = new Y.Doc()
    other.clientID = 9
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
    other.getText('text').insert(3, 'between')
    const update = Y.encodeStateAsUpdate(other)
    const scan = scanUpdate(update)
    expect(new Map(scan.runs.map((run) => [run.client, run.to]))).toEqual(
      Y.decodeStateVector(Y.encodeStateVector(other)),
    )
    expect(scan.needs.get(7)).toBeGreaterThan(0)
    const { ds } = Y.decodeUpdate(update)
    const deletes = [...ds.clients].flatMap(([client, items]) =>
      items.map(({ clock, len }) => ({ client, from: clock, to: clock + len })),
    )
    expect(scan.deletes).toEqual(deletes)
  })

  it('V2 refuses an update that is cut short anywhere', () => {
    const update = Y.encodeStateAsUpdate(richDocument())
    for (let length = 0; length < update.length; length++) {
      expect(() => scanUpdate(update.subarray(0, length)), `first ${length} bytes`).toThrow(UndecodableError)
    }
  })

  it('V2 refuses bytes behind the delete set', () => {
    const update = Y.encodeStateAsUpdate(richDocument())
    expect(() => scanUpdate(new Uint8Array([...update, 0]))).toThrow(UndecodableError)
  })

  it('V2 refuses a delete set that is broken behind sound structs', () => {
    const structs = Y.encodeStateAsUpdate(richDocument())
    const broken = new Uint8Array([...structs.subarray(0, structs.length - 1), 0xff])
    expect(() => scanUpdate(broken)).toThrow(UndecodableError)
  })

  it.each([
    ['structs', [0x01, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x05, 0x00]],
    ['clients', [0xff, 0xff, 0xff, 0xff, 0x0f]],
    ['deletions', [0x00, 0x01, 0x05, 0xff, 0xff, 0xff, 0xff, 0x0f]],
    ['values', [0x01, 0x01, 0x05, 0x00, 0x08, 0x01, 0x00, 0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])('V2 does not work long for a huge declared number of %s', (_, bytes) => {
    const startedAt = performance.now()
    expect(() => scanUpdate(new Uint8Array(bytes))).toThrow(UndecodableError)
    expect(performance.now() - startedAt).toBeLessThan(50)
  })

  it.each([
    ['a client that comes twice', [2, 1, 5, 0, 0, 1, 1, 5, 1, 0, 1, 0]],
    ['a struct without length', [1, 1, 5, 0, 0, 0, 0]],
    ['an item after its own future', [1, 1, 5, 0, 0x84, 5, 3, 1, 0x61, 0]],
    ['a Skip with further bits', [1, 1, 5, 0, 0x8a, 1, 0]],
    ['an unknown content', [1, 1, 5, 0, 0x0b, 1, 1, 0x61, 1, 0]],
    ['an unknown type', [1, 1, 5, 0, 0x07, 1, 1, 0x61, 9, 0]],
    ['text that is not UTF-8', [1, 1, 5, 0, 0x04, 1, 1, 0x61, 1, 0xff, 0]],
    ['a clock past what a number can hold', [1, 1, 5, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f, 0, 1, 0]],
  ])('V2 refuses %s', (_, bytes) => {
    expect(() => scanUpdate(new Uint8Array(bytes))).toThrow(UndecodableError)
  })

  it.each([
    [
      'JSON',
      (encoder: encoding.Encoder) => encoding.writeVarString(encoder, `${'['.repeat(100_000)}${']'.repeat(100_000)}`),
      0x05,
    ],
    [
      'any value',
      (encoder: encoding.Encoder) => {
        encoding.writeVarUint(encoder, 1)
        encoding.writeUint8Array(
          encoder,
          new Uint8Array(200_000).fill(1).map((_, i) => (i % 2 === 0 ? 117 : 1)),
        )
      },
      0x08,
    ],
  ])('V2 refuses %s that nests too deep to be encoded again', (_, write, kind) => {
    const update = encoding.encode((encoder) => {
      encoding.writeUint8Array(encoder, new Uint8Array([1, 1, 5, 0, kind, 1, 1, 0x61]))
      write(encoder)
      encoding.writeVarUint(encoder, 0)
    })
    expect(() => scanUpdate(update)).toThrow(UndecodableError)
  })

  it('V2 whatever it accepts, Yjs applies without an error and leaves nothing pending', () => {
    const source = Y.encodeStateAsUpdate(richDocument())
    const damage = fc.array(fc.record({ at: fc.nat(source.length - 1), byte: fc.integer({ min: 0, max: 255 }) }), {
      maxLength: 4,
    })
    fc.assert(
      fc.property(damage, (changes) => {
        const bytes = source.slice()
        for (const { at, byte } of changes) bytes[at] = byte
        const scan = isFromCode(bytes)
        if (!scan || !clocksAfter(scan, () => 0)) return
        const doc = new Y.Doc()
        Y.applyUpdate(doc, bytes)
        expect(doc.store.pendingDs).toBeNull()
        Y.encodeStateAsUpdate(doc)
      }),
      { numRuns: 3_000 },
    )
  })
})

describe('clocksAfter and isContained', () => {
  const first = new Y.Doc()
  first.getText('text').insert(0, 'abc')
  const start = Y.encodeStateAsUpdate(first)
  const before = Y.encodeStateVector(first)
  first.getText('text').insert(3, 'def')
  const next = Y.encodeStateAsUpdate(first, before)
  const knownOf = (doc: Y.Doc) => (client: number) => Y.getState(doc.store, client)

  it('V3 finds the gap before a first update', () => {
    expect(clocksAfter(scanUpdate(next), () => 0)).toBeUndefined()
    const doc = new Y.Doc()
    Y.applyUpdate(doc, start)
    expect(clocksAfter(scanUpdate(next), knownOf(doc))).toEqual(new Map([[first.clientID, 6]]))
  })

  it('V3 finds a gap behind a Skip, and none where the skipped is known', () => {
    const middle = Y.encodeStateAsUpdate(first, before)
    first.getText('text').insert(6, 'ghi')
    const last = Y.encodeStateAsUpdate(first, Y.encodeStateVectorFromUpdate(Y.mergeUpdates([start, middle])))
    const withSkip = Y.mergeUpdates([start, last])
    expect(clocksAfter(scanUpdate(withSkip), () => 0)).toBeUndefined()
    expect(clocksAfter(scanUpdate(withSkip), () => 6)?.get(first.clientID)).toBe(9)
  })

  it('V3 finds a reference to structs of others that are not there, and a deletion of them', () => {
    const other = new Y.Doc()
    Y.applyUpdate(other, start)
    const sv = Y.encodeStateVector(other)
    other.getText('text').insert(1, 'x')
    expect(clocksAfter(scanUpdate(Y.encodeStateAsUpdate(other, sv)), () => 0)).toBeUndefined()
    const deleting = new Y.Doc()
    Y.applyUpdate(deleting, start)
    const deletion: Uint8Array[] = []
    deleting.on('update', (update: Uint8Array) => deletion.push(update))
    deleting.getText('text').delete(0, 2)
    const scan = scanUpdate(deletion[0] ?? new Uint8Array())
    expect(clocksAfter(scan, () => 0)).toBeUndefined()
    expect(clocksAfter(scan, () => 3)).toEqual(new Map())
  })

  it('V1 tells an update that changes nothing, deletions included', () => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, start)
    doc.getText('text').delete(1, 1)
    const all = scanUpdate(Y.encodeStateAsUpdate(doc))
    expect(isContained(all, doc)).toBe(true)
    const without = new Y.Doc()
    Y.applyUpdate(without, start)
    expect(isContained(all, without)).toBe(false)
    expect(isContained(scanUpdate(start), without)).toBe(true)
    expect(isContained(scanUpdate(next), without)).toBe(false)
  })
})
