import * as prng from 'lib0/prng'
import * as Y from 'yjs'
import { type RandomEdit, randomWord, textEdits } from './random-text.ts'

type Shared = Y.Array<unknown> | Y.Map<unknown> | Y.Text

const maxDepth = 8

function randomValue(random: prng.PRNG): unknown {
  switch (prng.int32(random, 0, 7)) {
    case 0:
      return new Y.Array()
    case 1:
      return new Y.Map()
    case 2:
      return new Y.Text(randomWord(random))
    case 3:
      return prng.int53(random, -(2 ** 40), 2 ** 40)
    case 4:
      return prng.real53(random)
    case 5:
      return { text: randomWord(random), list: [null, prng.bool(random)] }
    case 6:
      return new Uint8Array(prng.uint8Array(random, 5))
    default:
      return randomWord(random)
  }
}

/** One of the shared types in `shared`, or itself. */
function descend(shared: Shared, random: prng.PRNG, depth = 0): Shared {
  if (shared instanceof Y.Text || depth === maxDepth || prng.bool(random)) return shared
  const inner = [...(shared instanceof Y.Map ? shared.values() : shared)].filter(isShared)
  return inner.length === 0 ? shared : descend(prng.oneOf(random, inner), random, depth + 1)
}

function isShared(value: unknown): value is Shared {
  return value instanceof Y.Array || value instanceof Y.Map || value instanceof Y.Text
}

function insert(target: Shared, random: prng.PRNG): void {
  if (target instanceof Y.Text) textEdits[0]?.(target, random)
  else if (target instanceof Y.Map) target.set(`key${prng.int32(random, 0, 5)}`, randomValue(random))
  else target.insert(prng.int32(random, 0, target.length), [randomValue(random)])
}

function remove(target: Shared, random: prng.PRNG): void {
  if (target instanceof Y.Text) prng.oneOf(random, textEdits)(target, random)
  else if (target instanceof Y.Map) target.delete(`key${prng.int32(random, 0, 5)}`)
  else if (target.length > 0) {
    const index = prng.int32(random, 0, target.length - 1)
    target.delete(index, Math.min(target.length - index, prng.int32(random, 1, 3)))
  }
}

/** What happens to an array or a map and to what lies in it; the first inserts. */
export const valueEdits: RandomEdit<Y.Array<unknown> | Y.Map<unknown>>[] = [
  (root, random) => insert(root, random),
  (root, random) => insert(descend(root, random), random),
  (root, random) => insert(descend(root, random), random),
  (root, random) => remove(descend(root, random), random),
]
