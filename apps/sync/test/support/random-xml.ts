import * as prng from 'lib0/prng'
import * as Y from 'yjs'
import { type RandomEdit, randomWord, textEdits } from './random-text.ts'

const names = ['paragraph', 'heading', 'bulletList', 'listItem']
const maxDepth = 10

/** An element in `node`, or itself, that may hold more elements. */
function descend(node: Y.XmlFragment, random: prng.PRNG, depth = 0): Y.XmlFragment {
  const inner = node.toArray().filter((child) => child instanceof Y.XmlElement)
  if (inner.length === 0 || depth === maxDepth || prng.int32(random, 0, 2) === 0) return node
  return descend(prng.oneOf(random, inner), random, depth + 1)
}

function insertElement(parent: Y.XmlFragment, random: prng.PRNG): void {
  const element = new Y.XmlElement(prng.oneOf(random, names))
  if (prng.bool(random)) element.insert(0, [new Y.XmlText(randomWord(random))])
  parent.insert(prng.int32(random, 0, parent.length), [element])
}

/** Deleted in one place and made again in another, as editors move things. */
function move(from: Y.XmlFragment, to: Y.XmlFragment, random: prng.PRNG): void {
  if (from.length === 0) return
  const index = prng.int32(random, 0, from.length - 1)
  const child = from.get(index)
  if (!(child instanceof Y.XmlElement) || isWithin(to, child)) return
  const copy = child.clone() as Y.XmlElement
  from.delete(index)
  to.insert(prng.int32(random, 0, to.length), [copy])
}

function isWithin(node: Y.XmlFragment | null, outer: Y.XmlElement): boolean {
  for (let at: unknown = node; at instanceof Y.XmlFragment; at = at.parent) if (at === outer) return true
  return false
}

function editText(root: Y.XmlFragment, random: prng.PRNG): void {
  const texts = [...root.createTreeWalker((node) => node instanceof Y.XmlText)]
  if (texts.length > 0) prng.oneOf(random, textEdits)(prng.oneOf(random, texts) as Y.XmlText, random)
}

/** What happens to a tree of nodes; the first inserts. */
export const xmlEdits: RandomEdit<Y.XmlFragment>[] = [
  (root, random) => insertElement(root, random),
  (root, random) => insertElement(descend(root, random), random),
  editText,
  editText,
  (root, random) => {
    const element = descend(root, random)
    if (!(element instanceof Y.XmlElement)) return
    const name = `attribute${prng.int32(random, 0, 3)}`
    if (prng.bool(random)) element.setAttribute(name, randomWord(random))
    else element.removeAttribute(name)
  },
  (root, random) => move(descend(root, random), descend(root, random), random),
  (root, random) => {
    const parent = descend(root, random)
    if (parent.length > 0) parent.delete(prng.int32(random, 0, parent.length - 1), 1)
  },
]
