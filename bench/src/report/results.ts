import { compareServers, toCell, toFigure, toRatio } from './comparison.ts'
import type { Environment } from './environment.ts'
import type { KeptGrowth, KeptResult } from './kept-results.ts'
import { toSummary } from './summary.ts'
import { toRow } from './table.ts'

/** The whole of RESULTS.md. */
export function toResults(results: readonly KeptResult[], growth: readonly KeptGrowth[]): string {
  return [
    '# Results',
    '',
    'Written by `npm run bench`, each part when it was last measured. [How to read it](README.md).',
    '',
    'Elsewhere: [what a killed server loses](LOSS.md), [what an hour of documents that come and go leaves](CHURN.md).',
    '',
    ...toSummary(results),
    ...results.flatMap(toSection),
    ...growth.flatMap(toCurve),
  ].join('\n')
}

/** The lines of a table that says what the figures hold for. */
export function toAbout(environment: Environment, seed: number, load: string): string[] {
  const rows = Object.entries({ ...toFacts(environment, seed), load: toLoads(load) })
  return ['| about | |', '|---|---|', ...rows.map(toRow)]
}

function toFacts({ date, commit, versions, machine }: Environment, seed: number) {
  const all = Object.entries(versions).map((version) => version.join(' '))
  return { date, commit, versions: all.join(', '), machine, seed: `seed ${seed}` }
}

function toLoads(load: string): string {
  return `load average before each run ${load}`
}

/** The lines that tell what one scenario measured. */
export function toSection(result: KeptResult): string[] {
  const [own = '', ...peers] = Object.keys(result.runs)
  const rows = compareServers(result).map((comparison) => {
    const { measure, valuesOf, judgements } = comparison
    const cellOf = (peer: string) => {
      const ratio = toRatio(valuesOf(peer), comparison.own)
      return toFigure(valuesOf(peer), measure.unit) + (ratio === '' ? '' : `, **${ratio}**`)
    }
    const [bar, verdict] = [toCell(judgements, 'bar'), toCell(judgements, 'verdict')]
    return toRow([measure.name, bar, toFigure(valuesOf(own), measure.unit), ...peers.map(cellOf), verdict])
  })
  return [
    `## ${result.title}`,
    '',
    [...Object.values(toFacts(result.environment, result.seed)), toLoads(result.load)].join(' · '),
    '',
    toRow(['measure', 'bar', own, ...peers, 'verdict']),
    toRow(['---', '---', '---', ...peers.map(() => '---'), '---']),
    ...rows,
    '',
  ]
}

function toCurve({ name, title, axis, load, environment, seed }: KeptGrowth): string[] {
  return [
    `## Growth: ${title}`,
    '',
    [...Object.values(toFacts(environment, seed)), toLoads(load)].join(' · '),
    '',
    `![What an edit costs, by ${axis}](../docs/images/${name}.svg)`,
    '',
  ]
}
