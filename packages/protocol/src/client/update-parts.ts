import * as encoding from 'lib0/encoding'
import { type decodeUpdate, Skip, UpdateEncoderV1 } from 'yjs'
import type { Struct } from './update-structs.ts'

export type DeletedRange = { readonly client: number; readonly clock: number; readonly length: number }

/** Bytes of an update's own counts, at most. */
export const frameBytes = 2 * 8
/** Bytes in front of the structs or deletions of one client, at most: count, client and clock. */
export const blockBytes = 3 * 8

export function rangesOf({ clients }: ReturnType<typeof decodeUpdate>['ds']): DeletedRange[] {
  return [...clients].flatMap(([client, ranges]) => ranges.map(({ clock, len }) => ({ client, clock, length: len })))
}

/**
 * An update of structs alone; undefined where there is nothing but gaps. Those of a client follow each other. Higher
 * clients come first, as Yjs writes them: its `mergeUpdates` relies on that.
 */
export function encodeStructs(structs: readonly Struct[]): Uint8Array | undefined {
  const blocks = [...groupByClient(structs, ({ id }) => id.client)]
    .map(([client, block]) => ({ client, block: withoutOuterGaps(block) }))
    .filter(({ block }) => block.length > 0)
    .sort((a, b) => b.client - a.client)
  if (blocks.length === 0) return undefined
  const encoder = new UpdateEncoderV1()
  encoding.writeVarUint(encoder.restEncoder, blocks.length)
  for (const { client, block } of blocks) {
    encoding.writeVarUint(encoder.restEncoder, block.length)
    encoder.writeClient(client)
    encoding.writeVarUint(encoder.restEncoder, block[0]?.id.clock ?? 0)
    for (const struct of block) struct.write(encoder, 0)
  }
  encoding.writeVarUint(encoder.restEncoder, 0)
  return encoder.toUint8Array()
}

/** A gap has to be said between two structs of a block, and nowhere else. */
function withoutOuterGaps(block: readonly Struct[]): Struct[] {
  const first = block.findIndex((struct) => !(struct instanceof Skip))
  const last = block.findLastIndex((struct) => !(struct instanceof Skip))
  return first === -1 ? [] : block.slice(first, last + 1)
}

/** An update of deletions alone. */
export function encodeDeletions(ranges: readonly DeletedRange[]): Uint8Array {
  const blocks = groupByClient(ranges, ({ client }) => client)
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 0)
    encoding.writeVarUint(encoder, blocks.size)
    for (const [client, block] of blocks) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, block.length)
      for (const { clock, length } of block) {
        encoding.writeVarUint(encoder, clock)
        encoding.writeVarUint(encoder, length)
      }
    }
  })
}

function groupByClient<T>(all: readonly T[], clientOf: (one: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>()
  for (const one of all) {
    const group = groups.get(clientOf(one))
    if (group === undefined) groups.set(clientOf(one), [one])
    else group.push(one)
  }
  return groups
}
