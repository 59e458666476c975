import * as prng from 'lib0/prng'
import * as Y from 'yjs'
import { textEdits } from './random-text.ts'
import { valueEdits } from './random-values.ts'
import { xmlEdits } from './random-xml.ts'

/** What a document is: the type of its root. */
export type Kind = 'text' | 'array' | 'map' | 'xml'

const root = 'default'

/** A document of this kind. Yjs tidies formats only in a type that it was told of before they came. */
export function createDoc(kind: Kind): Y.Doc {
  const doc = new Y.Doc()
  if (kind === 'text') doc.getText(root)
  if (kind === 'array') doc.getArray(root)
  if (kind === 'map') doc.getMap(root)
  if (kind === 'xml') doc.getXmlFragment(root)
  return doc
}

/** A random change of the document. */
export function editAtRandom(doc: Y.Doc, kind: Kind, random: prng.PRNG): void {
  doc.transact(() => {
    if (kind === 'text') prng.oneOf(random, textEdits)(doc.getText(root), random)
    if (kind === 'array') prng.oneOf(random, valueEdits)(doc.getArray(root), random)
    if (kind === 'map') prng.oneOf(random, valueEdits)(doc.getMap(root), random)
    if (kind === 'xml') prng.oneOf(random, xmlEdits)(doc.getXmlFragment(root), random)
  })
}

/** A change that adds something. `by`: the origin of its transaction. */
export function insertAtRandom(doc: Y.Doc, kind: Kind, random: prng.PRNG, by?: unknown): void {
  doc.transact(() => {
    if (kind === 'text') textEdits[0]?.(doc.getText(root), random)
    if (kind === 'array') valueEdits[0]?.(doc.getArray(root), random)
    if (kind === 'map') valueEdits[0]?.(doc.getMap(root), random)
    if (kind === 'xml') xmlEdits[0]?.(doc.getXmlFragment(root), random)
  }, by)
}

/** What a person would see of the document. */
export function contentOf(doc: Y.Doc, kind: Kind): unknown {
  switch (kind) {
    case 'text':
      return doc.getText(root).toDelta()
    case 'array':
      return doc.getArray(root).toArray().map(toPlain)
    case 'map':
      return toPlain(doc.getMap(root))
    case 'xml':
      return doc.getXmlFragment(root).toArray().map(toPlain)
  }
}

function toPlain(value: unknown): unknown {
  if (value instanceof Y.XmlElement) {
    return { name: value.nodeName, attributes: sorted(value.getAttributes()), children: value.toArray().map(toPlain) }
  }
  if (value instanceof Y.Text) return value.toDelta()
  if (value instanceof Y.Array) return value.toArray().map(toPlain)
  if (value instanceof Y.Map) return sorted(Object.fromEntries([...value].map(([key, inner]) => [key, toPlain(inner)])))
  return value
}

/** Keys stand in the order in which they arrived. */
function sorted(record: object): [string, unknown][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
}
