import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readArguments, type Wanted } from './arguments.ts'
import { clearBeforeExit, tell } from './clear-before-exit.ts'
import { curves } from './growth/curves.ts'
import { type Growth, measureGrowth } from './growth/measure-growth.ts'
import { measureNodeGrowth } from './growth/measure-node-growth.ts'
import { createPeers } from './peers/peers.ts'
import { publishCurve, publishLosses, publishResults } from './publish.ts'
import { readEnvironment } from './report/environment.ts'
import { type Kept, type KeptResult, keep } from './report/kept-results.ts'
import { toSection } from './report/results.ts'
import { compare } from './scenarios/compare.ts'
import { Children } from './server/children.ts'
import { startDuplex } from './server/duplex-server.ts'
import { createInstallation, type Installation } from './server/installation.ts'
import type { Contestant } from './server/server-under-test.ts'
import { toLossResult } from './soak/loss-report.ts'
import { soakForLosses } from './soak/soak-for-losses.ts'

/** Any number; one and the same types the same letters at the same places. */
const seed = 1

async function main(wanted: Wanted): Promise<void> {
  const children = new Children()
  const folder = await mkdtemp(path.join(tmpdir(), 'duplex-bench-servers-'))
  const installing = createInstallation(children)
  const clear = once(async () => {
    await children.end()
    // Where there is no installation, nothing of it is left; why is told to who waits for it below.
    await installing.then(({ remove }) => remove()).catch(tell)
    await rm(folder, { recursive: true, force: true })
  })
  clearBeforeExit(clear)
  try {
    await measure(wanted, await installing, folder)
  } finally {
    await clear()
  }
}

async function measure(wanted: Wanted, installation: Installation, folder: string): Promise<void> {
  const about = { environment: readEnvironment(installation.postgresVersion), seed }
  if (wanted.scenarios.size > 0 || wanted.growth) {
    const contestants = await gather(installation, folder, wanted)
    for (const [name, scenario] of wanted.scenarios) {
      const result = { ...(await compare(scenario, contestants, seed)), ...about }
      if (wanted.isQuick) show(result)
      else {
        await keep(name, result)
        await publishResults()
      }
    }
    if (wanted.growth) await drawGrowth(contestants, about)
  }
  if (wanted.nodeGrowth) {
    await publishGrowth('growth-nodes', {
      ...(await measureNodeGrowth(() => startDuplex(installation), seed)),
      ...about,
    })
  }
  if (wanted.loss) {
    const { tables, load } = await soakForLosses(installation, folder, seed, wanted.loss)
    await keep('loss', { ...toLossResult(tables, load), ...about })
    await publishLosses(about.environment, seed, load, tables)
    await publishResults()
  }
}

type About = { readonly environment: ReturnType<typeof readEnvironment>; readonly seed: number }

/** The relay and the delayed Hocuspocus are left out: three lines can be read. */
async function drawGrowth(contestants: readonly Contestant[], about: About): Promise<void> {
  for (const [name, curve] of Object.entries(curves)) {
    await publishGrowth(name, { ...(await measureGrowth(curve, contestants.slice(0, 3), seed)), ...about })
  }
}

async function publishGrowth(name: string, growth: Kept<Growth>): Promise<void> {
  await keep(name, growth)
  await publishCurve(name)
  await publishResults()
}

/** The others only where something is measured of them. */
async function gather(
  installation: Installation,
  folder: string,
  { scenarios, growth }: Wanted,
): Promise<Contestant[]> {
  const duplex = { name: 'Duplex', start: () => startDuplex(installation) }
  if (!growth && [...scenarios.values()].every((scenario) => 'ways' in scenario)) return [duplex]
  try {
    return [duplex, ...(await createPeers(folder, installation.children))]
  } catch (error) {
    process.stderr.write(`No other server is measured, because npm could not install them: ${String(error)}\n`)
    return [duplex]
  }
}

function show(result: KeptResult): void {
  process.stdout.write(toSection(result).join('\n'))
}

function once(work: () => Promise<void>): () => Promise<void> {
  let doing: Promise<void> | undefined
  return () => {
    doing ??= work()
    return doing
  }
}

await main(readArguments(process.argv.slice(2)))
