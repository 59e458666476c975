/** One line of the results. A measure without a bar is a fact to compare with. */
export type Measure = {
  readonly name: string
  /** Undefined where this system or this server cannot tell. */
  readonly value: number | undefined
  readonly unit: 'ms' | 's' | 'KB' | 'B' | ''
  /** The most that Duplex's `value` should be. */
  readonly bar?: number
  /** How many times less Duplex's `value` should be than that of the server whose name begins so. */
  readonly timesLess?: Readonly<Record<string, number>>
}

export function hasBar({ bar, timesLess }: Measure): boolean {
  return bar !== undefined || timesLess !== undefined
}

/**
 * Whether the bar is met, and else how many times the most that it allows the value is; empty without a bar.
 * `peerValue`: the same measure of the server whose name begins so.
 */
export function toVerdict(measure: Measure, peerValue: (name: string) => number | undefined): string {
  if (!hasBar(measure)) return ''
  const { bar, timesLess, value } = measure
  const limits = bar === undefined ? [] : [bar]
  for (const [name, factor] of Object.entries(timesLess ?? {})) limits.push((peerValue(name) ?? Number.NaN) / factor)
  const most = Math.min(...limits)
  if (value === undefined || Number.isNaN(value) || Number.isNaN(most)) return 'not measured'
  if (value <= most) return 'met'
  return most === 0 ? 'missed' : `missed by ${(value / most).toFixed(value / most < 1.1 ? 2 : 1)}x`
}

/** Undefined where one of the two is. */
export function difference(before: number | undefined, after: number | undefined): number | undefined {
  return before === undefined || after === undefined ? undefined : after - before
}
