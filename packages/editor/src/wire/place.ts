import { contentRoot } from '@duplex/protocol'
import type { Place } from '@duplex/protocol/wire'
import { type Doc, findIndexSS, GC, type Item, XmlElement } from 'yjs'

/** Top-level nodes that are counted through: behind that, the place of a change is not worth the time. */
const maxBlocks = 5_000

/** The top-level node that holds what `client` wrote at `clock`; undefined where the document has it no more, or not yet. */
export function placeOf(doc: Doc, client: number, clock: number): Place | undefined {
  const item = itemAt(doc, client, clock)
  const top = item && topOf(item, doc)
  if (top === undefined) return undefined
  const block = countUpTo(top)
  const name = 'type' in top.content && top.content.type instanceof XmlElement ? top.content.type.nodeName : ''
  return block === undefined || name === '' ? undefined : { block, name }
}

function itemAt(doc: Doc, client: number, clock: number): Item | undefined {
  const structs = doc.store.clients.get(client)
  const last = structs?.at(-1)
  if (structs === undefined || last === undefined || clock >= last.id.clock + last.length) return undefined
  const struct = structs[findIndexSS(structs, clock)]
  return struct === undefined || struct instanceof GC ? undefined : (struct as Item)
}

/** The ancestor of `item`, or itself, that hangs at the root. */
function topOf(item: Item, doc: Doc): Item | undefined {
  const root = doc.getXmlFragment(contentRoot)
  for (let at: Item | null = item; at !== null; ) {
    if ((at.parent as unknown) === root) return at
    const { parent }: Item = at
    at = parent !== null && typeof parent === 'object' && '_item' in parent ? parent._item : null
  }
  return undefined
}

/** Its number among those that are not deleted, from 1 on. */
function countUpTo(top: Item): number | undefined {
  let count = top.deleted ? 0 : 1
  for (let at = top.left; at !== null; at = at.left) {
    if (!at.deleted) count++
    if (count > maxBlocks) return undefined
  }
  return Math.max(1, count)
}
