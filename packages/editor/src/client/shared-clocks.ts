import { ContentString, ContentType, type Doc, type GC, getState, Item } from 'yjs'

type Struct = Item | GC

/**
 * Client id -> the clock up to which two replicas of a document hold the same under it. 0 where they do not: then two
 * people wrote under one id, and the structs of one of them are not in the other replica at all.
 */
export function sharedClocks(ours: Doc, theirs: Doc): Map<number, number> {
  const shared = new Map<number, number>()
  for (const [client, structs] of ours.store.clients) {
    const end = Math.min(getState(ours.store, client), getState(theirs.store, client))
    const others = theirs.store.clients.get(client)
    shared.set(client, others !== undefined && isSame(structs, others, end) ? end : 0)
  }
  return shared
}

/**
 * Of what is deleted nothing is left to compare. Where nothing can be compared and something of ours is left, it is
 * taken for something else: writing it again is better than losing it.
 */
function isSame(ours: readonly Struct[], theirs: readonly Struct[], end: number): boolean {
  let [i, j, clock] = [0, 0, 0]
  let [areSame, areGone] = [0, 0]
  while (clock < end) {
    const [our, their] = [ours[i], theirs[j]]
    if (our === undefined || their === undefined) return false
    const next = Math.min(endOf(our), endOf(their), end)
    if (!our.deleted && their.deleted) areGone++
    if (!our.deleted && !their.deleted) {
      if (contentOf(our, clock, next) !== contentOf(their, clock, next)) return false
      areSame++
    }
    clock = next
    if (endOf(our) === clock) i++
    if (endOf(their) === clock) j++
  }
  return areSame > 0 || areGone === 0
}

function endOf({ id, length }: Struct): number {
  return id.clock + length
}

/** Something that is equal where the content is. What is inside a node has clocks of its own. */
function contentOf(struct: Struct, from: number, to: number): string {
  if (!(struct instanceof Item)) return ''
  const { content, id } = struct
  const [start, stop] = [from - id.clock, to - id.clock]
  if (content instanceof ContentString) return content.str.slice(start, stop)
  if (content instanceof ContentType) return 'nodeName' in content.type ? String(content.type.nodeName) : ''
  return JSON.stringify(content.getContent().slice(start, stop))
}
