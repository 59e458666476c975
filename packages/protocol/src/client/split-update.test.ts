import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { digestStateVector } from '../state-digest.ts'
import { splitUpdate } from './split-update.ts'

const act = fc.record({
  author: fc.nat(2),
  kind: fc.constantFrom(
    'text',
    'text',
    'text',
    'remove',
    'format',
    'element',
    'inner',
    'map',
    'list',
    'embed',
    'meet',
    'prune',
  ),
  at: fc.double({ min: 0, max: 0.999, noNaN: true }),
  word: fc.string({ unit: 'binary', minLength: 1, maxLength: 40, size: 'max' }),
})
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never

function edit(doc: Y.Doc, { kind, at, word }: Act): void {
  const text = doc.getText('text')
  const body = doc.getXmlFragment('body')
  const place = Math.floor(at * (text.length + 1))
  const child = body.length > 0 ? body.get(Math.floor(at * body.length)) : undefined
  if (kind === 'text') text.insert(place, word)
  if (kind === 'remove' && place < text.length) text.delete(place, Math.min(9, text.length - place))
  if (kind === 'format') text.format(place, Math.min(5, text.length - place), { bold: at > 0.5 })
  if (kind === 'embed') text.insertEmbed(place, { word })
  if (kind === 'element') body.insert(Math.floor(at * (body.length + 1)), [new Y.XmlElement('row')])
  if (kind === 'inner' && child instanceof Y.XmlElement) child.insert(0, [new Y.XmlText(word)])
  if (kind === 'prune' && child) body.delete(Math.floor(at * body.length), 1)
  if (kind === 'map') doc.getMap<string>('map').set(`key${Math.floor(at * 3)}`, word)
  if (kind === 'list') doc.getArray('list').insert(0, [word, at, { word }, null])
}

/** Three people who write apart and meet now and then; answers with everything, and an early state of it. */
function play(acts: readonly Act[], gc: boolean, baseLength: number) {
  const docs = [0, 1, 2].map((i) => Object.assign(new Y.Doc({ gc }), { clientID: 1_000_000 + i }))
  const meet = () => {
    for (const from of docs)
      for (const to of docs) Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)))
  }
  let base: Uint8Array = new Uint8Array([0, 0])
  for (const [i, current] of acts.entries()) {
    const doc = docs[current.author] as Y.Doc
    if (current.kind === 'meet') meet()
    else edit(doc, current)
    if (i === baseLength) base = Y.encodeStateAsUpdate(doc)
  }
  meet()
  return { doc: docs[0] as Y.Doc, base }
}

