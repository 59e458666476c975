import * as prng from 'lib0/prng'
import type * as Y from 'yjs'

/** One random change. */
export type RandomEdit<T> = (target: T, random: prng.PRNG) => void

const words = ['word ', 'x', 'é', '漢字', '😀', '👩‍👩‍👧', '\n', 'a longer run of text, ']

export function randomWord(random: prng.PRNG): string {
  return prng.oneOf(random, words)
}

const attributes = [
  { bold: true },
  { bold: null },
  { italic: true },
  { color: '#a00' },
  { color: '#00a' },
  { color: null },
]

/**
 * The place, but never between two halves of a character: Yjs replaces them there, and where nothing else comes of
 * the edit it does so in that replica alone.
 */
function wholePlace(text: Y.Text, place: number): number {
  const units = (text.toDelta() as { insert: unknown }[]).flatMap(({ insert }) =>
    typeof insert === 'string' ? insert.split('') : [insert],
  )
  const before = units[place - 1]
  return typeof before === 'string' && /[\uD800-\uDBFF]/.test(before) ? place - 1 : place
}

function randomPlace(text: Y.Text, random: prng.PRNG): number {
  return wholePlace(text, prng.int32(random, 0, text.length))
}

function randomRange(text: Y.Text, random: prng.PRNG): [index: number, length: number] {
  const from = randomPlace(text, random)
  return [from, wholePlace(text, Math.min(text.length, from + prng.int32(random, 1, 6))) - from]
}

/** What happens to a text; the first inserts. */
export const textEdits: RandomEdit<Y.Text>[] = [
  (text, random) => text.insert(randomPlace(text, random), randomWord(random)),
  (text, random) => text.insert(randomPlace(text, random), randomWord(random), prng.oneOf(random, attributes)),
  (text, random) => {
    const [index, length] = randomRange(text, random)
    if (length > 0) text.delete(index, length)
  },
  (text, random) => {
    const [index, length] = randomRange(text, random)
    if (length > 0) text.format(index, length, prng.oneOf(random, attributes))
  },
  (text, random) => text.insertEmbed(randomPlace(text, random), { image: randomWord(random) }),
]
