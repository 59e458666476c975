import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { scenarioNames } from './arguments.ts'
import { curves } from './growth/curves.ts'
import type { Environment } from './report/environment.ts'
import { toGrowthChart } from './report/growth-chart.ts'
import { readGrowth, readResults } from './report/kept-results.ts'
import { toResults } from './report/results.ts'
import { type LossTables, toLossReport } from './soak/loss-report.ts'

const bench = path.join(import.meta.dirname, '..')
const images = path.join(bench, '../docs/images')

/** RESULTS.md, from all that is kept. */
export async function publishResults(): Promise<void> {
  const results = await readResults([...scenarioNames, 'loss'])
  await publish(
    toResults(results, await readGrowth([...Object.keys(curves), 'growth-nodes'])),
    path.join(bench, 'RESULTS.md'),
  )
}

/** The chart of a curve that is kept. */
export async function publishCurve(name: string): Promise<void> {
  await mkdir(images, { recursive: true })
  for (const growth of await readGrowth([name])) {
    await publish(toGrowthChart(growth), path.join(images, `${name}.svg`))
  }
}

/** LOSS.md. */
export async function publishLosses(
  environment: Environment,
  seed: number,
  load: string,
  tables: LossTables,
): Promise<void> {
  await publish(toLossReport(environment, seed, load, tables), path.join(bench, 'LOSS.md'))
}

async function publish(text: string, file: string): Promise<void> {
  await writeFile(file, text)
  process.stderr.write(`${file} is written\n`)
}
