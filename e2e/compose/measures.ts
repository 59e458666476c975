/** The value below which a share of all lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
}

/**
 * How many times as many came in the worst second as if they had come evenly from the first to the last.
 * `comings`: ms, in any order.
 */
export function peakOverEven(comings: readonly number[]): number {
  const sorted = comings.toSorted((a, b) => a - b)
  const [first = 0, last = 0] = [sorted[0], sorted.at(-1)]
  const seconds = Math.max(1, (last - first) / 1_000)
  const worst = Math.max(...sorted.map((at, i) => sorted.slice(i).filter((later) => later < at + 1_000).length))
  return worst / (sorted.length / seconds)
}

/** What follows the one before by no more than `gapMs`, together; in order of `momentOf`, in ms. */
export function groupByGap<T>(all: readonly T[], momentOf: (one: T) => number, gapMs: number): T[][] {
  const groups: T[][] = []
  let before = Number.NEGATIVE_INFINITY
  for (const one of all.toSorted((a, b) => momentOf(a) - momentOf(b))) {
    if (momentOf(one) - before > gapMs) groups.push([])
    groups.at(-1)?.push(one)
    before = momentOf(one)
  }
  return groups
}
