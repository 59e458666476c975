/** One line of the results. A measure without a bar is a fact to compare with. */
export type Measure = {
  readonly name: string
  /** Undefined where this system or this server cannot tell. */
  readonly value: number | undefined
  readonly unit: 'ms' | 's' | 'KB' | ''
  /** The most that Duplex's `value` should be. */
  readonly bar?: number
  /** How many times less Duplex's `value` should be than that of the server whose name begins so. */
  readonly timesLess?: Readonly<Record<string, number>>
}

export type Verdict = 'met' | 'missed' | 'not measured' | ''

/** `peerValue`: the same measure of the server whose name begins so. */
export function verdictOf(
  { bar, timesLess, value }: Measure,
  peerValue: (name: string) => number | undefined,
): Verdict {
  const limits = bar === undefined ? [] : [bar]
  for (const [name, factor] of Object.entries(timesLess ?? {})) limits.push((peerValue(name) ?? Number.NaN) / factor)
  if (limits.length === 0) return ''
  if (value === undefined || Number.isNaN(value) || limits.some(Number.isNaN)) return 'not measured'
  return limits.every((limit) => value <= limit) ? 'met' : 'missed'
}

/** Undefined where one of the two is. */
export function difference(before: number | undefined, after: number | undefined): number | undefined {
  return before === undefined || after === undefined ? undefined : after - before
}
