import { Node } from '@tiptap/pm/model'
import { prosemirrorToYXmlFragment } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { CONTENT_ROOT, schema } from '../src/index.ts'

type Json = Record<string, unknown>

/** A document of the given blocks, checked against the schema. */
export function docOf(...blocks: Json[]): Node {
  const doc = Node.fromJSON(schema, { type: 'doc', content: blocks })
  doc.check()
  return doc
}

export const text = (value: string, ...marks: (string | Json)[]): Json => ({
  type: 'text',
  text: value,
  ...(marks.length > 0 && { marks: marks.map((mark) => (typeof mark === 'string' ? { type: mark } : mark)) }),
})
export const block = (type: string, attrs: Json, ...content: Json[]): Json => ({ type, attrs, content })
export const paragraph = (...content: (string | Json)[]): Json =>
  block('paragraph', {}, ...content.map((part) => (typeof part === 'string' ? text(part) : part)))
export const link = (href: string): Json => ({ type: 'link', attrs: { href } })

/** The update (V1) of a replica that holds `doc`. */
export function updateOf(doc: Node): Uint8Array {
  return updateOfReplica((root) => prosemirrorToYXmlFragment(doc, root))
}

/** The update (V1) of a replica whose content root was written by hand, as a raw client can. */
export function updateOfReplica(write: (root: Y.XmlFragment) => void): Uint8Array {
  const replica = new Y.Doc()
  replica.transact(() => write(replica.getXmlFragment(CONTENT_ROOT)))
  return Y.encodeStateAsUpdate(replica)
}

/** An element with attributes of any type, which Yjs allows and its types do not. */
export function element(
  name: string,
  attributes: Json = {},
  children: (Y.XmlElement | Y.XmlText)[] = [],
): Y.XmlElement {
  const made = new Y.XmlElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value as string)
  made.insert(0, children)
  return made
}
