import { hasBar, type Measure, toVerdict } from './measure.ts'
import type { Result } from './result.ts'

/** One measure of all servers of a result: medians, and what they say. */
export type Comparison = {
  readonly measure: Measure
  /** Duplex's own. */
  readonly own: number | undefined
  /** Of the server of that name, each run. */
  valuesOf(name: string): readonly number[]
  /** What it should be: of the first column, and where that has none, of others. */
  readonly judgements: readonly Judgement[]
}

/** `column`: whose figure it is about; empty for the first. */
export type Judgement = { readonly column: string; readonly bar: string; readonly verdict: string }

/** In the order in which Duplex tells its measures. */
export function compareServers({ runs }: Result): Comparison[] {
  const [ownName = '', ...others] = Object.keys(runs)
  const first = runs[ownName]?.[0] ?? []
  return first.map((measure) => {
    const sameOf = (run: readonly Measure[]) => run.find(({ name }) => name === measure.name)
    const valuesOf = (name: string) => (runs[name] ?? []).flatMap((run) => sameOf(run)?.value ?? [])
    const medianOf = (name: string) => median(valuesOf(name))
    const find = (prefix: string) => medianOf([...others, ownName].find((name) => name.startsWith(prefix)) ?? '')
    // The other servers are measured by the same code, but a bar is Duplex's. Only ways of its own have bars further on.
    const columns = hasBar(measure) ? [ownName] : others
    const judgements = columns.flatMap((name): Judgement[] => {
      const barred = sameOf(runs[name]?.[0] ?? [])
      if (!barred || !hasBar(barred)) return []
      const verdict = toVerdict({ ...barred, value: medianOf(name) }, find)
      return [{ column: name === ownName ? '' : name, bar: toBar(barred), verdict }]
    })
    return { measure, own: medianOf(ownName), valuesOf, judgements }
  })
}

/** What was judged, in one cell of a table. */
export function toCell(judgements: readonly Judgement[], what: 'bar' | 'verdict'): string {
  return judgements.map(({ column, [what]: text }) => (column === '' ? text : `${column}: ${text}`)).join('; ')
}

/** The most that it may be, in words; empty without a bar. */
function toBar({ bar, timesLess, unit }: Measure): string {
  const most = bar === undefined ? [] : [`<= ${format(bar)} ${unit}`.trim()]
  const ratios = Object.entries(timesLess ?? {}).map(([name, factor]) =>
    factor < 1 ? `${name} x ${format(1 / factor)}` : `${name} / ${factor}`,
  )
  return [...most, ...ratios].join(', ')
}

/** The median, and the least and the most where they differ; empty without values. */
export function toFigure(values: readonly number[], unit: string): string {
  const value = median(values)
  if (value === undefined) return ''
  const [least, most] = [Math.min(...values), Math.max(...values)].map(format)
  return `${format(value)} ${unit}`.trim() + (least === most ? '' : ` (${least} to ${most})`)
}

/** How many times `own` it is; empty where that cannot be said. */
export function toRatio(values: readonly number[], own: number | undefined): string {
  const value = median(values)
  if (value === undefined || own === undefined || own <= 0) return ''
  return `${(value / own).toFixed(value < own ? 2 : 1)}x`
}

/** Of an even number of values, the mean of the middle two. */
function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]]
  return low === undefined || high === undefined ? undefined : (low + high) / 2
}

/** Counts are whole; for the rest a tenth of a unit is finer than runs differ, and below 1 a hundredth. */
function format(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en')
  return value.toFixed(Math.abs(value) < 1 ? 2 : 1)
}
