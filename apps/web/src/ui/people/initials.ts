/** At most two letters for a name: first and last word, or the first character of a name written in Chinese. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean)
  const first = firstCharacter(words[0] ?? '')
  if (/\p{Script=Han}/u.test(first) || words.length < 2) return first.toUpperCase()
  return (first + firstCharacter(words.at(-1) ?? '')).toUpperCase()
}

/** A grapheme, so that an emoji or a letter with marks stays whole. */
function firstCharacter(word: string): string {
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word)
  return first?.segment ?? ''
}