function docOf(...updates: Uint8Array[]): Y.Doc {
  const doc = new Y.Doc({ gc: false })
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

const digestOf = (doc: Y.Doc) => digestStateVector(Y.decodeStateVector(Y.encodeStateVector(doc)))

function stateOf(doc: Y.Doc): unknown {
  return {
    text: doc.getText('text').toDelta(),
    body: doc.getXmlFragment('body').toString(),
    map: [...doc.getMap('map').entries()].sort(),
    list: doc.getArray('list').toJSON(),
  }
}

describe('an update in parts', () => {
  test('V6 is the same as the whole, each part within the limit and none ahead of what it builds on', () => {
    let split = 0
    const property = fc.property(
      fc.array(act, { minLength: 5, maxLength: 80, size: 'max' }),
      fc.boolean(),
      fc.nat(40),
      fc.integer({ min: 200, max: 900 }),
      (acts, gc, baseLength, maxBytes) => {
        const { doc, base } = play(acts, gc, baseLength)
        const update = Y.encodeStateAsUpdate(doc, Y.encodeStateVectorFromUpdate(base))
        const parts = splitUpdate(update, maxBytes)
        expect(parts).toBeDefined()
        const whole = docOf(base, update)
        const step = docOf(base)
        for (const part of parts ?? []) {
          expect(part.length).toBeLessThanOrEqual(maxBytes)
          Y.applyUpdate(step, part)
          expect(step.store.pendingStructs).toBeNull()
          expect(step.store.pendingDs).toBeNull()
        }
        expect(stateOf(step)).toEqual(stateOf(whole))
        expect(digestOf(step)).toEqual(digestOf(whole))
        expect(Y.equalSnapshots(Y.snapshot(step), Y.snapshot(whole))).toBe(true)
        const merged = docOf(base, Y.mergeUpdates(parts ?? []))
        expect(Y.equalSnapshots(Y.snapshot(merged), Y.snapshot(whole))).toBe(true)
        if ((parts ?? []).length > 1) split++
      },
    )
    fc.assert(property, { numRuns: 100 })
    expect(split).toBeGreaterThan(50)
  })

  test('V6 cuts a long text between characters, also where each is a pair of surrogates', () => {
    const doc = new Y.Doc()
    const text = '😀ä'.repeat(5_000)
    doc.getText('text').insert(0, text)
    const parts = splitUpdate(Y.encodeStateAsUpdate(doc), 1_000)
    expect(parts?.length).toBeGreaterThan(30)
    expect(
      docOf(...(parts ?? []))
        .getText('text')
        .toString(),
    ).toBe(text)
  })

  test('V6 cuts lists of values between them', () => {
    const doc = new Y.Doc()
    const values = Array.from({ length: 2_000 }, (_, i) => ({ i }))
    doc.getArray('list').insert(0, values)
    const parts = splitUpdate(Y.encodeStateAsUpdate(doc), 1_000)
    expect(
      docOf(...(parts ?? []))
        .getArray('list')
        .toJSON(),
    ).toEqual(values)
  })

  test('V6 ends a part between two blocks rather than inside one', () => {
    const doc = new Y.Doc()
    const rowOf = (i: number) => {
      const row = new Y.XmlElement('row')
      row.insert(
        0,
        [1, 2, 3].map((n) => new Y.XmlText(`${i} ${n} ${'x'.repeat(40)}`)),
      )
      return row
    }
    doc.getXmlFragment('body').insert(
      0,
      Array.from({ length: 100 }, (_, i) => rowOf(i)),
    )
    const parts = splitUpdate(Y.encodeStateAsUpdate(doc), 1_000) ?? []
    expect(parts.length).toBeGreaterThan(10)
    const step = new Y.Doc()
    for (const part of parts) {
      Y.applyUpdate(step, part)
      const rows = step.getXmlFragment('body').toArray() as Y.XmlElement[]
      expect(rows.map((row) => row.length)).toEqual(rows.map(() => 3))
    }
  })

  test('V6 splits deletions, and puts them last', () => {
    const doc = new Y.Doc()
    doc.getText('text').insert(0, 'x'.repeat(4_000))
    const base = Y.encodeStateAsUpdate(doc)
    const before = Y.encodeStateVector(doc)
    for (let i = 0; i < 2_000; i++) doc.getText('text').delete(i, 1)
    doc.getText('text').insert(0, 'y'.repeat(1_000))
    const parts = splitUpdate(Y.encodeStateAsUpdate(doc, before), 500) ?? []
    const kinds = parts.map((part) => (Y.decodeUpdate(part).structs.length > 0 ? 'structs' : 'deletions'))
    expect(kinds).toEqual([...kinds].sort().reverse())
    expect(new Set(kinds).size).toBe(2)
    expect(
      docOf(base, ...parts)
        .getText('text')
        .toString(),
    ).toBe(doc.getText('text').toString())
  })

  test('V6 knows what cannot be cut: one embed, one binary', () => {
    const doc = new Y.Doc()
    doc.getText('text').insertEmbed(0, { image: 'x'.repeat(2_000) })
    expect(splitUpdate(Y.encodeStateAsUpdate(doc), 1_000)).toBeUndefined()
    expect(splitUpdate(Y.encodeStateAsUpdate(doc), 2_200)).toHaveLength(1)
    const other = new Y.Doc()
    other.getMap('map').set('binary', new Uint8Array(2_000))
    expect(splitUpdate(Y.encodeStateAsUpdate(other), 1_000)).toBeUndefined()
  })
})
