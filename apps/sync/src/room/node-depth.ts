import * as Y from 'yjs'

/** What the depth of an item follows from: itself, or another item of the same update that it stands beside or in. */
type Link = number | { readonly item: Y.Item; readonly steps: 0 | 1 }

/**
 * How deep the deepest node (shared type) that the update brings would be; what is directly in a root has depth 1.
 * `doc` has everything that the update builds on.
 */
export function deepestNode(update: Uint8Array, doc: Y.Doc): number {
  const depths = new UpdateDepths(update, doc)
  const nodes = depths.items.filter((item) => item.content instanceof Y.ContentType)
  return nodes.reduce((deepest, node) => Math.max(deepest, depths.of(node)), 0)
}

class UpdateDepths {
  readonly items: readonly Y.Item[]
  /** Each client's, by rising clock. */
  private readonly structs = new Map<number, ReturnType<typeof Y.decodeUpdate>['structs']>()
  private readonly depths = new Map<Y.Item, number>()

  constructor(
    update: Uint8Array,
    private readonly doc: Y.Doc,
  ) {
    const { structs } = Y.decodeUpdate(update)
    for (const struct of structs) {
      const before = this.structs.get(struct.id.client)
      if (before) before.push(struct)
      else this.structs.set(struct.id.client, [struct])
    }
    this.items = structs.filter((struct) => struct instanceof Y.Item)
  }

  /** Without recursion: a text is a chain of as many items as somebody likes. */
  of(start: Y.Item): number {
    const path: { item: Y.Item; steps: number }[] = []
    let depth = 0
    for (let item = start; ; ) {
      const link = this.depths.get(item) ?? this.linkOf(item)
      if (typeof link === 'number') {
        this.depths.set(item, link)
        depth = link
        break
      }
      // Two items that wait for each other end here; Yjs will place neither.
      this.depths.set(item, 0)
      path.push({ item, steps: link.steps })
      item = link.item
    }
    for (const { item, steps } of path.toReversed()) {
      depth += steps
      this.depths.set(item, depth)
    }
    return depth
  }

  /** Yjs takes the parent from what stands to the left, else from the right, else from the item itself. */
  private linkOf({ origin, rightOrigin, parent }: Y.Item): Link {
    const neighbour = origin ?? rightOrigin
    if (neighbour) return this.follow(neighbour, 0)
    return parent instanceof Y.ID ? this.follow(parent, 1) : 1
  }

  private follow({ client, clock }: Y.ID, steps: 0 | 1): Link {
    const known = this.doc.store.clients.get(client)
    if (known && clock < Y.getState(this.doc.store, client)) {
      return depthInDocument(known[Y.findIndexSS(known, clock)]) + steps
    }
    const own = this.structs.get(client)
    const item = own && clock >= (own[0]?.id.clock ?? Infinity) ? own[findIndex(own, clock)] : undefined
    return item instanceof Y.Item ? { item, steps } : 0
  }
}

/** The last of `structs`, by rising clock, that starts at `clock` or before. */
function findIndex(structs: readonly { readonly id: Y.ID }[], clock: number): number {
  let [low, high] = [0, structs.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((structs[middle]?.id.clock ?? 0) <= clock) low = middle
    else high = middle - 1
  }
  return low
}

/** What was collected as garbage has no depth; Yjs collects what is put beside it as well. */
function depthInDocument(struct: Y.Item | Y.GC | undefined): number {
  let depth = 0
  for (let item = struct; item instanceof Y.Item; depth++) {
    item = (item.parent as Y.AbstractType<unknown> | null)?._item ?? undefined
  }
  return depth
}
