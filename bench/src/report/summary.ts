import { type Comparison, compareServers, type Judgement, toFigure, toRatio } from './comparison.ts'
import type { KeptResult } from './kept-results.ts'
import { toRow } from './table.ts'

/** All that has a bar, in one table; the columns are of those scenarios that measure several servers. */
export function toSummary(results: readonly KeptResult[]): string[] {
  const barred = results.map((result) => ({
    result,
    comparisons: compareServers(result).filter(({ judgements }) => judgements.length > 0),
  }))
  const ofServers = barred.filter(({ comparisons }) =>
    comparisons.some(({ judgements: [first] }) => first?.column === ''),
  )
  const columns = toColumns(ofServers.map(({ result }) => result))
  const rows = barred.flatMap(({ result, comparisons }) =>
    comparisons.flatMap((comparison) =>
      comparison.judgements.map((judgement) => toSummaryRow(result, comparison, judgement, columns)),
    ),
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

function toSummaryRow(
  { title, runs }: KeptResult,
  { measure, own, valuesOf }: Comparison,
  { column, bar, verdict }: Judgement,
  columns: readonly string[],
): string {
  const [ownName = '', ...peers] = Object.keys(runs)
  const cellOf = (name: string) => {
    const values = valuesOf(peers.find((peer) => peer === name || peer.startsWith(`${name},`)) ?? '')
    // Nothing is a multiple of 0.
    return own === 0 ? toFigure(values, measure.unit) : toRatio(values, own)
  }
  const figure = toFigure(valuesOf(column || ownName), measure.unit)
  const name = column === '' ? measure.name : `${measure.name}, ${column}`
  return toRow([title, name, bar, figure, ...columns.map(cellOf), verdict])
}
