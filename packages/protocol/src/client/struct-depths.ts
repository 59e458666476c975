import { type ID, Item } from 'yjs'
import { isId } from './causal-order.ts'
import type { Struct } from './update-structs.ts'

/**
 * For structs in causal order: in how many elements of the same update each of them lies. What hangs on something
 * that is not in the update counts as 0.
 */
export function depthsOf(structs: readonly Struct[]): number[] {
  const placesByClient = new Map<number, number[]>()
  const depths: number[] = []
  const depthOf = (id: ID) => {
    const place = findPlace(id, placesByClient.get(id.client) ?? [], structs)
    return place === undefined ? undefined : depths[place]
  }
  for (const [place, struct] of structs.entries()) {
    depths.push(measure(struct, depthOf))
    const places = placesByClient.get(struct.id.client)
    if (places === undefined) placesByClient.set(struct.id.client, [place])
    else places.push(place)
  }
  return depths
}

/** A neighbour is as deep as the struct itself, and its parent is one less. */
function measure(struct: Struct, depthOf: (id: ID) => number | undefined): number {
  if (!(struct instanceof Item)) return 0
  const { origin, rightOrigin, parent } = struct
  if (isId(parent)) return (depthOf(parent) ?? -1) + 1
  const neighbour = origin ?? rightOrigin
  return (neighbour && depthOf(neighbour)) ?? 0
}

/** The place of the struct that has the id, among those of its client. */
function findPlace({ clock }: ID, places: readonly number[], structs: readonly Struct[]): number | undefined {
  let [low, high] = [0, places.length - 1]
  while (low <= high) {
    const middle = (low + high) >>> 1
    const place = places[middle] as number
    const struct = structs[place] as Struct
    if (clock < struct.id.clock) high = middle - 1
    else if (clock >= struct.id.clock + struct.length) low = middle + 1
    else return place
  }
  return undefined
}
