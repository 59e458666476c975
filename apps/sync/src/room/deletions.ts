import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import type { ClockRange } from './struct-scan.ts'

/** By client: from, to, from, to …, rising; ranges that touch are one. */
type Bounds = ReadonlyMap<number, readonly number[]>

/** Goes through all structs of `doc`. */
export function deletionsOf(doc: Y.Doc): Deletions {
  const { clients } = Y.createDeleteSetFromStructStore(doc.store)
  const bounds = [...clients].map(
    ([client, items]) => [client, items.flatMap(({ clock, len }) => [clock, clock + len])] as const,
  )
  return new Deletions(new Map(bounds))
}

/** In any order, also some that overlap. */
export function collectDeletions(ranges: Iterable<ClockRange>): Deletions {
  const byClient = new Map<number, ClockRange[]>()
  for (const range of ranges) {
    const others = byClient.get(range.client)
    if (others) others.push(range)
    else byClient.set(range.client, [range])
  }
  const bounds = [...byClient].map(([client, all]) => [client, toBounds(all)] as const)
  return new Deletions(new Map(bounds))
}

function toBounds(ranges: ClockRange[]): number[] {
  const bounds: number[] = []
  for (const { from, to } of ranges.sort((a, b) => a.from - b.from)) {
    const last = bounds.length - 1
    if (from <= (bounds[last] ?? Number.NEGATIVE_INFINITY)) bounds[last] = Math.max(bounds[last] ?? 0, to)
    else bounds.push(from, to)
  }
  return bounds
}

/** What of a document is deleted, in numbers that stay small however much it was: two for each range. */
export class Deletions {
  private update: Uint8Array | undefined

  constructor(private readonly ranges: Bounds) {}

  covers({ client, from, to }: ClockRange): boolean {
    if (from >= to) return true
    const bounds = this.ranges.get(client) ?? []
    const place = lastAtMost(bounds, from)
    return (bounds[place] ?? Number.POSITIVE_INFINITY) <= from && to <= (bounds[place + 1] ?? 0)
  }

  /** An update that deletes all of it and does nothing else. */
  encode(): Uint8Array {
    this.update ??= encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, 0)
      encoding.writeVarUint(encoder, this.ranges.size)
      for (const [client, bounds] of this.ranges) {
        encoding.writeVarUint(encoder, client)
        encoding.writeVarUint(encoder, bounds.length / 2)
        for (let i = 0; i < bounds.length; i += 2) {
          const [from, to] = [bounds[i] ?? 0, bounds[i + 1] ?? 0]
          encoding.writeVarUint(encoder, from)
          encoding.writeVarUint(encoder, to - from)
        }
      }
    })
    return this.update
  }
}

/** The place of the last range that begins at `clock` or before it; below 0 where none does. */
function lastAtMost(bounds: readonly number[], clock: number): number {
  let [low, high] = [0, bounds.length / 2]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((bounds[2 * middle] ?? 0) <= clock) low = middle + 1
    else high = middle
  }
  return 2 * (low - 1)
}
