import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import * as prng from 'lib0/prng'
import { createPeers } from './peers/peers.ts'
import { readEnvironment, toLoad } from './report/environment.ts'
import type { Measure } from './report/measure.ts'
import { type Result, toResults } from './report/results.ts'
import { crowd } from './scenarios/crowd.ts'
import { idle } from './scenarios/idle.ts'
import { join } from './scenarios/join.ts'
import { loneKeystrokes } from './scenarios/lone-keystrokes.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { startDuplex } from './server/duplex-server.ts'
import { createInstallation, type Installation } from './server/installation.ts'
import type { Contestant } from './server/server-under-test.ts'

const resultsFile = path.join(import.meta.dirname, '../RESULTS.md')
/** Any number; one and the same types the same letters at the same places. */
const seed = 1
const scenarios = [loneKeystrokes, crowd, join, idle]

async function main(): Promise<void> {
  const installation = await createInstallation()
  const peerFolder = await mkdtemp(path.join(tmpdir(), 'duplex-bench-peers-'))
  const clear = async () => {
    await installation.remove()
    await rm(peerFolder, { recursive: true, force: true })
  }
  // The database outlives this process unless it is stopped.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void clear().finally(() => process.exit(130)))
  }
  try {
    const contestants = await gather(installation, peerFolder)
    const environment = readEnvironment(installation.postgresVersion)
    const results: Result[] = []
    for (const scenario of scenarios) results.push(await compare(scenario, contestants))
    const text = toResults(environment, seed, results)
    await writeFile(resultsFile, text)
    process.stdout.write(text)
  } finally {
    await clear()
  }
}

async function gather(installation: Installation, peerFolder: string): Promise<Contestant[]> {
  const duplex = { name: 'Duplex', start: () => startDuplex(installation) }
  try {
    return [duplex, ...(await createPeers(peerFolder))]
  } catch (error) {
    process.stderr.write(`No other server is measured, because npm could not install them: ${String(error)}\n`)
    return [duplex]
  }
}

/** Each server twice, there and back again: what changes on the machine meanwhile touches all alike. */
async function compare(scenario: Scenario, contestants: readonly Contestant[]): Promise<Result> {
  const load = toLoad()
  const taking = contestants.filter(({ name }) => !scenario.without?.some((prefix) => name.startsWith(prefix)))
  const runs = new Map<string, Measure[][]>(taking.map(({ name }) => [name, []]))
  for (const contestant of [...taking, ...taking.toReversed()]) {
    process.stderr.write(`${scenario.title}: ${contestant.name}\n`)
    runs.get(contestant.name)?.push(await measure(scenario, contestant))
  }
  return { title: scenario.title, load, runs }
}

async function measure(scenario: Scenario, contestant: Contestant): Promise<Measure[]> {
  const server = await contestant.start()
  try {
    return await scenario.run(server, prng.create(seed))
  } finally {
    await server.stop()
  }
}

await main()
