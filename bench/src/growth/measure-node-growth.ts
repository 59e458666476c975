import * as prng from 'lib0/prng'
import type { Connection } from '../load/connection.ts'
import { joinReader } from '../load/reader.ts'
import { percentile } from '../load/stopwatch.ts'
import { lettersPerSecond, typeTogether } from '../load/type-together.ts'
import { Writer } from '../load/writer.ts'
import { toLoad } from '../report/environment.ts'
import { sumOf, watchUsages } from '../scenarios/usage.ts'
import type { Contestant, ServerUnderTest } from '../server/server-under-test.ts'
import type { Growth } from './measure-growth.ts'
import type { Point } from './point.ts'

const writerCount = 12
const warmUpSeconds = 2
const seconds = 8
const steps = [1, 2, 3]
/** How many documents the writers share. One of them is on all nodes, of several each is on one. */
const shares = { 'one document': 1, 'six documents': 6 } as const

type Group = { readonly writers: readonly Writer[]; readonly reader: Connection }

/** The same writers on more and more nodes, which Redis joins; each point meets nodes that have just started. */
export async function measureNodeGrowth(start: Contestant['start'], seed: number): Promise<Growth> {
  const title = `${writerCount} writers x ${lettersPerSecond} edits/s on more and more nodes`
  const lines: Record<string, Point[]> = {}
  const loads: string[] = []
  for (const at of steps) {
    loads.push(toLoad())
    for (const [name, documents] of Object.entries(shares)) {
      process.stderr.write(`${title}: ${at}: ${name}\n`)
      const point = await withNodes(start, at, (nodes) => measurePoint(nodes, documents, prng.create(seed)))
      lines[name] = [...(lines[name] ?? []), { at, ...point }]
    }
  }
  return { title, axis: 'nodes', load: loads.join(', '), lines }
}

async function withNodes<T>(
  start: Contestant['start'],
  count: number,
  measure: (nodes: readonly ServerUnderTest[]) => Promise<T>,
): Promise<T> {
  const server = await start()
  try {
    if (server.startNodes === undefined) throw new Error('this server has no nodes')
    const started = await server.startNodes(count)
    try {
      return await measure(started.nodes)
    } finally {
      await started.stop()
    }
  } finally {
    await server.stop()
  }
}

async function measurePoint(
  nodes: readonly ServerUnderTest[],
  documents: number,
  random: prng.PRNG,
): Promise<Omit<Point, 'at'>> {
  const groups: Group[] = []
  for (let i = 0; i < documents; i++) {
    const places = documents === 1 ? nodes : nodes.slice(i % nodes.length, (i % nodes.length) + 1)
    groups.push(await gather(places, writerCount / documents, random))
  }
  const writers = groups.flatMap((group) => group.writers)
  await typeTogether(writers, warmUpSeconds, random)
  for (const writer of writers) writer.forget()
  const usages = await watchUsages(nodes, () => typeTogether(writers, seconds, random))
  for (const writer of writers) writer.leave()
  for (const { reader } of groups) reader.close()
  const seenMs = writers.flatMap((writer) => writer.seen.measuredMs)
  const cpuSeconds = sumOf(usages, 'cpuSeconds')
  return {
    cpuMsPerEdit: cpuSeconds === undefined ? undefined : (cpuSeconds * 1000) / seenMs.length,
    p95Ms: percentile(seenMs, 0.95),
  }
}

/** In turns on these nodes; whoever only reads is on the last. */
async function gather(places: readonly ServerUnderTest[], count: number, random: prng.PRNG): Promise<Group> {
  const [first, last] = [places[0], places.at(-1)]
  if (first === undefined || last === undefined) throw new Error('there is no node')
  const documentId = await first.addDocument()
  const writers = Array.from({ length: count }, () => new Writer(random, true))
  const reader = await joinReader(await last.invite(documentId), writers)
  for (const [i, writer] of writers.entries()) {
    await writer.join(await (places[i % places.length] ?? first).invite(documentId))
  }
  return { writers, reader }
}
