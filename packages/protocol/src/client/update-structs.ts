import * as encoding from 'lib0/encoding'
import { ContentAny, ContentJSON, ContentString, createID, type decodeUpdate, Item, UpdateEncoderV1 } from 'yjs'

export type Struct = ReturnType<typeof decodeUpdate>['structs'][number]

/** Bytes of a piece in front of its content, at most: flags, two ids and a length, each number of up to 8 bytes. */
const maxPieceHeaderBytes = 1 + 5 * 8

/** Bytes of the struct in an update. */
export function bytesOf(struct: Pick<Struct, 'write'>): number {
  const encoder = new UpdateEncoderV1()
  struct.write(encoder, 0)
  return encoding.length(encoder.restEncoder)
}

/**
 * The struct as several of at most `maxBytes` each, where its content can be cut; a piece that cannot may be larger.
 * Takes the struct apart. Each piece continues the one before, as where Yjs itself cuts.
 */
export function cutStruct(struct: Struct, maxBytes: number): Struct[] {
  const bytes = bytesOf(struct)
  if (bytes <= maxBytes || !(struct instanceof Item)) return [struct]
  const headerBytes = bytes - bytesOf(struct.content) + maxPieceHeaderBytes
  const pieces: Struct[] = []
  // From the end: cutting shortens what is left of the cut.
  for (const at of placesOf(struct, maxBytes - headerBytes).reverse()) pieces.unshift(cutAt(struct, at))
  return [struct, ...pieces]
}

/** Cuts behind the first `at` clocks; answers with the rest. */
function cutAt(item: Item, at: number): Item {
  const { client, clock } = item.id
  const origin = createID(client, clock + at - 1)
  const content = item.content.splice(at)
  item.length = at
  return new Item(
    createID(client, clock + at),
    null,
    origin,
    null,
    item.rightOrigin,
    item.parent,
    item.parentSub,
    content,
  )
}

/** Where to cut, in clocks from the start: behind what takes at most `maxBytes`, and never behind nothing. */
function placesOf({ content }: Item, maxBytes: number): number[] {
  const places: number[] = []
  let bytes = 0
  let at = 0
  for (const unit of unitsOf(content)) {
    if (bytes > 0 && bytes + unit.bytes > maxBytes) {
      places.push(at)
      bytes = 0
    }
    bytes += unit.bytes
    at += unit.length
  }
  return places
}

/** What a content consists of and may be cut between; lengths are in clocks. */
function* unitsOf(content: Item['content']): Generator<{ bytes: number; length: number }> {
  if (content instanceof ContentString) {
    // A pair of surrogates is one: Yjs would replace halves by U+FFFD.
    for (const character of content.str) yield { bytes: utf8Bytes(character), length: character.length }
  } else if (content instanceof ContentAny) {
    for (const value of content.arr) yield { bytes: bytesOf(new ContentAny([value])), length: 1 }
  } else if (content instanceof ContentJSON) {
    for (const value of content.arr) yield { bytes: bytesOf(new ContentJSON([value])), length: 1 }
  }
}

function utf8Bytes(character: string): number {
  const codePoint = character.codePointAt(0) ?? 0
  return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4
}
