import path from 'node:path'
import { parseArgs } from 'node:util'
import { findLowPort } from '../stack/ports.ts'
import { Composition } from './composition.ts'
import { type Absence, Crowd } from './crowd.ts'
import { readCommands } from './documented.ts'
import { groupByGap, peakOverEven, quantile } from './measures.ts'
import { followDocuments } from './tour.ts'
import { WebWatch } from './web-watch.ts'

/** What operators are promised. */
const bars = { movedMs: 5_000, peak: 3 }
const nodeCount = 3
const restartGapMs = 3_000
const steadyMs = 12_000

const { values } = parseArgs({
  options: {
    /** Among whom nodes are restarted, and among whom they are killed. */
    clients: { type: 'string', default: '500' },
    victims: { type: 'string', default: '200' },
    documents: { type: 'string', default: '50' },
    kills: { type: 'string', default: '3' },
    /** Of the composition. */
    folder: { type: 'string', default: path.resolve(import.meta.dirname, '../..') },
    /** Without the crowd, or without what the documents say besides. */
    tour: { type: 'boolean', default: false },
    crowd: { type: 'boolean', default: false },
    /** A word of headings whose commands are left out. */
    without: { type: 'string', multiple: true, default: [] as string[] },
    keep: { type: 'boolean', default: false },
  },
})

const faults: string[] = []

function say(what: string, isKept = true): void {
  process.stdout.write(`${isKept ? ' ' : '!'} ${what}\n`)
  if (!isKept) faults.push(what)
}

async function killNodes(composition: Composition, crowd: Crowd): Promise<void> {
  for (let round = 0; round < Number(values.kills); round++) {
    const nodes = await composition.nodes()
    crowd.forget()
    await composition.kill(nodes[round % nodes.length] as string)
    await until(() => crowd.awayCount > 0, 10_000)
    await crowd.untilAll('is live', (client) => client.isLive)
    const { p95, longest } = summaryOf(crowd.absences)
    say(`kill -9 of a node: ${crowd.absences.length} moved, p95 ${p95} ms, longest ${longest} ms`, p95 <= bars.movedMs)
    await composition.untilHealthy()
    // Nodes end among people who have been there for a while, and one that was cut off twice in 10 s looks for other ways.
    await pause(steadyMs)
  }
}

async function restartAll(composition: Composition, crowd: Crowd): Promise<void> {
  crowd.forget()
  await composition.follow(readCommands('Restart one node after the other'))
  await crowd.untilAll('is live', (client) => client.isLive)
  // The next node is stopped when the one before is healthy, which takes longer than this.
  const restarts = groupByGap(crowd.absences, ({ from }) => from, restartGapMs)
  for (const [i, comings] of restarts.entries()) {
    const peak = peakOverEven(comings.map(({ to }) => to))
    say(
      `restart ${i + 1}: ${comings.length} came back, peak ${peak.toFixed(1)} times an even spread`,
      peak <= bars.peak,
    )
  }
  const { p95, longest } = summaryOf(crowd.absences)
  say(`away for ${p95} ms (p95), ${longest} ms at most`, restarts.length === nodeCount)
}

function summaryOf(absences: readonly Absence[]): { p95: number; longest: number } {
  const ms = absences.map(({ from, to }) => to - from)
  return { p95: quantile(ms, 0.95), longest: Math.max(...ms) }
}

async function until(holds: () => boolean, withinMs: number): Promise<void> {
  const end = Date.now() + withinMs
  while (!holds()) {
    if (Date.now() > end) throw new Error(`nothing happened for ${withinMs} ms`)
    await pause(10)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms))
}

async function tryCrowd(composition: Composition, crowd: Crowd, watch: WebWatch): Promise<void> {
  await composition.follow(readCommands('Several nodes'))
  const nodes = await composition.nodes()
  say(`${nodes.length} nodes of sync`, nodes.length === nodeCount)
  await crowd.gather(Number(values.victims))
  say(`${values.victims} clients are live in ${values.documents} documents`)
  crowd.startTyping()
  watch.start()
  await killNodes(composition, crowd)
  await crowd.gather(Number(values.clients))
  crowd.startTyping()
  say(`${values.clients} clients are live`)
  await restartAll(composition, crowd)
  crowd.stopTyping()
  await crowd.untilAll('has nothing that is not stored', (client) => client.storedWords.length === client.words.length)
  watch.stop()
  const failures = [`${watch.faults.length} times`, ...new Set(watch.faults)].join(', ')
  say(`web was asked ${watch.asked} times and failed ${failures}`, watch.faults.length === 0)
  const { typed, lost, doubled } = await crowd.compare()
  say(`of ${typed} words ${lost.length} are lost and ${doubled.length} doubled`, lost.length + doubled.length === 0)
}

async function main(): Promise<void> {
  // External: each provider of y-websocket waits for the end of the process.
  process.setMaxListeners(0)
  const port = String(await findLowPort())
  const url = `http://localhost:${port}`
  const composition = new Composition(values.folder, {
    DUPLEX_PORT: port,
    // As in the file .env of whoever keeps several.
    DUPLEX_SYNC_NODES: String(nodeCount),
    MAX_CONNECTIONS_PER_USER: values.clients,
    MAX_CONNECTIONS_PER_ADDRESS: '5000',
  })
  const watch = new WebWatch(url)
  const onTicket = (status: number) => watch.note(status, 'ticket')
  const crowd = new Crowd({ url, documents: Number(values.documents), wordMs: 5_000, onTicket })
  try {
    if (!values.tour) await tryCrowd(composition, crowd, watch)
    crowd.leave()
    if (!values.crowd) await followDocuments({ composition, url, without: values.without, say })
  } finally {
    watch.stop()
    crowd.leave()
    if (!values.keep) await composition.remove()
  }
  process.exitCode = faults.length === 0 ? 0 : 1
}

await main()
