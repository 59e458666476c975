import { type Measure, toVerdict } from './measure.ts'
import type { Result } from './result.ts'

/** One measure of all servers of a result: medians, and what they say. */
export type Comparison = {
  readonly measure: Measure
  /** Duplex's own. */
  readonly own: number | undefined
  /** Of the server of that name, each run. */
  valuesOf(name: string): readonly number[]
  readonly verdict: string
}

/** In the order in which Duplex tells its measures. */
export function compareServers({ runs }: Result): Comparison[] {
  const [ownName = '', ...peers] = Object.keys(runs)
  const first = runs[ownName]?.[0] ?? []
  return first.map((measure) => {
    const valuesOf = (name: string) =>
      (runs[name] ?? []).flatMap((run) => run.find(({ name: other }) => other === measure.name)?.value ?? [])
    const peerValue = (prefix: string) => median(valuesOf(peers.find((name) => name.startsWith(prefix)) ?? ''))
    const own = median(valuesOf(ownName))
    return { measure, own, valuesOf, verdict: toVerdict({ ...measure, value: own }, peerValue) }
  })
}

/** The most that it may be, in words; empty without a bar. */
export function toBar({ bar, timesLess, unit }: Measure): string {
  const most = bar === undefined ? [] : [`<= ${format(bar)} ${unit}`.trim()]
  return [...most, ...Object.entries(timesLess ?? {}).map(([name, factor]) => `${name} / ${factor}`)].join(', ')
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
