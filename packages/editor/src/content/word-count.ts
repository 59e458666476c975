const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' })

/** Words of a text in any script: Chinese and Japanese are segmented, punctuation and spaces are not words. */
export function wordCount(text: string): number {
  let words = 0
  for (const { isWordLike } of segmenter.segment(text)) if (isWordLike) words++
  return words
}
