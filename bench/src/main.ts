import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readArguments, scenarioNames, type Wanted } from './arguments.ts'
import { createPeers } from './peers/peers.ts'
import { readEnvironment } from './report/environment.ts'
import { keepResult, readResults } from './report/kept-results.ts'
import { toResults } from './report/results.ts'
import { compare } from './scenarios/compare.ts'
import { startDuplex } from './server/duplex-server.ts'
import { createInstallation, type Installation } from './server/installation.ts'
import type { Contestant } from './server/server-under-test.ts'
import { soakForLosses } from './soak/soak-for-losses.ts'

const resultsFile = path.join(import.meta.dirname, '../RESULTS.md')
const lossFile = path.join(import.meta.dirname, '../LOSS.md')
/** Any number; one and the same types the same letters at the same places. */
const seed = 1

async function main(wanted: Wanted): Promise<void> {
  const installation = await createInstallation()
  const folder = await mkdtemp(path.join(tmpdir(), 'duplex-bench-servers-'))
  const clear = async () => {
    await installation.remove()
    await rm(folder, { recursive: true, force: true })
  }
  // The database outlives this process unless it is stopped.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void clear().finally(() => process.exit(130)))
  }
  try {
    const environment = readEnvironment(installation.postgresVersion)
    if (wanted.scenarios.size > 0) {
      const contestants = await gather(installation, folder)
      for (const [name, scenario] of wanted.scenarios) {
        await keepResult(name, { ...(await compare(scenario, contestants, seed)), environment, seed })
        await publish(toResults(await readResults(scenarioNames)), resultsFile)
      }
    }
    if (wanted.loss) await publish(await soakForLosses(installation, folder, environment, seed, wanted.loss), lossFile)
  } finally {
    await clear()
  }
}

async function gather(installation: Installation, folder: string): Promise<Contestant[]> {
  const duplex = { name: 'Duplex', start: () => startDuplex(installation) }
  try {
    return [duplex, ...(await createPeers(folder))]
  } catch (error) {
    process.stderr.write(`No other server is measured, because npm could not install them: ${String(error)}\n`)
    return [duplex]
  }
}

async function publish(text: string, file: string): Promise<void> {
  await writeFile(file, text)
  process.stderr.write(`${file} is written\n`)
}

await main(readArguments(process.argv.slice(2)))
