import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import * as prng from 'lib0/prng'
import { readEnvironment, toLoad } from './report/environment.ts'
import { type Result, toResults } from './report/results.ts'
import { crowd } from './scenarios/crowd.ts'
import { idle } from './scenarios/idle.ts'
import { loneKeystrokes } from './scenarios/lone-keystrokes.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { startDuplex } from './server/duplex-server.ts'
import { createInstallation, type Installation } from './server/installation.ts'

const resultsFile = path.join(import.meta.dirname, '../RESULTS.md')
/** Any number; one and the same types the same letters at the same places. */
const seed = 1
const scenarios = [loneKeystrokes, crowd, idle]

async function main(): Promise<void> {
  const installation = await createInstallation()
  // The database outlives this process unless it is stopped.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void installation.remove().finally(() => process.exit(130)))
  }
  try {
    const environment = readEnvironment(installation.postgresVersion)
    const results: Result[] = []
    for (const scenario of scenarios) results.push(await measure(scenario, installation))
    const text = toResults(environment, seed, results)
    await writeFile(resultsFile, text)
    process.stdout.write(text)
  } finally {
    await installation.remove()
  }
}

async function measure({ title, run }: Scenario, installation: Installation): Promise<Result> {
  process.stderr.write(`${title}\n`)
  const load = toLoad()
  const server = await startDuplex(installation)
  try {
    return { title, load, measures: await run(server, prng.create(seed)) }
  } finally {
    await server.stop()
  }
}

await main()
