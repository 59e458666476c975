import type { Deed } from '@duplex/protocol/wire'
import { ContentAny, ContentFormat, ContentString, ContentType, type Doc, decodeUpdate, Item, XmlElement } from 'yjs'
import { placeOf } from './place.ts'

/** Structs and deletions that are told one by one; of more, only how many there are. */
const maxTold = 200
/** UTF-16 units of an inserted text that are shown. */
const maxTextLength = 2_000

/**
 * What an update did to `doc`, which has it already: text, nodes, marks and attributes that came, and what was deleted,
 * each with the Yjs client id that it is under. Empty where nothing is new in it, or it cannot be read.
 */
export function readDeeds(update: Uint8Array, doc: Doc): readonly Deed[] {
  const decoded = decodeOrUndefined(update)
  if (decoded === undefined) return []
  const { structs, ds } = decoded
  const deletions = [...ds.clients].flatMap(([client, ranges]) =>
    ranges.map(({ clock, len }) => ({ client, clock, len })),
  )
  if (structs.length + deletions.length > maxTold) {
    const clients = new Set([...structs.map(({ id }) => id.client), ...ds.clients.keys()]).size
    return [{ kind: 'many', clients, structs: structs.length, deletions: deletions.length }]
  }
  const inserted = structs.flatMap((struct) => (struct instanceof Item ? deedOf(struct, doc) : []))
  const deleted = deletions.map(
    ({ client, clock, len }): Deed => ({
      kind: 'delete',
      client,
      clock,
      length: len,
      place: placeOf(doc, client, clock),
    }),
  )
  return joinAll([...inserted, ...deleted])
}

function decodeOrUndefined(update: Uint8Array) {
  try {
    return decodeUpdate(update)
  } catch {
    // The connection says what becomes of it.
    return undefined
  }
}

function deedOf({ id: { client, clock }, content, length, parentSub }: Item, doc: Doc): Deed | [] {
  const written = { client, clock, place: placeOf(doc, client, clock) }
  if (content instanceof ContentString) {
    return { kind: 'insert', ...written, length, text: content.str.slice(0, maxTextLength) }
  }
  if (content instanceof ContentFormat) {
    return { kind: 'format', ...written, name: content.key, isOn: content.value !== null }
  }
  // A text without a name of its own comes with each node that holds text.
  if (content instanceof ContentType) {
    return content.type instanceof XmlElement ? { kind: 'node', ...written, name: content.type.nodeName } : []
  }
  if (content instanceof ContentAny && parentSub !== null) return { kind: 'attribute', ...written, name: parentSub }
  return []
}

/** Keys that were typed one after the other are one deed, and so are the two ends of a mark. */
function joinAll(deeds: readonly Deed[]): readonly Deed[] {
  const joined: Deed[] = []
  for (const deed of deeds) {
    const last = joined.at(-1)
    const both = last && join(last, deed)
    if (both) joined[joined.length - 1] = both
    else joined.push(deed)
  }
  return joined
}

function join(one: Deed, next: Deed): Deed | undefined {
  if (one.kind === 'many' || next.kind === 'many' || one.client !== next.client) return undefined
  const isSamePlace = one.place?.block === next.place?.block
  if (one.kind === 'insert' && next.kind === 'insert' && isSamePlace && one.clock + one.length === next.clock) {
    return { ...one, length: one.length + next.length, text: one.text + next.text }
  }
  if (one.kind === 'format' && next.kind === 'format' && one.name === next.name && isSamePlace) {
    return { ...one, isOn: one.isOn || next.isOn }
  }
  return undefined
}
