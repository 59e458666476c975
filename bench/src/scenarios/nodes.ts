import type { PRNG } from 'lib0/prng'
import { Audience } from '../load/audience.ts'
import { joinReader } from '../load/reader.ts'
import { percentile } from '../load/stopwatch.ts'
import { lettersPerSecond, typeTogether } from '../load/type-together.ts'
import { Writer } from '../load/writer.ts'
import type { Measure } from '../report/measure.ts'
import type { ServerUnderTest } from '../server/server-under-test.ts'
import type { Run, Scenario } from './scenario.ts'
import { mostCpuOf, sumOf, type Usage, watchUsages } from './usage.ts'

const readerCount = 20
const writerCount = 20
/** Until V8 has compiled what is used: two nodes that just began take twice the CPU, and two cores are not enough. */
const warmUpSeconds = 10
const seconds = 16

/** A node beside it may cost a document so much more; a letter may take so long to somebody at another node. */
const besideBar = { 'one node': 1 / 1.1 } as const
const acrossMs = 30

/** Where people come in: who types, who reads, and every node there is, whose CPU counts; and what that should cost. */
type Places = {
  readonly writers: readonly ServerUnderTest[]
  readonly readers: ServerUnderTest
  readonly all: readonly ServerUnderTest[]
  readonly bars: { readonly latency?: Bar; readonly cpu?: Bar }
}

type Bar = Pick<Measure, 'bar' | 'timesLess'>

/** The same document on one node, and on two. */
export const nodes: Scenario = {
  title: `1 and ${writerCount} writers x ${lettersPerSecond} edits/s, on one node and on two`,
  ways: {
    'one node': measure(0, ([only]) => ({ writers: [only], readers: only, all: [only], bars: {} })),
    'two nodes, all on one': measure(2, ([north, south]) => ({
      writers: [north],
      readers: north,
      all: [north, south],
      bars: { latency: { timesLess: besideBar }, cpu: { timesLess: besideBar } },
    })),
    'two nodes, readers and half the writers on the other': measure(2, ([north, south]) => ({
      writers: [north, south],
      readers: south,
      all: [north, south],
      bars: { latency: { bar: acrossMs } },
    })),
  },
}

/** `count`: nodes that Redis joins; 0: the one that runs, without Redis. */
function measure(count: number, place: (nodes: [ServerUnderTest, ServerUnderTest]) => Places): Run {
  return async (server, random) => {
    if (count === 0) return await measureAt(place([server, server]), random)
    if (server.startNodes === undefined) throw new Error('this server has no nodes')
    const started = await server.startNodes(count)
    try {
      const [north, south] = started.nodes
      if (north === undefined || south === undefined) throw new Error('two nodes were to be started')
      return await measureAt(place([north, south]), random)
    } finally {
      await started.stop()
    }
  }
}

async function measureAt(places: Places, random: PRNG): Promise<Measure[]> {
  return [...(await measureReaders(places, random)), ...(await measureWriters(places, random))]
}

async function measureReaders({ writers: [at], readers, all, bars }: Places, random: PRNG): Promise<Measure[]> {
  if (at === undefined) throw new Error('nobody can type')
  const documentId = await at.addDocument()
  const writer = new Writer(random, true)
  const audience = await Audience.join(readers, documentId, writer, readerCount)
  await writer.join(await at.invite(documentId))
  await typeTogether([writer], warmUpSeconds, random)
  writer.forget()
  audience.forget()
  const usages = await watchUsages(all, () => typeTogether([writer], seconds, random))
  writer.leave()
  audience.leave()
  const name = (what: string) => `1 writer, ${readerCount} readers: ${what}`
  return [
    { name: name('edit to a reader, p50'), value: percentile(audience.eachMs, 0.5), unit: 'ms' },
    { name: name('edit to a reader, p95'), value: percentile(audience.eachMs, 0.95), unit: 'ms', ...bars.latency },
    { name: name('edit to stored, p95'), value: percentile(writer.stored.measuredMs, 0.95), unit: 'ms' },
    ...toCpu(usages, name, bars.cpu),
  ]
}

async function measureWriters({ writers: at, readers, all, bars }: Places, random: PRNG): Promise<Measure[]> {
  const [first] = at
  if (first === undefined) throw new Error('nobody can type')
  const documentId = await first.addDocument()
  const writers = Array.from({ length: writerCount }, () => new Writer(random, true))
  const reader = await joinReader(await readers.invite(documentId), writers)
  for (const [i, writer] of writers.entries()) {
    await writer.join(await (at[i % at.length] ?? first).invite(documentId))
  }
  await typeTogether(writers, warmUpSeconds, random)
  for (const writer of writers) writer.forget()
  const usages = await watchUsages(all, () => typeTogether(writers, seconds, random))
  for (const writer of writers) writer.leave()
  reader.close()
  const seen = writers.flatMap((writer) => writer.seen.measuredMs)
  const name = (what: string) => `${writerCount} writers: ${what}`
  return [
    { name: name('edit to a reader, p50'), value: percentile(seen, 0.5), unit: 'ms' },
    { name: name('edit to a reader, p95'), value: percentile(seen, 0.95), unit: 'ms', ...bars.latency },
    ...toCpu(usages, name, bars.cpu),
    { name: name('commits'), value: sumOf(usages, 'commits'), unit: '' },
    { name: name('rows'), value: sumOf(usages, 'rows'), unit: '' },
  ]
}

function toCpu(usages: readonly Usage[], name: (what: string) => string, most: Bar | undefined): Measure[] {
  const [of, unit] = [(what: string) => name(`${what} CPU`), 's'] as const
  return [
    { name: `${of('server')} of the node that works most`, value: mostCpuOf(usages), unit, ...most },
    { name: `${of('server')} of all nodes`, value: sumOf(usages, 'cpuSeconds'), unit },
    { name: of('PostgreSQL'), value: usages[0]?.databaseCpuSeconds, unit },
  ]
}
