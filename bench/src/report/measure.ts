/** One line of the results. A measure without a bar is a fact to compare with. */
export type Measure = {
  readonly name: string
  /** Undefined where this system cannot tell. */
  readonly value: number | undefined
  readonly unit: 'ms' | 's' | 'KB' | ''
  /** The most that `value` should be. */
  readonly bar?: number
}

export type Verdict = 'met' | 'missed' | 'not measured' | ''

export function verdictOf({ value, bar }: Measure): Verdict {
  if (bar === undefined) return ''
  if (value === undefined || Number.isNaN(value)) return 'not measured'
  return value <= bar ? 'met' : 'missed'
}
