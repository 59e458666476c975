import { decodeUpdate } from 'yjs'
import { toCausalOrder } from './causal-order.ts'
import { depthsOf } from './struct-depths.ts'
import { blockBytes, type DeletedRange, encodeDeletions, encodeStructs, frameBytes, rangesOf } from './update-parts.ts'
import { bytesOf, cutStruct, type Struct } from './update-structs.ts'

/** Bytes of a deletion, at most: clock and length. */
const rangeBytes = 2 * 8

/**
 * A Yjs update (V1) as several of at most `maxBytes` each. Applied in order they make what the whole makes, and none
 * builds on anything that comes later. Deletions are the last. Undefined where something that cannot be cut is larger
 * than that.
 */
export function splitUpdate(update: Uint8Array, maxBytes: number): Uint8Array[] | undefined {
  if (update.length <= maxBytes) return [update]
  const { structs, ds } = decodeUpdate(update)
  const pieceBytes = (maxBytes - frameBytes - blockBytes) / 2
  const pieces = toCausalOrder(structs)?.flatMap((struct) => cutStruct(struct, pieceBytes))
  if (pieces === undefined) return undefined
  const parts = [
    ...groupStructs(pieces, maxBytes).map(encodeStructs),
    ...groupRanges(rangesOf(ds), maxBytes).map(encodeDeletions),
  ].filter((part) => part !== undefined)
  return parts.every((part) => part.length <= maxBytes) ? parts : undefined
}

/**
 * Others see the parts one by one, and a table had better be seen whole: so a part ends in front of the struct that
 * lies least deep in the document, of those in the second half of what it has space for.
 */
function groupStructs(structs: readonly Struct[], maxBytes: number): Struct[][] {
  const sizes = structs.map(bytesOf)
  const depths = depthsOf(structs)
  const groups: Struct[][] = []
  for (let start = 0; start < structs.length; ) {
    const clients = new Set<number>()
    let bytes = frameBytes
    let half = start + 1
    let end = start
    for (; end < structs.length; end++) {
      const client = structs[end]?.id.client ?? 0
      bytes += (sizes[end] ?? 0) + (clients.has(client) ? 0 : blockBytes)
      if (bytes > maxBytes && end > start) break
      if (bytes < maxBytes / 2) half = end + 1
      clients.add(client)
    }
    const stop = end === structs.length ? end : leastDeep(depths, half, end)
    groups.push(structs.slice(start, stop))
    start = stop
  }
  return groups
}

/** The last place of the least depth between two, both included. */
function leastDeep(depths: readonly number[], from: number, to: number): number {
  let best = to
  for (let place = to; place >= from; place--) if ((depths[place] ?? 0) < (depths[best] ?? 0)) best = place
  return best
}

function groupRanges(ranges: readonly DeletedRange[], maxBytes: number): DeletedRange[][] {
  const groups: DeletedRange[][] = []
  let bytes = Number.POSITIVE_INFINITY
  let client: number | undefined
  for (const range of ranges) {
    bytes += rangeBytes + (range.client === client ? 0 : blockBytes)
    if (bytes > maxBytes) {
      groups.push([])
      bytes = frameBytes + blockBytes + rangeBytes
    }
    groups.at(-1)?.push(range)
    client = range.client
  }
  return groups
}
