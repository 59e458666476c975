import type { Environment } from './environment.ts'
import { type Measure, verdictOf } from './measure.ts'

export type Result = { readonly title: string; readonly load: string; readonly measures: readonly Measure[] }

/** The whole of RESULTS.md. */
export function toResults({ date, commit, versions, machine }: Environment, seed: number, results: Result[]): string {
  const facts = {
    date,
    commit,
    versions: Object.entries(versions)
      .map((version) => version.join(' '))
      .join(', '),
    machine,
    seed: String(seed),
  }
  return [
    '# Results',
    '',
    'Written by `npm run bench`. [How to read it](README.md).',
    '',
    '| about | |',
    '|---|---|',
    ...Object.entries(facts).map(toRow),
    '',
    'Load is the average of the machine in the minute before a scenario began.',
    '',
    '| scenario | load | measure | bar | measured | verdict |',
    '|---|---|---|---|---|---|',
    ...results.flatMap(({ title, load, measures }) =>
      measures.map((measure, index) => toRow([...(index === 0 ? [title, load] : ['', '']), ...toCells(measure)])),
    ),
    '',
  ].join('\n')
}

function toCells(measure: Measure): string[] {
  const { name, value, unit, bar } = measure
  const measured = value === undefined ? 'not on this system' : `${format(value)} ${unit}`.trim()
  return [name, bar === undefined ? '' : `<= ${bar} ${unit}`, measured, verdictOf(measure)]
}

/** Counts are whole; for the rest a tenth of a unit is finer than runs differ, and below 1 a hundredth. */
function format(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en')
  return value.toFixed(value < 1 ? 2 : 1)
}

function toRow(cells: string[]): string {
  return `| ${cells.join(' | ')} |`
}
