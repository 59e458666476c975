import type { Environment } from './environment.ts'
import { type Measure, verdictOf } from './measure.ts'

/** `runs`: the measures of each run of each server, by the server's name; Duplex comes first. */
export type Result = {
  readonly title: string
  readonly load: string
  readonly runs: ReadonlyMap<string, readonly (readonly Measure[])[]>
}

/** A scenario as it was last measured, and what the figures hold for. */
export type KeptResult = Result & { readonly environment: Environment; readonly seed: number }

/** The whole of RESULTS.md. */
export function toResults(results: readonly KeptResult[]): string {
  return [
    '# Results',
    '',
    'Written by `npm run bench`, each scenario when it was last measured. [How to read it](README.md).',
    '',
    ...results.flatMap(toSection),
  ].join('\n')
}

/** The lines of a table that says what the figures hold for. */
export function toAbout(environment: Environment, seed: number): string[] {
  return ['| about | |', '|---|---|', ...Object.entries(toFacts(environment, seed)).map(toRow)]
}

function toFacts({ date, commit, versions, machine }: Environment, seed: number) {
  const all = Object.entries(versions).map((version) => version.join(' '))
  return { date, commit, versions: all.join(', '), machine, seed: `seed ${seed}` }
}

function toSection({ title, load, runs, environment, seed }: KeptResult): string[] {
  const names = [...runs.keys()]
  const [own = []] = [...runs.values()].map((each) => each[0] ?? [])
  return [
    `## ${title}`,
    '',
    `${Object.values(toFacts(environment, seed)).join(' · ')} · load before it ${load}`,
    '',
    toRow(['measure', 'bar', ...names, 'verdict']),
    toRow(['---', '---', ...names.map(() => '---'), '---']),
    ...own.map((measure) => toRow(toCells(measure, names, (name) => valuesOf(measure.name, runs.get(name) ?? [])))),
    '',
  ]
}

function valuesOf(measure: string, runs: readonly (readonly Measure[])[]): number[] {
  return runs.flatMap((run) => run.find(({ name }) => name === measure)?.value ?? [])
}

function toCells(measure: Measure, names: string[], valuesFor: (name: string) => number[]): string[] {
  const [ownName = '', ...peers] = names
  const own = median(valuesFor(ownName))
  const peerValue = (prefix: string) => median(valuesFor(peers.find((name) => name.startsWith(prefix)) ?? ''))
  return [
    measure.name,
    toBar(measure),
    toCell(valuesFor(ownName), measure.unit),
    ...peers.map((name) => toCell(valuesFor(name), measure.unit, own)),
    verdictOf({ ...measure, value: own }, peerValue),
  ]
}

function toBar({ bar, timesLess, unit }: Measure): string {
  const most = bar === undefined ? [] : [`<= ${bar.toLocaleString('en')} ${unit}`]
  return [...most, ...Object.entries(timesLess ?? {}).map(([name, factor]) => `${name} / ${factor}`)].join(', ')
}

/** The median, the least and the most where they differ, and how many times Duplex's figure it is. */
function toCell(values: number[], unit: string, own?: number): string {
  const value = median(values)
  if (value === undefined) return ''
  const [least, most] = [Math.min(...values), Math.max(...values)].map(format)
  const spread = least === most ? '' : ` (${least} to ${most})`
  const ratio = own === undefined || own === 0 ? '' : `, **${(value / own).toFixed(1)}x**`
  return `${format(value)} ${unit}`.trim() + spread + ratio
}

/** Of an even number of values, the mean of the middle two. */
function median(values: number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]]
  return low === undefined || high === undefined ? undefined : (low + high) / 2
}

/** Counts are whole; for the rest a tenth of a unit is finer than runs differ, and below 1 a hundredth. */
function format(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en')
  return value.toFixed(value < 1 ? 2 : 1)
}

/** A row of a Markdown table. */
export function toRow(cells: string[]): string {
  return `| ${cells.join(' | ')} |`
}
