import { type Comparison, compareServers, toBar, toFigure, toRatio } from './comparison.ts'
import type { KeptResult } from './kept-results.ts'
import { hasBar } from './measure.ts'
import { toRow } from './table.ts'

/** All that has a bar, in one table. */
export function toSummary(results: readonly KeptResult[]): string[] {
  const barred = results.map((result) => ({
    result,
    comparisons: compareServers(result).filter(({ measure }) => hasBar(measure)),
  }))
  const columns = toColumns(barred.filter(({ comparisons }) => comparisons.length > 0).map(({ result }) => result))
  const rows = barred.flatMap(({ result, comparisons }) =>
    comparisons.map((comparison) => toSummaryRow(result, comparison, columns)),
  )
  return [
    '## All bars',
    '',
    toRow(['scenario', 'measure', 'bar', 'Duplex', ...columns, 'verdict']),
    toRow(['---', '---', '---', '---', ...columns.map(() => '---'), '---']),
    ...rows,
    '',
  ]
}

/** The other servers; one that stores is called what it is called elsewhere, with what it stores in behind a comma. */
function toColumns(results: readonly KeptResult[]): string[] {
  const names = [...new Set(results.flatMap(({ runs }) => Object.keys(runs).slice(1)))]
  return names.filter((name) => !names.some((other) => name.startsWith(`${other},`)))
}

function toSummaryRow({ title, runs }: KeptResult, comparison: Comparison, columns: readonly string[]): string {
  const { measure, own, valuesOf, verdict } = comparison
  const [ownName = '', ...peers] = Object.keys(runs)
  const cellOf = (column: string) => {
    const values = valuesOf(peers.find((name) => name === column || name.startsWith(`${column},`)) ?? '')
    // Nothing is a multiple of 0.
    return own === 0 ? toFigure(values, measure.unit) : toRatio(values, own)
  }
  const figure = toFigure(valuesOf(ownName), measure.unit)
  return toRow([title, measure.name, toBar(measure), figure, ...columns.map(cellOf), verdict])
}
