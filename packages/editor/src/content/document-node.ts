import { Mark, type Node, type NodeType } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { CONTENT_ROOT, schema } from '../schema/schema.ts'
import { fitContent } from './fit-content.ts'

/** Nodes deeper than this are dropped: every later step walks the tree by recursion. */
const maxDepth = 64

/** The document that these Yjs V1 updates make, valid by the schema whatever they hold. Throws on undecodable bytes. */
export function documentNodeOf(updates: readonly Uint8Array[]): Node {
  const doc = new Y.Doc()
  try {
    doc.transact(() => {
      for (const update of updates) Y.applyUpdate(doc, update)
    })
    return toDocumentNode(doc)
  } finally {
    doc.destroy()
  }
}

/** The document in a live replica, valid by the schema; the replica is not changed. */
export function toDocumentNode(doc: Y.Doc): Node {
  const root = doc.getXmlFragment(CONTENT_ROOT)
  return schema.topNodeType.create(null, fitContent(schema.topNodeType, toNodes(root, 1)))
}

function toNodes(parent: Y.XmlFragment, depth: number): Node[] {
  const nodes: Node[] = []
  for (const child of parent.toArray()) {
    if (child instanceof Y.XmlText) nodes.push(...toTextNodes(child))
    else if (child instanceof Y.XmlElement && depth < maxDepth) nodes.push(...toElementNodes(child, depth))
  }
  return nodes
}

function toElementNodes(element: Y.XmlElement, depth: number): Node[] {
  const type = nodeTypeOf(element.nodeName)
  if (type === undefined || type.isText) return []
  const children = type.isLeaf ? [] : toNodes(element, depth + 1)
  const content = fitContent(type, children)
  return content === undefined ? [] : [type.create(element.getAttributes(), content)]
}

function nodeTypeOf(name: string): NodeType | undefined {
  return Object.hasOwn(schema.nodes, name) ? schema.nodes[name] : undefined
}

function toTextNodes(text: Y.XmlText): Node[] {
  const nodes: Node[] = []
  for (const { insert, attributes } of text.toDelta() as TextPiece[]) {
    if (typeof insert === 'string' && insert !== '') nodes.push(schema.text(insert, toMarks(attributes)))
  }
  return nodes
}

type TextPiece = { insert: unknown; attributes?: Record<string, unknown> }

/** The Yjs binding names a mark that may overlap itself `name--hash`. */
function toMarks(attributes: TextPiece['attributes']): readonly Mark[] {
  let marks = Mark.none
  for (const [key, value] of Object.entries(attributes ?? {})) {
    const name = key.replace(/--[a-zA-Z0-9+/=]{8}$/, '')
    const type = Object.hasOwn(schema.marks, name) ? schema.marks[name] : undefined
    if (type === undefined || value === null) continue
    const mark = type.create(typeof value === 'object' ? (value as Record<string, unknown>) : null)
    if (type.name !== 'link' || mark.attrs.href !== null) marks = mark.addToSet(marks)
  }
  return marks
}
