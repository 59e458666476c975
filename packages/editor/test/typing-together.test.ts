import type { Node } from '@tiptap/pm/model'
import { EditorState } from '@tiptap/pm/state'
import { initProseMirrorDoc, updateYFragment } from '@tiptap/y-tiptap'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { CONTENT_ROOT, schema } from '../src/index.ts'
import { docOf, paragraph, updateOf } from './documents.ts'

/** A replica with an editor on it, reduced to the two things that the binding does: read, and write what was typed. */
class Writer {
  readonly replica = new Y.Doc()

  constructor(update: Uint8Array) {
    Y.applyUpdate(this.replica, update)
  }

  get #root(): Y.XmlFragment {
    return this.replica.getXmlFragment(CONTENT_ROOT)
  }

  read(): Node {
    return initProseMirrorDoc(this.#root, schema).doc
  }

  edit(change: (tr: EditorState['tr']) => unknown): void {
    const { doc, meta } = initProseMirrorDoc(this.#root, schema)
    const { tr } = EditorState.create({ doc })
    change(tr)
    updateYFragment(this.replica, this.#root, tr.doc, meta)
  }

  hear(other: Writer): void {
    Y.applyUpdate(this.replica, Y.encodeStateAsUpdate(other.replica, Y.encodeStateVector(this.replica)))
  }
}

function writersOf(doc: Node): [Writer, Writer] {
  const update = updateOf(doc)
  return [new Writer(update), new Writer(update)]
}

function meet(one: Writer, other: Writer): void {
  one.hear(other)
  other.hear(one)
}

const lettersOf = (doc: Node) => [...doc.textBetween(0, doc.content.size, '')].sort().join('')

describe('two people who begin to write in one empty paragraph', () => {
  it('keep each letter once when both go on at the same moment', () => {
    const [ana, ben] = writersOf(docOf(paragraph()))
    ana.edit((tr) => tr.insertText('a', 1))
    ben.edit((tr) => tr.insertText('b', 1))
    meet(ana, ben)
    ana.edit((tr) => tr.insertText('c', 3))
    ben.edit((tr) => tr.insertText('d', 1))
    meet(ana, ben)
    expect(lettersOf(ana.read())).toBe('abcd')
    expect(ben.read().eq(ana.read())).toBe(true)
  })

  it('keep each letter once when one formats what both wrote', () => {
    const [ana, ben] = writersOf(docOf(paragraph()))
    ana.edit((tr) => tr.insertText('a', 1))
    ben.edit((tr) => tr.insertText('b', 1))
    meet(ana, ben)
    ana.edit((tr) => tr.addMark(1, 3, schema.mark('bold')))
    ben.edit((tr) => tr.insertText('c', 2))
    meet(ana, ben)
    expect(lettersOf(ana.read())).toBe('abc')
    expect(ben.read().eq(ana.read())).toBe(true)
  })

  it('keep what one wrote while the other deleted all there was', () => {
    const [ana, ben] = writersOf(docOf(paragraph('a')))
    ana.edit((tr) => tr.delete(1, 2))
    ben.edit((tr) => tr.insertText('b', 2))
    meet(ana, ben)
    expect(lettersOf(ana.read())).toBe('b')
  })
})

it('reading a replica does not change it', () => {
  const [ana, ben] = writersOf(docOf(paragraph()))
  ana.edit((tr) => tr.insertText('a', 1))
  ben.edit((tr) => tr.insertText('b', 1))
  meet(ana, ben)
  const before = Y.encodeStateAsUpdate(ana.replica)
  ana.read()
  expect(Y.encodeStateAsUpdate(ana.replica)).toEqual(before)
})

type Keystroke = { isAna: boolean; place: number; kind: 'type' | 'erase' | 'embolden' | 'meet' }

const keystrokes = fc.array(
  fc.record<Keystroke>({
    isAna: fc.boolean(),
    place: fc.nat(1_000),
    kind: fc.constantFrom('type', 'type', 'type', 'erase', 'embolden', 'meet'),
  }),
  { maxLength: 60 },
)

/** The positions at which a letter can be typed. */
function placesIn(doc: Node): number[] {
  return Array.from({ length: doc.content.size + 1 }, (_, at) => at).filter((at) => doc.resolve(at).parent.isTextblock)
}

function press(writer: Writer, { kind, place }: Keystroke, letter: string): string | undefined {
  const doc = writer.read()
  const places = placesIn(doc)
  const at = places[place % places.length] as number
  if (kind === 'type') writer.edit((tr) => tr.insertText(letter, at))
  if (kind === 'embolden') writer.edit((tr) => tr.addMark(1, at, schema.mark('bold')))
  const erased = kind === 'erase' ? doc.resolve(at).nodeBefore?.text?.at(-1) : undefined
  if (erased !== undefined) writer.edit((tr) => tr.delete(at - 1, at))
  return erased
}

it('every letter is there once, whoever wrote where while the two were apart', () => {
  const lines = docOf(paragraph(), paragraph({ type: 'hardBreak' }), paragraph('x', { type: 'hardBreak' }, 'y'))
  const property = fc.property(keystrokes, (pressed) => {
    const [ana, ben] = writersOf(lines)
    const kept = new Set('xy')
    const erased = new Set<string | undefined>()
    for (const [i, keystroke] of pressed.entries()) {
      if (keystroke.kind === 'meet') meet(ana, ben)
      const letter = String.fromCodePoint(0x4e00 + i)
      if (keystroke.kind === 'type') kept.add(letter)
      erased.add(press(keystroke.isAna ? ana : ben, keystroke, letter))
    }
    meet(ana, ben)
    const expected = [...kept].filter((letter) => !erased.has(letter))
    expect(lettersOf(ana.read())).toBe(expected.sort().join(''))
    expect(ben.read().eq(ana.read())).toBe(true)
  })
  fc.assert(property, { numRuns: 300 })
})
